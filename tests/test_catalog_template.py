"""Templates and new catalogs: what translators and their tools are told, stable to the byte."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from printshop.catalogs.document import Document, parse
from printshop.catalogs.entry import Entry
from printshop.catalogs.similar import Memory
from printshop.catalogs.start import new
from printshop.catalogs.syntax import Kind
from printshop.catalogs.template import brochure_template, shared_template
from printshop.findings import Place
from printshop.load import load_library
from printshop.load.library import Library
from printshop.messages import language
from printshop.model import Message

from . import referees
from .conftest import Shop
from .real import ROOT
from .shops import BROCHURE

FACTS = """\
facts:
  depth: {measure: [0.5, 1.5], unit: length-millimeter}
  opened: {date: 2026-03-04}
  line: {mail: desk@noord.example}
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT)


def entry_of(document: Document, key: str) -> Entry:
    return next(entry for entry in document.messages if entry.context == key)


def entry_for(text: str, **changes: object) -> Entry:
    message = Message("key", text, "A place", Place("templates/messages.yaml", 7, "key"))
    (entry,) = shared_template([replace(message, **changes)]).messages
    return entry


def test_a_template_has_every_message_in_order_and_no_translation(library: Library) -> None:
    brochure = library.brochures["microneedling"]
    entries = brochure_template(brochure).messages
    assert [(e.context, e.id) for e in entries] == [(m.key, m.text) for m in brochure.messages()]
    assert all(e.texts == ("",) and not e.fuzzy for e in entries)
    shared = shared_template(library.shared_messages).messages
    assert [(e.context, e.id) for e in shared] == [(m.key, m.text) for m in library.shared_messages]


def test_extracting_twice_or_after_lines_have_moved_changes_no_byte(shop: Shop) -> None:
    before = load_library(shop({"brochures/warm.yaml": BROCHURE}, at="one")).brochures["warm"]
    moved = f"# a note\n\n{BROCHURE}"
    after = load_library(shop({"brochures/warm.yaml": moved}, at="two")).brochures["warm"]
    assert before.title.place != after.title.place
    assert brochure_template(before).to_bytes() == brochure_template(after).to_bytes()


def test_nothing_is_wrapped_and_nothing_is_dated(library: Library) -> None:
    text = brochure_template(library.brochures["microneedling"]).to_bytes().decode()
    messages = text.partition("\n\n")[2]
    assert not re.search(r'^"', messages, re.MULTILINE)
    assert "Date: \\n" in text
    assert "POT-Creation-Date" not in text
    assert not re.search(r"^#: .*:\d", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Skin", ()),
        ("The <em>skin</em>", ("xml-text",)),
        ("Salt &amp; water", ("xml-text",)),
        ("1 < 2 & 3", ()),
        ("Call {a} or {b}, {a}", ("placeholders:{a}:{b}",)),
        ("<em>{a}</em>", ("xml-text", "placeholders:{a}")),
    ],
)
def test_flags_say_what_the_text_holds(text: str, flags: tuple[str, ...]) -> None:
    assert entry_for(text).flags == flags


def test_a_plain_text_is_no_markup() -> None:
    assert entry_for("a <b> c", plain=True).flags == ()


def test_only_labels_in_pictures_have_a_greatest_length(library: Library) -> None:
    brochure = library.brochures["microneedling"]
    labels = {label.message.key for p in brochure.pictures() for label in p.labels}
    document = brochure_template(brochure)
    limits = {
        entry.context: int(flag.partition(":")[2])
        for entry in document.messages
        for flag in entry.flags
        if flag.startswith("max-length:")
    }
    assert limits.keys() == labels != set()
    for path in ROOT.glob("locales/*/LC_MESSAGES/microneedling.po"):
        shipped = parse(path.read_bytes(), path.name)
        assert all(len(entry_of(shipped, key).texts[0]) <= n for key, n in limits.items())


def test_references_name_the_file_that_holds_the_text(library: Library) -> None:
    document = brochure_template(library.brochures["microneedling"])
    assert entry_of(document, "title").said(Kind.REFERENCE) == ("brochures/microneedling.yaml",)
    label = entry_of(document, "how.steps.channels.label.surface")
    assert label.said(Kind.REFERENCE) == ("brochures/pictures/skin-channels.svg",)
    spaced = entry_for("Skin", place=Place("brochures/my leaflet.yaml", 1))
    assert spaced.said(Kind.REFERENCE) == ("\u2068brochures/my leaflet.yaml\u2069",)


def test_each_placeholder_is_explained_once(library: Library) -> None:
    entries = shared_template(library.shared_messages).messages
    for entry in entries:
        said = " ".join(entry.said(Kind.EXTRACTED))
        assert all(said.count(f"{name}:") == 1 for name in re.findall(r"\{\w+\}", entry.id)), said
    assert any("{" in entry.id for entry in entries)


def test_what_the_own_comment_explains_is_not_said_again() -> None:
    comment = "A line. {phone}: the desk's. Not {mail}, and no {url} : either"
    entry = entry_for("{clinic} {phone} {mail} {url}", comment=comment)
    assert entry.said(Kind.EXTRACTED) == (
        comment,
        "{clinic}: name of the clinic, such as Huidkliniek Zuid",
        "{mail}: e-mail address, such as info@clinic.example",
        "{url}: web address, such as clinic.example",
    )


def test_each_placeholder_has_a_meaning_and_an_example(shop: Shop) -> None:
    text = BROCHURE.replace(
        "Cold hands", "Needles {depth} since {opened} at {line}, {clinic}, {odd}"
    )
    root = shop({"brochures/warm.yaml": text + FACTS})
    document = brochure_template(load_library(root).brochures["warm"])
    assert entry_of(document, "why.text").said(Kind.EXTRACTED) == (
        "Paragraph",
        "{depth}: measure, such as 0.5–1.5 mm",
        "{opened}: date, such as March 4, 2026",
        "{line}: e-mail address, such as desk@noord.example",
        "{clinic}: name of the clinic, such as Huidkliniek Zuid",
        "{odd}: filled in by the program",
    )


# --- a new catalog -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "plurals"), [("nl", 2), ("ar", 6), ("pl", 3), ("ja", 1), ("zh_Hant", 1), ("pt_BR", 3)]
)
def test_a_new_catalog_says_its_language_and_that_nobody_has_reviewed_it(
    tag: str, plurals: int, library: Library
) -> None:
    template = shared_template(library.shared_messages)
    document = new(template, language(tag), "new.po")
    fields = document.metadata
    assert fields["Language"] == tag
    assert fields["Plural-Forms"].startswith(f"nplurals={plurals}; plural=")
    assert fields["X-Clinical-Review"] == "none"
    assert document.header is not None
    assert document.header.texts[0].count("Language: ") == 1
    assert "No clinician has reviewed this translation yet." in document.header.said(
        Kind.TRANSLATOR
    )
    assert [e.raw for e in document.messages] == [e.raw for e in template.messages]


def test_a_new_catalog_is_filled_from_what_the_language_has(library: Library) -> None:
    template = shared_template(library.shared_messages)
    old = parse((ROOT / "locales/nl/LC_MESSAGES/common.po").read_bytes(), "old.po")
    document = new(template, language("nl"), "new.po", Memory((old,)))
    texts = {e.context: e.texts for e in old.messages}
    assert {e.context: e.texts for e in document.messages} == texts
    assert all(e.fuzzy and e.previous["msgctxt"] == e.context for e in document.messages)
    assert [e.fuzzy for e in new(template, language("nl"), "new.po").messages] == [False] * len(
        texts
    )


def test_a_new_catalog_of_the_source_s_own_language_has_its_words(library: Library) -> None:
    template = shared_template(library.shared_messages)
    document = new(template, language("en"), "new.po", is_source=True)
    assert [(e.texts, e.fuzzy) for e in document.messages] == [
        ((e.id,), False) for e in template.messages
    ]


# --- what GNU gettext says -----------------------------------------------------------------------


@pytest.mark.parametrize("program", ["msgfmt", "msgcat", "msgmerge"])
@pytest.mark.parametrize("tag", ["", "ar"])
def test_gnu_gettext_takes_templates_and_new_catalogs(
    program: str, tag: str, library: Library, tmp_path: Path
) -> None:
    template = brochure_template(library.brochures["microneedling"])
    document = new(template, language(tag), "new.po") if tag else template
    (tmp_path / "a.po").write_bytes(document.to_bytes())
    (tmp_path / "a.pot").write_bytes(template.to_bytes())
    command = [referees.need(program), "-o", str(tmp_path / "out"), str(tmp_path / "a.po")]
    command += {"msgfmt": ["-c"], "msgcat": [], "msgmerge": ["-q", str(tmp_path / "a.pot")]}[
        program
    ]
    said = referees.output_of(*command)
    if program == "msgfmt" and not tag:  # of a template it says that its language is not known
        assert re.fullmatch(r".*warning: header field 'Language' still has .* value", said)
    else:
        assert said == ""
