"""Translation checks: what is good is silent; one thing broken gives its code, and only that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.findings import Place, Severity
from printshop.load.glossary import load_glossary
from printshop.messages import (
    language,
    load_catalogs,
    long_date,
    number,
    opening_hours,
    read_catalog,
)
from printshop.model import Hours
from printshop.translation_checks import Pair, check, check_catalog

from .real import ROOT
from .shops import entry, po


def codes(source: str, target: str, tag: str = "nl") -> list[str]:
    pair = Pair("key", source, target, language("en"), language(tag), Place("nl.po", 3, "key"))
    return [finding.code.removeprefix("translation.") for finding in check(pair)]


@pytest.mark.parametrize(
    ("source", "target", "tag"),
    [
        ("0.5 mm deep", "0,5 mm diep", "nl"),
        ("1,500 people", "1.500 Menschen", "de"),
        ("1,500 people", "1\u202f500 personnes", "fr"),
        ("0.5–2.5 mm", "٠٫٥–٢٫٥ مم", "ar"),
        ("2.5 mg", "2,5 Milligramm", "de"),
        ("1.5 hours", "1,5 uur", "nl"),
        ("from 12-05 on", "vanaf 12–05", "nl"),
        ("twice 2 x 5 mg", "tweemaal 2 × 5 mg", "nl"),
        ("50% off", "50 % Rabatt", "de"),
        ("Call +31 30 555 01 23", "Bel +31 30 555 0123", "nl"),
        ("5 mg", "5 мг", "uk"),
        ("at 39 °C", "39 ℃", "ja"),
        ("Why?", "なぜですか？", "ja"),
        ("Warm.", "गरम।", "hi"),
        ("Why?", "Pourquoi\u202f?", "fr"),
        ("Why?", "¿Por qué?", "es"),
        (
            "See <em>this</em> at https://a.example/b.",
            "Zie <em>dit</em> op https://a.example/b.",
            "nl",
        ),
        ("Open 10:30–12:00", "Åbent 10.30–12.00", "da"),
        ("Open at 8:05", "Avoinna klo 8.05", "fi"),
        ("Open at 8:05", "Ouvert à 08 h 05", "fr_CA"),
        ("Open at 10:30", "10時30分から", "ja"),
        ("Call before 5 PM", "Bel voor 17 uur", "nl"),
        ("Call before 5:30 PM", "اتصل قبل ٥:٣٠ م", "ar"),
        ("Call before 17:30 today", "Llame antes de las 5:30 p. m. hoy", "es"),
        ("Call from 2–5 p.m. on", "Anruf von 14–17 Uhr", "de"),
        ("on 2026-11-01", "op 2026-11-01", "nl"),
        ("on 2026-11-01", "op 1 november 2026", "nl"),
        ("on November 1, 2026", "am 2026-11-01", "de"),
        ("on November 1, 2026", "2026年11月1日に", "ja"),
        ("in November", "11월에", "ko"),
        ("for 2 to 3 days", "2–3 дні", "uk"),
        ("for 2–3 days", "2 ila 3 gün", "tr"),
        ("a mix of 1:10", "blandet 1:10", "da"),
        ("Warm. Cold.", "อุ่น เย็น", "th"),
        ("Why?", "Γιατί;", "el"),
        ("Why?", "Γιατί\u037e", "el"),
        ("Why?", "چرا؟", "fa"),
        ("Warm.", "گرم۔", "ur"),
        ("Warm.", "Տաք։", "hy"),
        ("Why?", "Ինչո՞ւ։", "hy"),
        ("Why?", "왜요?", "ko"),
        ("Why?", "מדוע?", "he"),
        ("Why?", "為什麼？", "zh_Hant"),
        ("Why: so!", "Pourquoi\u00a0: ainsi!", "fr_CA"),
        ("Why: so!", "Pourquoi\u00a0: ainsi\u202f!", "fr"),
        ("Cold", "“Koud”", "nl"),
        ("Warm.", "دافئ.\u200f", "ar"),
        ("slowly", "yavaş yavaş", "tr"),
        ("5", "5", "nl"),
        ("{phone}", "{phone}", "nl"),
        ("Cold hands are hard", "Cold hands are hard", "en_GB"),
        (
            "Side effects: redness, swelling, and pain.",
            "Bijwerkingen: roodheid, zwelling en pijn.",
            "nl",
        ),
        ("Redness, swelling, and pain", "احمرار وتورم وألم", "ar"),
        ("Redness, swelling, and pain", "赤み、腫れ、または痛み", "ja"),
        ("Redness, swelling, and pain", "发红、肿胀和疼痛", "zh_Hans"),
        ("Redness, swelling, and pain", "รอยแดง อาการบวม และอาการปวด", "th"),
        ("Redness, swelling, or pain", "sowohl Rötung als auch Schwellung sowie Schmerz", "de"),
        (
            "If it hurts, call us, and we will help you as soon as we can.",
            "Bel ons als het pijn doet; wij helpen u zo snel mogelijk.",
            "nl",
        ),
        (
            "In rare cases, redness, swelling, or pain can last longer.",
            "In zeldzame gevallen houden roodheid, zwelling of pijn langer aan.",
            "nl",
        ),
    ],
)
def test_a_good_translation_is_silent(source: str, target: str, tag: str) -> None:
    assert codes(source, target, tag) == []


@pytest.mark.parametrize(
    ("source", "target", "tag", "code"),
    [
        ("0.5 mm", "05 mm", "nl", "figure"),
        ("0.5 mm", "0.05 mm", "nl", "figure"),
        ("12-05", "05/12", "nl", "figure"),
        ("12-05", "05-12", "nl", "figure"),
        ("0.5–2.5 mm", "2,5–0,5 mm", "nl", "figure"),
        ("1,500", "1,5", "nl", "figure"),
        ("3 days", "dagen", "nl", "figure"),
        ("some days", "3 dagen", "nl", "figure"),
        ("Call +31 30 555 01 23", "Bel +31 30 555 01 32", "nl", "figure"),
        ("3 days", "drei Tage", "de", "figure"),
        ("for 2 to 3 days", "3–2 дні", "uk", "figure"),
        ("for 2 to 3 days", "2–4 дні", "uk", "figure"),
        ("Open at 10:30", "Avoinna klo 10.03", "fi", "figure"),
        ("Open at 10:30", "Open om 10.30", "en", "figure"),
        ("Open at 10:30", "Åbent 10,30", "da", "figure"),
        ("Call before 5 PM", "Bel voor 16 uur", "nl", "figure"),
        ("Call before 5 AM", "Bel voor 17 uur", "nl", "figure"),
        ("on 2026-11-01", "op 1 oktober 2026", "nl", "figure"),
        ("on 2026-11-01", "op 2 november 2026", "nl", "figure"),
        ("on 2026-11-01", "op 2026-01-11", "nl", "figure"),
        ("for 3 months", "3月", "zh_Hans", "figure"),
        ("2.5 mg", "2,5 g", "nl", "unit"),
        ("2.5 mg", "2,5 ملتر", "ar", "unit"),
        ("<em>a</em> b", "a c", "nl", "tag"),
        ("Call {phone}", "Bel {fone}", "nl", "placeholder"),
        ("see https://a.example", "zie https://b.example", "nl", "address"),
        ("Cold.", "Koud", "nl", "end-mark"),
        ("Cold", "Koud.", "nl", "end-mark"),
        ("Why?", "لماذا?", "ar", "end-mark"),
        ("Why?", "Γιατί?", "el", "end-mark"),
        ("Warm.", "گرم.", "ur", "end-mark"),
        ("Warm.", "อุ่น.", "th", "end-mark"),
        ("Warm", "温かい。", "ja", "end-mark"),
        ("Warm, hands", "دافئ, يدان", "ar", "mark"),
        ("Why? So", "Γιατί? Έτσι", "el", "mark"),
        ("Warm, hands", "暖,手", "zh_Hant", "mark"),
        ("Warm  hands", "Warme  handen", "nl", "spaces"),
        ("Why?", "Pourquoi?", "fr", "spaces"),
        ("Why?", "Pourquoi ?", "fr", "spaces"),
        ("Why?", "Pourquoi\u202f?", "fr_CA", "spaces"),
        ("Why: so", "Pourquoi : ainsi", "fr", "spaces"),
        ("Warm.", "गरम है ।", "hi", "spaces"),
        ("Warm, hands", "Warme , handen", "nl", "spaces"),
        ("手", "手 は", "ja", "spaces"),
        ("Why?", "Por qué?", "es", "opening-mark"),
        ("the hands", "de handen handen", "nl", "doubled-word"),
        ("warm", "دافئ\u2066", "ar", "direction"),
        ("warm", "دافئ\u2069\u2066", "ar", "direction"),
        ("Cold hands are hard", "Cold hands are hard", "nl", "untranslated"),
        ("Call <em>{clinic}</em>", "call <em>{clinic}</em>", "nl", "untranslated"),
        (
            "Side effects: redness, swelling, and pain.",
            "Bijwerkingen: roodheid en pijn.",
            "nl",
            "list-length",
        ),
        ("Redness, swelling, or pain", "Rötung oder Schmerz", "de", "list-length"),
        ("Redness, swelling, pain", "Rötung, Schwellung, Schmerz, Fieber", "de", "list-length"),
        ("Redness, swelling, and pain", "赤み、腫れ、痛み、熱", "ja", "list-length"),
        (
            "It was a long day. It helps against acne scars, burns, and stretch marks.",
            "Het was, zoals men zegt, een lange, drukke dag. Het helpt tegen acne en striae.",
            "nl",
            "list-length",
        ),
        (
            "There are, as we all know, scars, including acne scars, burns, and stretch marks.",
            "Zoals wij allen weten zijn er littekens, waaronder acnelittekens en striae.",
            "nl",
            "list-length",
        ),
        ("Take:\n- soap\n- a towel", "Neem mee:\n- zeep en een handdoek", "nl", "list-length"),
        ("Cold", " ", "nl", "empty"),
    ],
)
def test_one_thing_broken_gives_its_code_only(
    source: str, target: str, tag: str, code: str
) -> None:
    assert set(codes(source, target, tag)) == {code}


@given(
    st.decimals(0, 99_999, places=2),
    st.sampled_from(["de", "fr", "nl", "uk", "ar", "hi", "ja", "pl", "it"]),
)
def test_a_figure_as_the_language_writes_it_is_the_same(value: Decimal, tag: str) -> None:
    source, target = number(value, "en"), number(value, tag)
    assert codes(f"take {source} times", f"xx {target} yy", tag) == []


@given(
    st.decimals(0, 9_999, places=2), st.decimals(0, 9_999, places=2), st.sampled_from(["de", "ar"])
)
def test_another_figure_is_never_the_same(one: Decimal, other: Decimal, tag: str) -> None:
    if one != other:
        found = codes(f"take {number(one, 'en')} times", f"xx {number(other, tag)} yy", tag)
        assert set(found) == {"figure"}


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["fr", "ar", "ja", "th", "el"]))
def test_any_texts_are_checked_without_a_crash(source: str, target: str, tag: str) -> None:
    codes(source, target, tag)


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["da", "fi", "id", "fr_CA", "nl", "ko", "ar", "hi"]),
)
def test_a_time_as_the_language_writes_it_is_the_same(hours: int, minutes: int, tag: str) -> None:
    shown = opening_hours(Hours(0, 0, f"{hours:02}:{minutes:02}", "23:59"), tag)[1].split("–")[0]
    assert codes(f"from {hours}:{minutes:02} on", f"xx {shown} yy", tag) == []


@given(st.times(), st.times(), st.sampled_from(["da", "fi", "nl"]))
def test_another_time_is_never_the_same(one: time, other: time, tag: str) -> None:
    if (one.hour, one.minute) != (other.hour, other.minute):
        shown = opening_hours(Hours(0, 0, f"{other:%H:%M}", "23:59"), tag)[1].split("–")[0]
        assert set(codes(f"from {one:%H:%M} on", f"xx {shown} yy", tag)) == {"figure"}


@given(st.dates(), st.sampled_from(["nl", "de", "fr", "es", "pl", "uk", "tr", "ja", "ko"]))
def test_a_day_in_words_is_the_same(day: date, tag: str) -> None:
    if day.year >= 1000:
        assert codes(f"on {day.isoformat()} xx", f"op {long_date(day, tag)} xx", tag) == []


SOAP = "Do not use soap, make-up, or perfume for 24 hours."
CREAM = "First, we clean the skin, apply a numbing cream, and wait for 30 minutes."


@pytest.mark.parametrize(
    ("source", "target", "tag"),
    [
        (SOAP, "Verwenden Sie 24 Stunden lang weder Seife noch Make-up oder Parfüm.", "de"),
        (SOAP, "N’utilisez ni savon, ni maquillage, ni parfum pendant 24 heures.", "fr"),
        (SOAP, "No use jabón, maquillaje ni perfume durante 24 horas.", "es"),
        (SOAP, "24時間は石けん、化粧品、香水を使わないでください。", "ja"),
        (SOAP, "24 saat boyunca sabun, makyaj veya parfüm kullanmayın.", "tr"),
        (SOAP, "لا تستخدموا الصابون أو مساحيق التجميل أو العطور لمدة 24 ساعة.", "ar"),
        (SOAP, "אין להשתמש בסבון, באיפור או בבושם במשך 24 שעות.", "he"),
        (SOAP, "24小时内请勿使用肥皂、化妆品或香水。", "zh_Hans"),
        (SOAP, "24시간 동안 비누, 화장품, 향수를 사용하지 마십시오.", "ko"),
        (SOAP, "ห้ามใช้สบู่ เครื่องสำอาง หรือน้ำหอมเป็นเวลา 24 ชั่วโมง", "th"),
        (SOAP, "تا ۲۴ ساعت از صابون، آرایش یا عطر استفاده نکنید.", "fa"),
        (SOAP, "Przez 24 godziny nie należy używać mydła, makijażu ani perfum.", "pl"),
        (CREAM, "We maken de huid schoon en smeren crème. Dan wachten we 30 minuten.", "nl"),
        (CREAM, "皮膚を清潔にし、麻酔クリームを塗って30分待ちます。", "ja"),
    ],
)
def test_an_enumeration_as_the_language_writes_it_is_whole(
    source: str, target: str, tag: str
) -> None:
    assert codes(source, target, tag) == []


@given(
    st.lists(st.sampled_from(["akin", "bosu", "cedi", "dopu"]), min_size=3, unique=True),
    st.data(),
)
def test_a_list_without_one_item_is_found(items: list[str], data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(items))
    source = f"{', '.join(items[:-1])}, and {items[-1]}"
    left = [item.upper() for item in items if item != lost]
    assert codes(source, " en ".join((", ".join(left[:-1]), left[-1])), "nl") == ["list-length"]


def test_a_label_is_no_longer_than_its_room() -> None:
    pair = Pair("key", "Scar", "x", language("en"), language("hi"), Place("hi.po"), 4)
    for text in ("narb", "n\u0304arb", "स्कार", "皮肤"):
        assert check(replace(pair, target=text)) == ()
    for text in ("narbe", "स्कारक", "皮肤皮"):
        assert [f.code for f in check(replace(pair, target=text))] == ["translation.too-long"]


def test_severity_grows_with_the_words_that_were_copied() -> None:
    pair = Pair("key", "Cold", "Cold", language("en"), language("nl"), Place("nl.po"))
    assert [f.severity for f in check(pair)] == [Severity.WARNING]
    longer = replace(pair, source="Cold hands hurt", target="Cold hands hurt")
    assert [f.severity for f in check(longer)] == [Severity.ERROR]


def test_the_source_language_may_be_the_source() -> None:
    assert codes("Cold hands are hard", "Cold hands are hard", "en") == []


def test_the_shipped_catalogs_have_no_error_and_few_warnings() -> None:
    catalogs, _ = load_catalogs(ROOT)
    glossary, problems = load_glossary(ROOT)
    assert problems == []
    source = language("en")
    findings = [
        finding
        for catalog in catalogs.values()
        for finding in check_catalog(catalog, source, language(catalog.tag), glossary)
    ]
    assert [f for f in findings if f.severity >= Severity.ERROR] == []
    warnings = [(f.code, f.place.key) for f in findings if f.severity >= Severity.WARNING]
    # The Japanese heading invites instead of asking; that is how one says it there.
    assert warnings == [("translation.end-mark", "contact.heading")]


def test_one_source_in_two_ways_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.po"
    path.write_text(po(entry("a", "Scar", "Litteken"), entry("b", "Scar", "Wond")))
    catalog = read_catalog(path, tmp_path, "nl", "x")
    found = check_catalog(catalog, language("en"), language("nl"))
    assert [(f.code, f.place.key) for f in found] == [("translation.inconsistent", "b")]


def test_the_limit_of_a_label_is_read_from_the_catalog(tmp_path: Path) -> None:
    path = tmp_path / "x.po"
    flags = ("", "#, max-length:4\n", "#, fuzzy, max-length:9, xml-text\n", "#, max-length:x\n")
    path.write_text(po(*(entry(f"k{n}", "Scar", "Wond", text) for n, text in enumerate(flags))))
    catalog = read_catalog(path, tmp_path, "nl", "x")
    assert [e.longest for e in catalog.entries.values()] == [None, 4, 9, None]
