"""Translate: the words of an edition, safe and filled in; every shortcoming is a finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.findings import Finding, Place, Severity
from printshop.folds import FOLDS
from printshop.messages import COMMON, DESK, language
from printshop.model import (
    Brochure,
    Catalog,
    Clinic,
    Copy,
    Edition,
    Fact,
    Hours,
    Message,
    Paragraph,
    Section,
    Theme,
    Translation,
)
from printshop.output_intents import OutputIntent
from printshop.profiles import PROFILES
from printshop.translate import page_url, translate

from .conftest import Shop
from .shops import editions

CLINIC = Clinic(
    id="noord",
    path="brochures/clinics/noord.yaml",
    name="Kliniek Noord",
    language="nl",
    address=("Dorpsweg 1", "<b>Noord</b>", "شارع 1"),
    phone="+31 30 555 01 23",
    mail="info@noord.example",
    web="https://noord.example",
    page="https://noord.example/{language}/{brochure}",
    hours=(Hours(0, 4, "08:30", "17:00"),),
    logo=None,
)
INTENT = OutputIntent("", "", "FOGRA39", "", "")
THEME = Theme("calm", "", {}, {}, INTENT, {}, {}, "", (), {}, {}, {}, (), "")
TITLE = Message("title", "Warm hands", "", Place("brochures/warm.yaml", 1, "title"))
SOURCE = Place("brochures/warm.yaml", 11, "why.text")
PO = Place("nl.po", 9, "why.text")
DESK_LINE = Message(DESK, "Leaflet: {title} in {language}", "", Place("templates/messages.yaml"))
DESK_DUTCH = Translation(DESK_LINE.text, "Folder: {title} in het {language}", False, Place("nl.po"))


def brochure(text: str, *facts: Fact, plain: bool = False) -> Brochure:
    """Return a brochure whose only paragraph says ``text``."""
    message = Message("why.text", text, "", SOURCE, plain)
    return Brochure(
        id="warm",
        path="brochures/warm.yaml",
        title=TITLE,
        version="1.0",
        produced=date(2026, 11, 1),
        review=date(2028, 11, 1),
        theme="calm",
        folds=("trifold",),
        languages=(),
        cover=None,
        cover_wide=None,
        sections=(Section("why", None, (Paragraph("text", message),)),),
        facts=facts,
    )


def edition(source: str, tag: str, *facts: Fact, plain: bool = False, **texts: object) -> Edition:
    """Return an edition of a paragraph; ``texts`` are its translations, by tag.

    A translation is its text, or a Translation where fuzzy or stale is meant.
    """
    catalogs = [Catalog("nl", COMMON, {DESK: DESK_DUTCH})]
    for of, text in texts.items():
        made = text if isinstance(text, Translation) else Translation(source, str(text), False, PO)
        title = Translation(TITLE.text, f"Title in {of}", False, Place(f"{of}.po", 5, "title"))
        catalogs.append(Catalog(of, "warm", {"title": title, "why.text": made}))
    return Edition(
        brochure=brochure(source, *facts, plain=plain),
        language=language(tag),
        clinic=CLINIC,
        clinic_language=language("nl"),
        catalogs=tuple(catalogs),
        shared_messages=(DESK_LINE,),
        theme=THEME,
        fold=FOLDS["trifold"],
        profile=PROFILES["screen"],
    )


def words(edition: Edition) -> tuple[str, list[Finding]]:
    """Return the paragraph of an edition, and the findings about it."""
    copy, findings = translate(edition)
    return copy.html["why.text"], [f for f in findings if f.place.key != "title"]


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


# --- which text is printed -----------------------------------------------------------------------


def test_a_whole_edition_has_nothing_to_find(shop: Shop) -> None:
    for each in editions(shop()):
        copy, findings = translate(each)
        assert findings == ()
        assert set(copy.plain) >= {"title", "why.heading", "why.text", "contact.call", "link.web"}


def test_a_current_translation_is_printed() -> None:
    assert words(edition("Warm them", "nl", nl="Warm ze op")) == ("Warm ze op", [])


def test_the_source_needs_no_catalog() -> None:
    copy, findings = translate(edition("Warm them", "en"))
    assert copy.html["why.text"] == "Warm them"
    assert findings == ()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (None, "text.missing"),
        (Translation("Warm them", "", False, PO), "text.missing"),
        (Translation("Warm them", "Warm ze op", True, PO), "text.fuzzy"),
        (Translation("Heat them", "Warm ze op", False, PO), "text.stale"),
    ],
    ids=["missing", "empty", "fuzzy", "stale"],
)
def test_what_cannot_be_printed_falls_back_to_the_source(
    entry: Translation | None, code: str
) -> None:
    texts = {"nl": entry} if entry else {}
    html, findings = words(edition("Warm them", "nl", **texts))
    found = only(findings)
    assert (found.code, found.severity) == (code, Severity.ERROR)
    assert found.place == (PO if entry else SOURCE)
    assert html == '<span lang="en" dir="ltr">Warm them</span>'


def test_the_source_in_a_right_to_left_leaflet_says_its_direction() -> None:
    html, _ = words(edition("Warm them", "ar"))
    assert html == '<span lang="en" dir="ltr">Warm them</span>'


def test_the_parent_language_is_nearer_than_the_source() -> None:
    html, findings = words(edition("Warm them", "pt_BR", pt="Aqueça-as"))
    found = only(findings)
    assert (found.code, found.severity) == ("text.fallback", Severity.WARNING)
    assert html == '<span lang="pt" dir="ltr">Aqueça-as</span>'


def test_a_current_parent_stands_in_for_a_fuzzy_child() -> None:
    fuzzy = Translation("Warm them", "Esquente", True, PO)
    html, findings = words(edition("Warm them", "pt_BR", pt_BR=fuzzy, pt="Aqueça-as"))
    assert [f.code for f in findings] == ["text.fallback"]
    assert "Aqueça-as" in html


def test_each_shortcoming_is_said_once() -> None:
    _, findings = translate(edition("Warm them", "nl"))
    assert [f.code for f in findings if f.place == SOURCE] == ["text.missing"]


def test_a_plain_text_is_found_wanting_too() -> None:
    copy, findings = translate(edition("A hand", "nl", plain=True))
    assert [f.code for f in findings if f.place == SOURCE] == ["text.missing"]
    assert "why.text" not in copy.html
    assert copy.plain["why.text"] == "A hand"


def test_places_name_the_file_a_text_is_from() -> None:
    translated, _ = translate(edition("Warm them", "nl", nl="Warm ze op"))
    assert translated.places["why.text"] == PO
    source, _ = translate(edition("Warm them", "nl"))
    assert source.places["why.text"] == SOURCE


# --- markup --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("<b>Warm</b> ze", "Warm ze"),
        ("<a href='https://evil.example'>Warm</a> ze", "Warm ze"),
        ("Warm <img src=x onerror=alert(1)>ze", "Warm ze"),
        ("Warm ze<script>alert(1)</script>", "Warm ze"),
        ("Warm ze<style>p { display: none }</style>", "Warm ze"),
        ("<em>Warm</em> <STRONG>ze</STRONG>", "<em>Warm</em> ze"),
    ],
)
def test_tags_the_source_lacks_are_removed_and_found(text: str, printed: str) -> None:
    html, findings = words(edition("<em>Warm</em> them", "nl", nl=text))
    assert html == printed
    found = only(findings)
    assert (found.code, found.severity, found.place) == ("text.markup", Severity.ERROR, PO)


def test_attributes_are_removed() -> None:
    text = "<em onclick='alert(1)' style='color: red' class='x'>Warm</em> ze"
    html, _ = words(edition("<em>Warm</em> them", "nl", nl=text))
    assert html == "<em>Warm</em> ze"


def test_comments_and_loose_ends_are_mended() -> None:
    html, _ = words(edition("<em>Warm</em> them", "nl", nl="<!-- x --><em>Warm ze"))
    assert html == "<em>Warm ze</em>"


@given(st.text("<>/ =\"'&;!-{}abcemscriptonlk", max_size=60))
def test_no_text_of_a_translator_makes_a_script(text: str) -> None:
    html, _ = words(edition("<em>Warm</em> them", "nl", nl=text or "x"))
    rest = html.replace("<em>", "").replace("</em>", "")
    assert "<" not in rest
    assert ">" not in rest


@pytest.mark.parametrize(
    "text", ["50% korting", "100 %(x)s", "{", "}", "{0}", "{}", "a < b & c > d"]
)
def test_signs_that_mean_nothing_here_survive(text: str) -> None:
    html, findings = words(edition("Half off", "nl", nl=text))
    assert unescape(html) == text
    assert findings == []


def test_plain_text_has_no_markup_and_no_entities() -> None:
    copy, _ = translate(edition("<em>Warm</em> &amp; dry", "nl", nl="<em>Warm</em> &amp; droog"))
    assert copy.plain["why.text"] == "Warm & droog"


# --- placeholders --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Call {phone}", "Bel ons"),
        ("Call us", "Bel {phone}"),
        ("Call {phone}", "Bel {phone} of {phone}"),
        ("Call {phone}", "Bel {mail}"),
    ],
    ids=["dropped", "added", "doubled", "changed"],
)
def test_placeholders_that_differ_are_found(source: str, text: str) -> None:
    _, findings = words(edition(source, "nl", nl=text))
    found = only(findings)
    assert (found.code, found.severity, found.place) == ("text.placeholder", Severity.ERROR, PO)


def test_placeholders_may_change_their_order() -> None:
    _, findings = words(edition("{phone} or {mail}", "nl", nl="{mail} of {phone}"))
    assert findings == []


def test_a_placeholder_nobody_knows_is_found_and_stays() -> None:
    html, findings = words(edition("Take {dose}", "nl", nl="Neem {dose} of {dose}"))
    assert {f.code for f in findings} == {"text.placeholder", "text.fact"}
    assert html == "Neem {dose} of {dose}"
    assert len([f for f in findings if f.code == "text.fact"]) == 1


def test_facts_of_the_brochure_are_filled_in() -> None:
    depth = Fact("depth", "measure", numbers=(Decimal("0.5"),), unit="length-millimeter")
    html, findings = words(edition("{depth} deep", "nl", depth, nl="{depth} diep"))
    assert findings == []
    assert "0,5" in html
    assert "{" not in html


def test_a_fallback_fills_facts_in_in_its_own_language() -> None:
    depth = Fact("depth", "measure", numbers=(Decimal("0.5"),), unit="length-millimeter")
    html, _ = words(edition("{depth} deep", "nl", depth))
    assert "0.5" in html


@pytest.mark.parametrize(
    "name",
    ["clinic", "phone", "mail", "url", "page", "version", "produced", "review", "language"],
)
def test_what_all_leaflets_know(name: str) -> None:
    html, findings = words(edition(f"See {{{name}}}", "ar", ar=f"{{{name}}}"))
    assert findings == []
    assert 'dir="' in html
    assert "{" not in html


def test_values_are_not_filled_in_again() -> None:
    sly = Fact("sly", "name", text="{phone}")
    html, _ = words(edition("See {sly}", "nl", sly, nl="Zie {sly}"))
    assert "555" not in html
    assert "{phone}" in html


# --- the clinic ----------------------------------------------------------------------------------


def made(tag: str) -> Copy:
    return translate(edition("Warm them", tag, nl="Warm ze op", ar="دفئها"))[0]


def test_the_desk_line_is_in_the_clinic_s_language() -> None:
    desk = made("ar").desk
    assert "Folder: " in desk
    assert "Arabisch" in desk
    assert "Title in nl" in desk
    assert "العربية" not in desk


def test_the_desk_line_s_shortcomings_are_found() -> None:
    arabic = edition("Warm them", "ar", nl="Warm ze op", ar="دفئها")
    without = replace(arabic, catalogs=tuple(c for c in arabic.catalogs if c.domain != COMMON))
    copy, findings = translate(without)
    assert [(f.code, f.severity) for f in findings] == [("text.missing", Severity.WARNING)]
    assert '<span lang="en" dir="ltr">' in copy.desk


def test_the_desk_line_s_title_knows_the_facts() -> None:
    dutch = edition("Warm them", "en", nl="Warm ze op")
    title = replace(TITLE, text="Warm hands {version}")
    named = replace(dutch, brochure=replace(dutch.brochure, title=title))
    assert "Warm hands 1.0" in translate(named)[0].desk


def test_no_desk_line_where_none_is_wanted() -> None:
    copy, findings = translate(
        replace(edition("Warm them", "nl", nl="Warm ze op"), shared_messages=())
    )
    assert (copy.desk, findings) == ("", ())


def test_address_lines_run_as_their_script_and_make_no_markup() -> None:
    plain, sly, arabic = made("ar").address
    assert 'dir="ltr"' in plain
    assert "<b>" not in sly
    assert 'dir="rtl"' in arabic


def test_hours_are_in_the_leaflet_s_language() -> None:
    assert made("nl").hours == (("ma–vr", "08:30–17:00"),)
    assert made("ar").hours[0][0].startswith("الاثنين")


def test_the_page_is_that_of_the_language() -> None:
    assert page_url(edition("Warm them", "zh_Hans")) == "https://noord.example/zh-Hans/warm"
    assert made("ar").page_url == "https://noord.example/ar/warm"


def test_links_are_described() -> None:
    call = Message("link.phone", "Call {phone}", "", Place(), plain=True)
    english = edition("Warm them", "en", en="Warm them", nl="Warm ze op")
    copy, _ = translate(replace(english, shared_messages=(call,)))
    assert copy.links == {"tel:+31305550123": "Call +31 30 555 01 23"}
