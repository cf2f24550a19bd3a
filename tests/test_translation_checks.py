"""Translation checks: what is good is silent; one thing broken gives its code, and only that."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.findings import Place, Severity
from printshop.messages import language, load_catalogs, number
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
        ("Website", "Website", "nl"),
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
        ("2.5 mg", "2,5 g", "nl", "unit"),
        ("2.5 mg", "2,5 ملتر", "ar", "unit"),
        ("<em>a</em> b", "a b", "nl", "tag"),
        ("Call {phone}", "Bel {fone}", "nl", "placeholder"),
        ("see https://a.example", "zie https://b.example", "nl", "address"),
        ("Warm.", "Warm", "nl", "end-mark"),
        ("Warm", "Warm.", "nl", "end-mark"),
        ("Why?", "لماذا?", "ar", "end-mark"),
        ("Warm  hands", "Warme  handen", "nl", "spaces"),
        ("Why?", "Pourquoi?", "fr", "spaces"),
        ("Warm, hands", "Warme , handen", "nl", "spaces"),
        ("手", "手 は", "ja", "spaces"),
        ("Why?", "Por qué?", "es", "opening-mark"),
        ("the hands", "de handen handen", "nl", "doubled-word"),
        ("warm", "warm\u2066", "ar", "direction"),
        ("warm", "warm\u2069\u2066", "ar", "direction"),
        ("Cold hands are hard", "Cold hands are hard", "nl", "untranslated"),
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


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["fr", "ar", "ja", "es"]))
def test_any_texts_are_checked_without_a_crash(source: str, target: str, tag: str) -> None:
    codes(source, target, tag)


def test_the_source_language_may_be_the_source() -> None:
    assert codes("Cold hands are hard", "Cold hands are hard", "en") == []


def test_the_shipped_catalogs_have_no_error() -> None:
    catalogs, _ = load_catalogs(ROOT)
    source = language("en")
    findings = [f for c in catalogs.values() for f in check_catalog(c, source, language(c.tag))]
    assert [f for f in findings if f.severity >= Severity.ERROR] == []


def test_one_source_in_two_ways_is_said(tmp_path: object) -> None:
    from pathlib import Path

    from printshop.messages import read_catalog

    path = Path(str(tmp_path)) / "x.po"
    path.write_text(po(entry("a", "Scar", "Litteken"), entry("b", "Scar", "Wond")))
    catalog = read_catalog(path, path.parent, "nl", "x")
    found = check_catalog(catalog, language("en"), language("nl"))
    assert [(f.code, f.place.key) for f in found] == [("translation.inconsistent", "b")]
