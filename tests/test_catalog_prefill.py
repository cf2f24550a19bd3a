"""Empty messages filled from what a language says elsewhere: to be confirmed, and nothing lost."""

from __future__ import annotations

from collections import Counter

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.catalogs.changes import SUGGESTION
from printshop.catalogs.document import Document, parse
from printshop.catalogs.merge import update
from printshop.catalogs.prefill import Filled, prefill
from printshop.catalogs.similar import Memory
from printshop.catalogs.syntax import Kind

from .test_catalog_document import HEADER, files, samples, texts
from .test_catalog_merge import NL, message, read, template

SENTENCE = "Keep the skin clean for two days."


def other(*entries: str, name: str = "other.po") -> Document:
    return parse((NL + "".join(entries)).encode(), name)


def filled(po: Document, *others: Document) -> tuple[str, Filled]:
    """Return what prefill makes of a catalog; a second time it changes no byte."""
    document, count = prefill(po, Memory((po, *others)))
    again = parse(document.to_bytes(), po.name)
    result, nothing = prefill(again, Memory((again, *others)))
    assert result.to_bytes() == document.to_bytes() == again.to_bytes()
    assert nothing == Filled(empty=count.empty)
    return document.to_bytes().decode(), count


# --- what happens to one message -----------------------------------------------------------------


def test_the_very_text_of_another_catalog_is_to_be_confirmed() -> None:
    po = read(message("title", "Skin", "", "# mine\n#. where\n#, xml-text\n"))
    text, count = filled(po, other(message("title", "Skin", "huid", "# note\n#. there\n")))
    before = '# mine\n# note\n#. where\n#, fuzzy, xml-text\n#| msgctxt "title"\n#| msgid "Skin"\n'
    assert text == NL + message("title", "Skin", "huid", before)
    assert count == Filled(filled=1)


def test_the_own_catalog_goes_before_others_and_those_in_their_order() -> None:
    po = read(message("a", "Skin"), message("b", "Skin", "eigen"), message("c", "Eye"))
    first = other(message("x", "Skin", "eerste"), message("y", "Eye", "oog"), name="first.po")
    second = other(message("x", "Eye", "kijker"), name="second.po")
    for shelf in ((po, first, second), (first, po, second), (first, second, po)):
        document, count = prefill(po, Memory(shelf))
        said = {e.context: (e.texts[0], e.previous.get("msgctxt")) for e in document.messages}
        assert said == {"a": ("eigen", "b"), "b": ("eigen", None), "c": ("oog", "y")}
        assert count == Filled(filled=2)


def read_again(text: str) -> Document:
    return parse(text.encode(), "nl.po")


def test_what_is_obsolete_helps_after_what_is_in_use() -> None:
    gone = '\n#~ msgctxt "g"\n#~ msgid "Skin"\n#~ msgstr "oud"\n'
    assert 'msgstr "oud"\n' in filled(read(message("a", "Skin")), other(gone))[0]
    used = other(gone, message("u", "Skin", "huid"))
    assert 'msgstr "huid"\n' in filled(read(message("a", "Skin")), used)[0]


@pytest.mark.parametrize(
    "entry",
    [
        message("x", "Skin", "huid", "#, fuzzy\n"),
        message("x", "Skin"),
        message("x", "Skin", " \n"),
        '\nmsgctxt "x"\nmsgid "Skin"\nmsgid_plural "Skins"\nmsgstr[0] "huid"\nmsgstr[1] "huiden"\n',
        message("x", "Hair", "haar"),
    ],
    ids=["fuzzy", "empty", "blank", "plural", "another text"],
)
def test_what_is_not_finished_helps_nobody(entry: str) -> None:
    po = read(message("a", "Skin"))
    assert filled(po, other(entry)) == (po.to_bytes().decode(), Filled(empty=1))


@pytest.mark.parametrize("po", [read(message("a", "Skin", "vel")), read(message("a", "Skin", " "))])
def test_what_has_a_text_is_left_alone(po: Document) -> None:
    assert filled(po, other(message("x", "Skin", "huid"))) == (po.to_bytes().decode(), Filled())


def test_obsolete_messages_and_plurals_are_left_alone() -> None:
    obsolete = '\n#~ msgctxt "g"\n#~ msgid "Skin"\n#~ msgstr ""\n'
    plural = '\nmsgctxt "p"\nmsgid "Skin"\nmsgid_plural "Skins"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    po = read(plural, obsolete)
    helper = other(message("x", "Skin", "huid"))
    assert filled(po, helper) == (po.to_bytes().decode(), Filled(empty=1))


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Call {phone} or {mail} today", "Bel {phone} vandaag"),
        ("Call {phone} today please", "Bel {phone} {phone} vandaag"),
        ("Keep <em>very</em> clean", "Houd <b>heel</b> schoon"),
        ("Keep <em>very</em> clean", "Houd heel schoon"),
    ],
)
def test_a_text_without_its_placeholders_or_tags_is_only_suggested(
    source: str, translation: str
) -> None:
    po = read(message("a", source))
    text, count = filled(po, other(message("x", source, translation)))
    assert text == NL + message("a", source, "", f"# {SUGGESTION}{translation}\n")
    assert count == Filled(suggested=1, empty=1)
    sound = other(message("y", source, f"Echt: {source}"), name="z.po")
    text, count = filled(po, other(message("x", source, translation)), sound)
    assert f'msgstr "Echt: {source}"' in text
    assert count == Filled(filled=1)


def test_a_similar_text_is_suggested_once() -> None:
    po = read(message("a", SENTENCE, "", "# note\n#. where\n"))
    helper = other(message("x", SENTENCE.replace("two", "four"), 'Houd "schoon"\n'))
    text, count = filled(po, helper)
    assert text == NL + message(
        "a", SENTENCE, "", f'# note\n# {SUGGESTION}Houd "schoon"\\n\n#. where\n'
    )
    assert count == Filled(suggested=1, empty=1)


def test_a_better_suggestion_joins_the_one_that_is_there() -> None:
    po = read(message("a", SENTENCE, "", f"# {SUGGESTION}Houd\n"))
    text, _ = filled(po, other(message("x", f"{SENTENCE}.", "Houd de huid")))
    notes = f"# {SUGGESTION}Houd\n# {SUGGESTION}Houd de huid\n"
    assert text == NL + message("a", SENTENCE, "", notes)


@pytest.mark.parametrize("width", [20, 40, 78])
def test_a_suggestion_that_another_program_has_wrapped_is_known_again(width: int) -> None:
    long = "Houd de huid twee dagen schoon, zonder make-up, e-mail of crème van een drogist-keten"
    helper = other(message("x", f"{SENTENCE}!", long))
    document, count = prefill(read(message("a", SENTENCE)), Memory((helper,)))
    assert count.suggested == 1
    wrapped = polib.pofile(document.to_bytes().decode(), wrapwidth=width)
    saved = read_again(str(wrapped))
    assert len(saved.messages[0].said(Kind.TRANSLATOR)) > 1
    assert prefill(saved, Memory((helper,)))[0].to_bytes() == saved.to_bytes()


def test_suggestions_are_not_copied_as_notes() -> None:
    notes = f"# note\n# {SUGGESTION}a long one that\n# was wrapped\n"
    text, _ = filled(read(message("a", "Skin")), other(message("x", "Skin", "huid", notes)))
    before = '# note\n#, fuzzy\n#| msgctxt "x"\n#| msgid "Skin"\n'
    assert text == NL + message("a", "Skin", "huid", before)


def test_notes_of_windows_files_become_the_catalog_s_own() -> None:
    data = (NL + message("x", "Skin", "huid", "# note\n")).replace("\n", "\r\n").encode()
    text, _ = filled(read(message("a", "Skin")), parse(data, "other.po"))
    assert "# note\n" in text
    assert "\r" not in text
    dos = parse((NL + message("a", "Skin")).replace("\n", "\r\n").encode(), "nl.po")
    document, _ = prefill(dos, Memory((other(message("x", "Skin", "huid", "# note\n")),)))
    assert document.to_bytes().count(b"\n") == document.to_bytes().count(b"\r\n")


def test_a_message_without_a_key_is_named_by_its_text() -> None:
    helper = other('\nmsgid "Skin"\nmsgstr "huid"\n')
    text, _ = filled(read(message("a", "Skin")), helper)
    assert text == NL + message("a", "Skin", "huid", '#, fuzzy\n#| msgid "Skin"\n')


# --- the source's own language -------------------------------------------------------------------


def test_in_the_source_s_own_language_the_source_is_the_text() -> None:
    po = read(message("a", "Skin"), message("b", "Eye", "Eyes"), message("c", "Arm", "", "# n\n"))
    document, count = prefill(po, Memory((other(message("x", "Skin", "hide")),)), is_source=True)
    rows = message("a", "Skin", "Skin"), message("b", "Eye", "Eyes")
    assert document.to_bytes() == read(*rows, message("c", "Arm", "Arm", "# n\n")).to_bytes()
    assert count == Filled(filled=2)


def followed(pot: Document, po: Document) -> str:
    document, _ = update(pot, po, is_source=True)
    again = parse(document.to_bytes(), "en.po")
    assert update(pot, again, is_source=True)[0].to_bytes() == document.to_bytes()
    return document.to_bytes().decode()


def test_the_source_s_own_catalog_follows_a_reworded_source() -> None:
    before = "# note\n#. where\n#, no-wrap\n"
    po = read(message("a", "Old", "Old", before), message("b", "B", "B"))
    pot = template(message("a", "New\nlines", "", "#. where\n"), message("b", "B"))
    text = followed(pot, po)
    assert text == NL + message("a", "New\nlines", "New\nlines", before) + message("b", "B", "B")


def test_a_text_of_its_own_is_treated_as_in_any_language() -> None:
    po = read(message("a", "Old", "Older"), message("b", "Tone", "Tone", "#, fuzzy\n"))
    text = followed(template(message("a", "New"), message("b", "Tune")), po)
    wanted = message("a", "New", "Older", '#, fuzzy\n#| msgid "Old"\n')
    assert text == NL + wanted + message("b", "Tune", "Tone", '#, fuzzy\n#| msgid "Tone"\n')


def test_new_and_empty_texts_become_the_source_and_kept_ones_stay() -> None:
    po = read(message("a", "Old"), message("k", "Kept"))
    pot = template(message("a", "New"), message("k", "Kept"), message("n", "Skin"))
    text = followed(pot, po)
    assert text == NL + message("a", "New", "New") + message("k", "Kept") + message(
        "n", "Skin", "Skin"
    )


def test_a_text_that_returns_reworded_follows_the_source() -> None:
    po = read(message("b", "B", "B"), '\n#~ msgctxt "a"\n#~ msgid "Old"\n#~ msgstr "Old"\n')
    text = followed(template(message("a", "New"), message("b", "B")), po)
    assert text == NL + message("a", "New", "New") + message("b", "B", "B")


# --- nothing is lost -----------------------------------------------------------------------------


@st.composite
def catalogs(draw: st.DrawFn, name: str, sources: tuple[str, ...]) -> Document:
    """Draw a catalog; some of its messages have the sources given, and some of those no text."""
    po = parse(draw(files(draw(samples()))), name)
    keys = draw(st.lists(texts, unique=True, max_size=4))
    taken = {entry.context for entry in po.entries}
    rows = [
        message(key, draw(st.sampled_from(sources)), draw(st.one_of(st.just(""), texts)), notes)
        for key in keys
        if key not in taken
        for notes in (draw(st.sampled_from(["", "# n\n", "#, xml-text\n#, no-wrap\n", "#\n#:\n"])),)
    ]
    ours = read(*rows, header=HEADER).messages
    newline = po.newline
    added = [
        parse((HEADER + entry.raw).replace("\n", newline).encode(), name).messages[0]
        for entry in ours
    ]
    at = draw(st.integers(0, len(po.entries) - 1)) + 1
    return po.with_entries((*po.entries[:at], *added, *po.entries[at:]))


@st.composite
def shelves(draw: st.DrawFn) -> tuple[Document, ...]:
    """Draw a catalog with empty messages, and others that may have their texts."""
    drawn = tuple(draw(st.lists(texts.filter(bool), min_size=1, max_size=3, unique=True)))
    sources = (*drawn, SENTENCE, SENTENCE.replace("two", "four"), "a {b} <em>c</em>")
    others = (draw(catalogs(name, sources)) for name in ("b.po", "c.po")[: draw(st.integers(0, 2))])
    return draw(catalogs("nl.po", sources)), *others


def _lines(document: Document) -> Counter[str]:
    """Count the lines of a catalog that say anything, but for flags and empty texts."""
    rows = (line.raw.strip() for entry in document.entries for line in entry.lines)
    return Counter(row for row in rows if row not in ("", '""', 'msgstr ""') and row[:2] != "#,")


@given(shelves(), st.booleans())
def test_no_line_is_lost_and_no_message_moves(shelf: tuple[Document, ...], is_source: bool) -> None:
    po = shelf[0]
    document, count = prefill(po, Memory(shelf), is_source)
    after = parse(document.to_bytes(), po.name)
    assert not _lines(po) - _lines(after)
    assert after.tail == po.tail
    for old, new in zip(po.entries, after.entries, strict=True):
        assert (old.context, old.id, old.plural) == (new.context, new.id, new.plural)
        assert set(old.flags) <= set(new.flags) <= {*old.flags, "fuzzy"}
        notes = old.said(Kind.TRANSLATOR)
        assert new.said(Kind.TRANSLATOR)[: len(notes)] == notes
        if old.translated or old.obsolete or old.is_header or old.plural is not None:
            assert old.raw.rstrip("\r\n") == new.raw.rstrip("\r\n")
        elif new.translated:
            assert (new.texts == (new.id,)) if is_source else (new.fuzzy and new.previous)
    assert count.empty == sum(not entry.translated for entry in after.messages)


@given(shelves(), st.booleans())
def test_doing_it_again_changes_no_byte(shelf: tuple[Document, ...], is_source: bool) -> None:
    po, *others = shelf
    kept = [message(e.context or "k", e.id) for e in po.messages[::2]]
    pot = template(*kept, message("new", SENTENCE))

    def done(catalog: Document) -> tuple[Document, list[object]]:
        updated, summary = update(pot, catalog, Memory((catalog, *others)), is_source)
        updated = parse(updated.to_bytes(), po.name)
        result, count = prefill(updated, Memory((updated, *others)), is_source)
        return parse(result.to_bytes(), po.name), [summary.new, summary.reworded, count]

    once, _ = done(po)
    twice, counts = done(once)
    assert twice.to_bytes() == once.to_bytes()
    assert counts == [0, 0, Filled(empty=counts[2].empty)]
