"""The glossary: read with care, and held against translations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.findings import Finding, Place, Severity
from printshop.load.glossary import GLOSSARY, load_glossary
from printshop.messages import language, load_catalogs
from printshop.model import Glossary, Rendering, Term
from printshop.translation_checks import Pair, check
from printshop.translation_checks.terms import check_terms

from .real import ROOT

TEXT = """\
terms:
  scar:
    forms: [scars]
    translations:
      nl: {use: [litteken*], avoid: [wond*]}
      de: {use: ["*narb*"]}
  acne scar:
    translations:
      nl: {use: [acnelitteken*]}
same_as_source:
  all: [Logo]
  nl: [Website, why.heading]
"""


def loaded(root: Path, text: str, *languages: str) -> tuple[Glossary, list[Finding]]:
    path = root / GLOSSARY
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return load_glossary(root, languages)


def test_a_glossary_is_read_with_its_lines(tmp_path: Path) -> None:
    glossary, findings = loaded(tmp_path, TEXT)
    assert findings == []
    assert [term.forms for term in glossary.terms] == [("scar", "scars"), ("acne scar",)]
    assert glossary.terms[0].renderings["nl"] == Rendering(("litteken*",), ("wond*",))
    assert [term.place.line for term in glossary.terms] == [2, 7]
    assert glossary.same == {"": {"Logo"}, "nl": {"Website", "why.heading"}}


def test_a_workspace_needs_no_glossary(tmp_path: Path) -> None:
    assert load_glossary(tmp_path) == (Glossary(), [])


def test_a_language_of_the_workspace_s_own_is_known(tmp_path: Path) -> None:
    text = TEXT.replace("      de:", "      srn:")
    assert [f.code for f in loaded(tmp_path, text)[1]] == ["input.language"]
    assert loaded(tmp_path, text, "srn")[1] == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("de: {", "klingon: {", "input.language", 6),
        ("  nl: [Website", "  klingon: [Website", "input.language", 12),
        ("terms:", "language: klingon\nterms:", "input.language", 1),
        ("forms: [scars]", "forms: []", "input.wrong-value", 3),
        ("[litteken*]", "[]", "input.wrong-value", 5),
        ("[litteken*]", '["lit*teken"]', "input.wrong-value", 5),
        ("[litteken*]", '["*"]', "input.wrong-value", 5),
        ("[litteken*]", '["**", x]', "input.wrong-value", 5),
        ("[litteken*]", '[" "]', "input.wrong-value", 5),
        ("[litteken*]", "['--']", "input.glossary", 5),
        ("[litteken*]", "[wond*]", "input.glossary", 5),
        ("[litteken*]", "litteken", "input.wrong-type", 5),
        ("[litteken*]", "[no]", "input.wrong-type", 5),
        ("[litteken*]", "[*litteken]", "input.file", 5),
        ("{use: [litteken*], avoid: [wond*]}", "{}", "input.wrong-value", 5),
        ("use: [litteken*]", "used: [litteken*]", "input.unknown-key", 5),
        ("forms:", "form:", "input.unknown-key", 3),
        ("same_as_source", "same", "input.unknown-key", 10),
        ("all: [Logo]", "all: []", "input.wrong-value", 11),
        ("acne scar:", "Scars:", "input.glossary", 7),
        ("acne scar:", "scar:", "input.file", 7),
        ("acne scar:", '"-":', "input.glossary", 7),
        (TEXT, "", "input.file", 1),
        (TEXT, "- a\n", "input.wrong-type", 1),
    ],
)
def test_what_is_wrong_has_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    assert old in TEXT
    glossary, findings = loaded(tmp_path, TEXT.replace(old, new, 1))
    assert [(f.code, f.place.file, f.place.line) for f in findings] == [(code, GLOSSARY, line)]
    assert glossary == Glossary()


# --- terms in translations -----------------------------------------------------------------------


def rendered(*use: str, avoid: tuple[str, ...] = (), tag: str = "nl") -> Glossary:
    terms = (
        Term(("scar", "scars"), {tag: Rendering(use, avoid)}, Place(GLOSSARY, 2)),
        Term(("acne scar",), {tag: Rendering(("acnelitteken*",))}, Place(GLOSSARY, 7)),
    )
    return Glossary(terms=terms)


def codes(glossary: Glossary, source: str, target: str, tag: str = "nl") -> list[str]:
    pair = Pair("key", source, target, language("en"), language(tag), Place("x.po", 3, "key"))
    found = check(replace(pair, glossary=glossary))
    return [finding.code.removeprefix("translation.") for finding in found]


@pytest.mark.parametrize(
    ("use", "target", "tag"),
    [
        ("litteken", "Een Litteken", "nl"),
        ("litteken*", "LITTEKENS", "nl"),
        ("*litteken*", "een operatielittekentje", "nl"),
        ("yara iz*", "Yara\u00a0izleri", "tr"),
        ("İz", "iz", "tr"),
        ("ız", "IZ", "tr"),
        ("*ندبة", "النَّدبة", "ar"),
        ("צלקת", "צַלֶּקֶת", "he"),
        ("זעיר-פולשני", "זעיר־פולשני", "he"),
        ("निशान*", "निशानों", "hi"),
        ("傷あと", "小さな傷あとがある", "ja"),
        ("แผลเป็น", "รักษาแผลเป็นได้", "th"),
        ("PRP", "血漿（ＰＲＰ）", "ja"),
        ("cicatrice d'acné", "cicatrice d’acne\u0301", "fr"),
        ("Strasse", "Straße", "de"),
        ("lit\u00adteken", "litte\u00adken", "nl"),
    ],
)
def test_a_rendering_is_found_in_any_spelling(use: str, target: str, tag: str) -> None:
    assert codes(rendered(use, tag=tag), "scar", target, tag) == []


@pytest.mark.parametrize(
    ("use", "target", "tag"),
    [
        ("litteken", "littekens", "nl"),
        ("litteken*", "acnelitteken", "nl"),
        ("निशान", "निशानों", "hi"),
        ("ندبة", "الندبة", "ar"),
        ("yara iz*", "yara, izleri", "tr"),
        ("傷あと", "傷", "ja"),
    ],
)
def test_another_word_is_no_rendering(use: str, target: str, tag: str) -> None:
    assert codes(rendered(use, tag=tag), "scar", target, tag) == ["term"]


def test_one_of_several_renderings_will_do_and_once() -> None:
    glossary = rendered("litteken", "littekens")
    assert codes(glossary, "Scars: a scar is a scar", "Littekens: dat is er een") == []


@pytest.mark.parametrize("source", ["Scarf", "a scarecrow", "A mark"])
def test_terms_are_whole_words_of_the_source(source: str) -> None:
    assert codes(rendered("litteken"), source, "Sjaal") == []


def test_a_shorter_term_within_a_longer_one_is_not_looked_for() -> None:
    assert codes(rendered("litteken"), "An acne scar", "Een acnelitteken") == []
    assert codes(rendered("litteken"), "An acne scar", "Een litteken") == ["term"]
    assert codes(rendered("litteken"), "An acne scar is a scar", "Een acnelitteken") == ["term"]


def test_what_is_forbidden_is_an_error_where_its_term_is() -> None:
    glossary = rendered("litteken", avoid=("wond*",))
    pair = Pair("key", "A scar", "Een wondje", language("en"), language("nl"), Place("x.po", 3))
    found = list(check_terms(replace(pair, glossary=glossary)))
    assert [(f.code, f.severity) for f in found] == [
        ("translation.term", Severity.WARNING),
        ("translation.forbidden-term", Severity.ERROR),
    ]
    assert all(f"{GLOSSARY}:2" in f.message for f in found)
    assert found[0].place == pair.place
    assert codes(glossary, "A scar", "Een litteken van een wond") == ["forbidden-term"]
    assert codes(glossary, "A wound", "Een wond") == []


def test_what_is_forbidden_may_be_part_of_what_is_right() -> None:
    assert codes(rendered("傷あと", avoid=("傷",), tag="ja"), "scar", "傷あと", "ja") == []
    found = codes(rendered("傷あと", avoid=("傷",), tag="ja"), "scar", "傷あとの傷", "ja")
    assert found == ["forbidden-term"]


def test_a_language_without_renderings_is_left_alone_and_one_falls_back() -> None:
    assert codes(rendered("litteken"), "scar", "Narbe", "de") == []
    assert codes(rendered("cicatriz", tag="pt"), "scar", "marca", "pt_BR") == ["term"]
    other = replace(rendered("litteken"), language="de")
    assert codes(other, "scar", "wond") == []


@given(st.text(max_size=30), st.text(max_size=60))
def test_any_rendering_and_text_are_compared_without_a_crash(use: str, target: str) -> None:
    codes(rendered(*use.split()), "A scar", target)


@given(st.text("abcdefgh", min_size=1), st.text("abcdefgh"), st.text("abcdefgh"))
def test_stars_stand_for_letters(stem: str, before: str, after: str) -> None:
    word = f"xx {before}{stem}{after} yy"
    assert codes(rendered(f"*{stem}*"), "scar", word) == []
    assert codes(rendered(f"*{stem}"), "scar", word) == ["term"] * (not word.endswith(f"{stem} yy"))
    assert codes(rendered(f"{stem}*"), "scar", word) == ["term"] * (
        not word.startswith(f"xx {stem}")
    )


# --- what may be the same ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "tag", "expected"),
    [
        ("key", "Website", "nl", []),
        ("key", "<em>Website</em> {url}", "nl", []),
        ("key", "website:", "nl", []),
        ("key", "Logo", "de", []),
        ("key", "Logo", "nl", []),
        ("why.heading", "Who knows", "nl", []),
        ("why.heading", "Who knows", "de", ["untranslated"]),
        ("key", "Website", "de", ["untranslated"]),
        ("key", "Website now", "nl", ["untranslated"]),
    ],
)
def test_what_may_be_the_same_is_listed(
    tmp_path: Path, key: str, text: str, tag: str, expected: list[str]
) -> None:
    glossary = replace(loaded(tmp_path, TEXT)[0], terms=())
    pair = Pair(key, text, text, language("en"), language(tag), Place())
    found = check(replace(pair, glossary=glossary))
    assert [f.code.removeprefix("translation.") for f in found] == expected


# --- the shipped one -----------------------------------------------------------------------------


def test_the_shipped_glossary_is_about_shipped_words() -> None:
    """Every term stands in a source text, and every language renders it somewhere as it says."""
    glossary, findings = load_glossary(ROOT)
    assert findings == []
    catalogs, _ = load_catalogs(ROOT)
    english = language("en")
    for term in glossary.terms:
        for tag, rendering in term.renderings.items():
            one = Glossary(terms=(replace(term, renderings={tag: Rendering(avoid=rendering.use)}),))
            pairs = (
                Pair(key, e.source, e.text, english, language(tag), e.place, glossary=one)
                for (of, _), catalog in catalogs.items()
                if of == tag
                for key, e in catalog.entries.items()
            )
            said = " ".join(f.message for pair in pairs for f in check_terms(pair))
            used = [use for use in rendering.use if f"'{use.replace('*', '…')}' is not" in said]
            assert used, (term.name, tag)
