"""Languages as CLDR knows them, catalogs as their files say, nothing guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.errors import BrochureError
from printshop.findings import Place
from printshop.messages import (
    is_current,
    language,
    language_name,
    load_catalogs,
    long_date,
    measure_pattern,
    number,
    opening_hours,
    read_catalog,
    runs_right_to_left,
)
from printshop.messages.progress import progress
from printshop.model import Catalog, Hours, Message, Translation

from .conftest import Shop
from .real import ROOT
from .shops import catalog, entry, po

SCRIPTS = {
    "ar": ("Arab", "rtl"),
    "de": ("Latn", "ltr"),
    "en": ("Latn", "ltr"),
    "es": ("Latn", "ltr"),
    "fr": ("Latn", "ltr"),
    "he": ("Hebr", "rtl"),
    "hi": ("Deva", "ltr"),
    "it": ("Latn", "ltr"),
    "ja": ("Jpan", "ltr"),
    "nl": ("Latn", "ltr"),
    "pl": ("Latn", "ltr"),
    "tr": ("Latn", "ltr"),
    "uk": ("Cyrl", "ltr"),
    "zh_Hans": ("Hans", "ltr"),
}


def read(folder: Path, content: str | bytes) -> Catalog:
    path = folder / "warm.po"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_catalog(path, folder, "nl", "warm")


# --- languages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("tag", "expected"), SCRIPTS.items())
def test_script_and_direction(tag: str, expected: tuple[str, str]) -> None:
    known = language(tag)
    assert (known.script, known.direction) == expected


def test_every_shipped_language_is_one_of_these() -> None:
    assert {path.name for path in (ROOT / "locales").iterdir() if path.is_dir()} == set(SCRIPTS)


@pytest.mark.parametrize(
    ("tag", "chain"),
    [
        ("nl", ("nl",)),
        ("pt_BR", ("pt_BR", "pt")),
        ("en_GB", ("en_GB", "en_001", "en")),
        ("es_MX", ("es_MX", "es_419", "es")),
    ],
)
def test_a_language_falls_back_to_its_parents(tag: str, chain: tuple[str, ...]) -> None:
    assert language(tag).chain == chain


def test_a_region_falls_back_to_its_own_script_first() -> None:
    assert language("zh_Hant_TW").chain[:2] == ("zh_Hant_TW", "zh_Hant")


@pytest.mark.parametrize(
    ("tag", "script"), [("zh_TW", "Hant"), ("sr_Latn", "Latn"), ("sr", "Cyrl")]
)
def test_script_of_a_region_or_of_the_tag_itself(tag: str, script: str) -> None:
    assert language(tag).script == script


@pytest.mark.parametrize(
    ("tag", "name"),
    [("nl", "Nederlands"), ("ar", "العربية"), ("fr", "Français"), ("zh_Hans", "简体中文")],
)
def test_languages_name_themselves(tag: str, name: str) -> None:
    assert language(tag).autonym == name


def test_a_tag_as_html_writes_it() -> None:
    assert language("zh_Hant_TW").html_tag == "zh-Hant-TW"


@pytest.mark.parametrize("tag", ["", "xx", "klingon", "zh-Hans", "nl_", "../nl"])
def test_a_language_that_is_none(tag: str) -> None:
    with pytest.raises(BrochureError):
        language(tag)


def test_languages_name_each_other() -> None:
    assert language_name("ar", "nl") == "Arabisch"
    assert language_name("nl", "ar") == "الهولندية"
    assert language_name("pt_BR", "en") == "Portuguese (Brazil)"


# --- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "November 1, 2026"),
        ("nl", "1 november 2026"),
        ("ar", "1 نوفمبر 2026"),
        ("he", "1 בנובמבר 2026"),
    ],
)
def test_days_in_words(tag: str, written: str) -> None:
    assert long_date(date(2026, 11, 1), tag) == written


@pytest.mark.parametrize(
    ("tag", "written"), [("en", "1,234.5"), ("nl", "1.234,5"), ("he", "1,234.5")]
)
def test_numbers(tag: str, written: str) -> None:
    assert number(Decimal("1234.5"), tag) == written


def test_measures_come_in_three_parts() -> None:
    assert measure_pattern(Decimal("0.5"), "length-millimeter", "nl") == ("", "0,5", " mm")


def test_a_unit_that_is_none() -> None:
    with pytest.raises(BrochureError):
        measure_pattern(Decimal(1), "length-nonsense", "nl")


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", ("Mon–Fri", "08:30–17:00")),
        ("nl", ("ma–vr", "08:30–17:00")),
    ],
)
def test_opening_hours(tag: str, written: tuple[str, str]) -> None:
    assert opening_hours(Hours(0, 4, "08:30", "17:00"), tag) == written


def test_opening_hours_of_one_day() -> None:
    assert opening_hours(Hours(6, 6, "09:00", "12:30"), "nl") == ("zo", "09:00–12:30")


@pytest.mark.parametrize(
    ("text", "right_to_left"),
    [
        ("Zuid", False),
        ("مرحبا", True),
        ("שלום Zuid", True),
        ("12 – Zuid", False),
        ("12 (?)", False),
    ],
)
def test_direction_of_a_text(text: str, right_to_left: bool) -> None:
    assert runs_right_to_left(text) is right_to_left


# --- catalogs ------------------------------------------------------------------------------------


def test_catalogs_of_a_workspace(shop: Shop) -> None:
    catalogs, findings = load_catalogs(shop())
    assert findings == []
    assert set(catalogs) == {(t, d) for t in ("ar", "en", "nl") for d in ("common", "warm")}
    title = catalogs["nl", "warm"].entries["title"]
    assert (title.source, title.text, title.fuzzy) == ("Warm hands", "Warme handen", False)
    assert str(title.place) == f"{catalog('nl')}:5 (title)"


def test_entries_that_say_nothing_are_left_out(tmp_path: Path) -> None:
    obsolete = '#~ msgctxt "old"\n#~ msgid "Old"\n#~ msgstr "Oud"\n'
    nameless = 'msgid "Nowhere"\nmsgstr "Nergens"\n'
    read_back = read(tmp_path, po(entry("a", "A", "a"), nameless, obsolete))
    assert set(read_back.entries) == {"a"}


def test_one_place_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrochureError, match=r"'a'.*5.*9"):
        read(tmp_path, po(entry("a", "A", "a"), entry("a", "B", "b")))


@pytest.mark.parametrize(
    "content",
    [
        'msgid "a" and more\nmsgstr ""\n',
        'msgid "a "quoted" word"\nmsgstr ""\n',
        'msgid "a"\nnonsense\n',
        po(entry("a", "A", "é")).encode("latin-1"),
        b"\xff\xfe\x00",
    ],
)
def test_a_broken_catalog_is_refused(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(BrochureError):
        read(tmp_path, content)


def test_a_broken_catalog_is_a_finding_and_the_others_are_read(shop: Shop) -> None:
    catalogs, findings = load_catalogs(shop({catalog("nl"): "nonsense"}))
    assert [(f.code, f.place.file) for f in findings] == [("catalog.syntax", catalog("nl"))]
    assert ("nl", "warm") not in catalogs
    assert ("ar", "warm") in catalogs


def test_a_folder_that_is_no_language_is_a_finding(shop: Shop) -> None:
    _, findings = load_catalogs(shop({catalog("klingon"): po()}))
    assert [(f.code, f.place.file) for f in findings] == [
        ("catalog.unreadable", catalog("klingon"))
    ]


@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=60))
def test_any_text_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    entries = read(folder, po(entry("a", "A", text), entry("b", "B", "last"))).entries
    assert [(e.source, e.text) for e in entries.values()] == [("A", text), ("B", "last")]


# --- what may be printed -------------------------------------------------------------------------

MESSAGE = Message("a", "A", "", Place())


@pytest.mark.parametrize(
    ("translation", "current"),
    [
        (Translation("A", "a", False, Place()), True),
        (Translation("A", "a", True, Place()), False),
        (Translation("Old A", "a", False, Place()), False),
        (Translation("A", "", False, Place()), False),
        (None, False),
    ],
    ids=["current", "fuzzy", "stale", "empty", "missing"],
)
def test_only_current_translations_may_be_printed(
    translation: Translation | None, current: bool
) -> None:
    assert is_current(MESSAGE, translation) is current


def test_fuzzy_is_read_from_the_file(tmp_path: Path) -> None:
    entries = read(tmp_path, po(entry("a", "A", "a", flags="#, fuzzy\n"))).entries
    assert not is_current(MESSAGE, entries["a"])


def test_completeness_counts_what_may_be_printed(tmp_path: Path) -> None:
    texts = (
        entry("a", "A", "a"),
        entry("b", "B", "b", flags="#, fuzzy\n"),
        entry("c", "C", ""),
        entry("d", "old D", "d"),
        entry("e", "E", "not asked for"),
    )
    messages = [Message(key, key.upper(), "", Place()) for key in "abcdx"]
    state = progress(messages, read(tmp_path, po(*texts)))
    assert (state.translated, state.total) == (1, 5)
    assert progress(messages, None).missing == 5


@pytest.mark.parametrize("tag", SCRIPTS)
def test_shipped_catalogs_can_be_read(tag: str) -> None:
    for path in (ROOT / "locales" / tag).rglob("*.po"):
        assert read_catalog(path, ROOT, tag, path.stem).entries
