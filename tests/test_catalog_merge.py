"""Catalogs brought up to date: by key, then by text; nothing a translator wrote is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.catalogs.changes import SUGGESTION
from printshop.catalogs.document import Document, parse
from printshop.catalogs.entry import Entry
from printshop.catalogs.merge import Summary, update
from printshop.catalogs.syntax import Kind, quoted
from printshop.catalogs.template import PROGRAM_FLAGS

from . import referees
from .test_catalog_document import HEADER, files, samples, texts

NL = (
    "# Dutch.\n"
    + HEADER
    + '"Language: nl\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"X-Odd: kept\\n"\n'
)


def message(key: str, source: str, text: str = "", before: str = "") -> str:
    rows = quoted("msgctxt", key), quoted("msgid", source), quoted("msgstr", text)
    return f"\n{before}{''.join(rows)}"


def read(*entries: str, header: str = NL) -> Document:
    return parse((header + "".join(entries)).encode(), "nl.po")


def template(*entries: str) -> Document:
    return read(*entries, header=HEADER)


def merged(pot: Document, po: Document) -> tuple[str, Summary]:
    """Return the merged file; a second merge of it changes no byte."""
    document, summary = update(pot, po)
    again = parse(document.to_bytes(), "nl.po")
    assert update(pot, again)[0].to_bytes() == again.to_bytes() == document.to_bytes()
    return document.to_bytes().decode(), summary


# --- what happens to one message -----------------------------------------------------------------


def test_nothing_changes_where_nothing_changed() -> None:
    po = read(message("b", "B", "bee", "# note\n"), message("a", "A", "aa"), "\n# end")
    text, summary = merged(template(message("a", "A"), message("b", "B")), po)
    assert text == po.to_bytes().decode()
    assert summary == Summary(kept=2)


def test_a_reworded_source_keeps_its_translation_as_fuzzy() -> None:
    po = read(message("a", "Old", "oud", "# note\n#, no-wrap\n"), message("b", "B", "bee"))
    text, summary = merged(template(message("a", "New"), message("b", "B")), po)
    wanted = message("a", "New", "oud", '# note\n#, fuzzy, no-wrap\n#| msgid "Old"\n')
    assert text == NL + wanted + message("b", "B", "bee")
    assert summary == Summary(kept=1, reworded=1)


def test_a_text_reworded_twice_still_says_what_it_was_made_from() -> None:
    po = read(message("a", "Second", "oud", '#, fuzzy\n#| msgid "First"\n'))
    text, _ = merged(template(message("a", "Third")), po)
    assert text == NL + message("a", "Third", "oud", '#, fuzzy\n#| msgid "First"\n')


def test_what_is_not_translated_is_not_fuzzy_either() -> None:
    text, summary = merged(template(message("a", "New")), read(message("a", "Old")))
    assert (text, summary) == (NL + message("a", "New"), Summary(reworded=1))


def test_a_moved_text_is_fuzzy_at_its_new_place_and_obsolete_at_the_old() -> None:
    po = read(message("old", "Skin", "huid", "# note\n"), message("b", "B", "bee"))
    text, summary = merged(template(message("new", "Skin"), message("b", "B")), po)
    before = '# note\n#, fuzzy\n#| msgctxt "old"\n#| msgid "Skin"\n'
    obsolete = '\n# note\n#~ msgctxt "old"\n#~ msgid "Skin"\n#~ msgstr "huid"\n'
    assert text == NL + message("new", "Skin", "huid", before) + message("b", "B", "bee") + obsolete
    assert summary == Summary(kept=1, new=1, obsolete=1)


def test_a_fuzzy_translation_is_copied_nowhere() -> None:
    po = read(message("a", "Skin", "haid", "#, fuzzy\n"))
    text, _ = merged(template(message("a", "Skin"), message("b", "Skin")), po)
    assert text == po.to_bytes().decode() + message("b", "Skin")


def test_the_key_goes_before_the_text() -> None:
    po = read(message("a", "Open", "open"), message("b", "Close", "dicht"))
    pot = template(message("a", "Close"), message("b", "Open"))
    document, summary = update(pot, po)
    assert [(e.context, e.texts[0], e.fuzzy) for e in document.messages] == [
        ("a", "open", True),
        ("b", "dicht", True),
    ]
    assert summary == Summary(reworded=2)


def test_a_removed_message_returns_as_it_was() -> None:
    both = template(message("a", "A"), message("b", "B"))
    po = read(message("a", "A", "aa", "# note\n#. where\n"), message("b", "B", "bee"))
    gone, summary = update(template(message("b", "B")), po)
    assert summary == Summary(kept=1, obsolete=1)
    assert gone.to_bytes().decode().endswith('#~ msgctxt "a"\n#~ msgid "A"\n#~ msgstr "aa"\n')
    text, summary = merged(both, parse(gone.to_bytes(), "nl.po"))
    assert text == po.to_bytes().decode().replace("#. where\n", "")
    assert summary == Summary(kept=2)


def test_a_removed_message_that_returns_reworded_is_fuzzy() -> None:
    po = read(message("b", "B", "bee"), '\n#~ msgctxt "a"\n#~ msgid "Old"\n#~ msgstr "oud"\n')
    text, summary = merged(template(message("a", "New"), message("b", "B")), po)
    wanted = message("a", "New", "oud", '#, fuzzy\n#| msgid "Old"\n')
    assert (text, summary) == (NL + wanted + message("b", "B", "bee"), Summary(1, 0, 1, 0))


def test_a_fuzzy_message_stays_fuzzy_when_it_goes_and_returns() -> None:
    po = read(message("b", "B", "b"), message("a", "A", "aa", '#, fuzzy\n#| msgid "Z"\n'))
    gone, _ = update(template(message("b", "B")), po)
    assert '#, fuzzy\n#~| msgid "Z"\n#~ msgctxt "a"\n' in gone.to_bytes().decode()
    back, _ = update(template(message("b", "B"), message("a", "A")), gone)
    assert back.to_bytes() == po.to_bytes()


def test_the_very_message_goes_before_its_key_even_if_obsolete() -> None:
    old = '\n#~ msgctxt "a"\n#~ msgid "Old"\n#~ msgstr "oud"\n'
    document, _ = update(template(message("a", "Old")), read(message("a", "New", "nieuw"), old))
    rows = [(e.id, e.texts[0], e.fuzzy, e.obsolete) for e in document.entries[1:]]
    assert rows == [("Old", "oud", False, False), ("New", "nieuw", False, True)]


LONG = "Cold hands are hard to draw blood from, so please warm your hands well before you come."


@pytest.mark.parametrize(
    ("source", "helps"),
    [
        ("Repair of the skins", True),
        ("Needles for nurses", False),
        ("Repair needles", False),
        (LONG.replace("please", "kindly"), True),
        (" ".join(reversed(LONG.split())), False),
    ],
)
def test_a_similar_text_is_a_suggestion_only(source: str, helps: bool) -> None:
    po = read(message("a", "Repair of the skin", 'her"stel\n'), message("l", LONG, "koud"))
    pot = template(message("a", "Repair of the skin"), message("l", LONG), message("b", source))
    text, summary = merged(pot, po)
    said = 'her"stel\\n' if "Repair" in source else "koud"
    note = f"# {SUGGESTION}{said}\n" if helps else ""
    assert text == po.to_bytes().decode() + message("b", source, "", note)
    assert summary == Summary(kept=2, new=1)


def test_new_messages_follow_the_one_before_them_and_the_rest_keeps_its_order() -> None:
    po = read(message("c", "C", "c"), message("a", "A", "a"), '\n#~ msgid "z"\n#~ msgstr "y"')
    pot = template(*(message(key, key.upper()) for key in ("n0", "a", "n1", "n2", "c", "n3")))
    document, _ = update(pot, po)
    assert [e.context for e in document.entries[1:]] == ["n0", "c", "n3", "a", "n1", "n2", None]


def test_what_the_program_says_is_refreshed_and_nothing_else() -> None:
    new = "#. new\n#. two\n#: b.yaml\n#, xml-text, placeholders:{c}\n"
    old = "# mine\n#. old\n#: a.yaml\n#, fuzzy, max-length:4, no-wrap, xml-text\n"
    text, _ = merged(template(message("a", "A", "", new)), read(message("a", "A", "aa", old)))
    flags = "#, fuzzy, no-wrap, xml-text, placeholders:{c}\n"
    assert text == NL + message("a", "A", "aa", f"# mine\n#. new\n#. two\n#: b.yaml\n{flags}")


def test_a_wrapped_reference_says_the_same_and_is_left_alone() -> None:
    pot = template(message("a", "A", "", "#: a.yaml b.yaml\n"))
    po = read(message("a", "A", "aa", "#: a.yaml\n#: b.yaml\n"))
    assert merged(pot, po)[0] == po.to_bytes().decode()


def test_a_comment_that_was_wrapped_at_a_hyphen_says_the_same() -> None:
    pot = template(message("a", "A", "", "#. {mail}: e-mail address\n"))
    po = read(message("a", "A", "aa", "#. {mail}: e-\n#. mail\n#. address\n"))
    assert merged(pot, po)[0] == po.to_bytes().decode()
    inside = template(message("a", "A", "", "#. {mail}: email address\n"))
    assert "#. {mail}: email address\n" in merged(inside, po)[0]


def test_windows_line_ends_and_a_missing_last_one_are_kept() -> None:
    text = (NL + message("a", "Old", "oud"))[:-1].replace("\n", "\r\n")
    pot = template(message("a", "New", "", "#. c\n"), message("b", "B"))
    document, _ = update(pot, parse(b"\xef\xbb\xbf" + text.encode(), "nl.po"))
    data = document.to_bytes()
    assert data.startswith(b"\xef\xbb\xbf#")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert parse(data, "nl.po").messages[0].texts == ("oud",)
    assert b'msgstr "oud"\r\n\r\nmsgctxt "b"' in data


def test_plural_forms_become_suggestions_where_the_message_has_none_any_more() -> None:
    po = read('\nmsgctxt "a"\nmsgid "A"\nmsgid_plural "As"\nmsgstr[0] "x"\nmsgstr[1] "yy"\n')
    text, summary = merged(template(message("a", "A")), po)
    assert text == NL + message("a", "A", "", f"# {SUGGESTION}x\n# {SUGGESTION}yy\n")
    assert summary == Summary(reworded=1)


# --- nothing is lost -----------------------------------------------------------------------------


@given(st.data())
def test_a_template_with_the_same_messages_changes_no_byte(data: st.DataObject) -> None:
    file = data.draw(files(data.draw(samples())))
    document = parse(file, "nl.po")
    same, summary = update(document, document)
    assert same.to_bytes() == file
    assert summary == Summary(kept=len(document.messages))


@st.composite
def templates(draw: st.DrawFn, po: Document) -> Document:
    """Take some messages of a catalog, reword some, reorder them and add new ones."""
    wanted: dict[tuple[str, str], str] = {}
    for entry in draw(st.permutations([e for e in po.entries if not e.is_header])):
        fate = draw(st.sampled_from(["same", "gone", "reworded", "moved"]))
        key = (entry.context or "k", entry.id)
        if fate == "reworded":
            key = (key[0], draw(texts))
        elif fate == "moved":
            key = (draw(texts), entry.id)
        if fate != "gone":
            wanted[key] = draw(st.sampled_from(["", "#. c\n#: f.yaml\n", "#, max-length:3\n"]))
    wanted.update(draw(st.dictionaries(st.tuples(texts, texts), st.just(""), max_size=3)))
    rows = [message(key, source, "", before) for (key, source), before in wanted.items()]
    return template(*rows)


def _written(entry: Entry) -> list[tuple[str, str]]:
    """Return what a translator wrote into an entry: texts, notes, own flags, previous texts."""
    return [
        *(("text", text) for text in entry.texts if text),
        *(("note", note) for note in entry.said(Kind.TRANSLATOR)),
        *(("flag", flag) for flag in entry.flags if not flag.startswith(PROGRAM_FLAGS)),
        *(("previous", text) for text in entry.previous.values()),
    ]


@given(st.data())
def test_no_word_of_a_translator_is_ever_lost(data: st.DataObject) -> None:
    po = parse(data.draw(files(data.draw(samples()))), "nl.po")
    pot = data.draw(templates(po))
    document, _ = update(pot, po)
    after = parse(document.to_bytes(), "nl.po")
    assert [(e.context, e.id) for e in sorted(after.messages, key=_name)] == [
        (e.context, e.id) for e in sorted(pot.messages, key=_name)
    ]
    found = Counter(row for entry in after.entries for row in _written(entry))
    for kind, text in (row for entry in po.entries for row in _written(entry)):
        suggestion = (
            "note",
            f"Suggestion: {polib.escape(text)}".replace('\\"', '"').strip(" \t\v\f"),
        )
        assert found[kind, text] or found[suggestion], (kind, text)
    assert after.tail == po.tail
    assert after.header and po.header
    assert after.header.raw.rstrip("\r\n") == po.header.raw.rstrip("\r\n")
    assert update(pot, after)[0].to_bytes() == document.to_bytes()


def _name(entry: Entry) -> tuple[str, str]:
    return entry.context or "", entry.id


# --- texts that are alike ------------------------------------------------------------------------


def _sentence(i: int, words: int, twist: str = "") -> str:
    chosen = (f"word{(i * 7 + n * 1301) % 9973}" for n in range(words))
    return " ".join(("The skin is", twist, *chosen))


@pytest.mark.parametrize(
    ("key", "words", "twist", "suggested"),
    [("a", 40, "", 0), ("b", 40, "", 0), ("b", 40, "not", 200), ("b", 8, "not", 200)],
    ids=["nothing new", "all moved", "long and similar", "short and similar"],
)
def test_each_new_text_gets_the_suggestion_that_is_its_own(
    key: str, words: int, twist: str, suggested: int
) -> None:
    count = range(200)  # how long thousands take is measured by benchmarks/run.py
    po = read(*(message(f"a{i}", _sentence(i, words), f"huid {i}.") for i in count))
    pot = template(*(message(f"{key}{i}", _sentence(i, words, twist)) for i in count))
    document, summary = update(pot, po)
    assert summary.kept + summary.new == 200
    assert document.to_bytes().decode().count(SUGGESTION) == suggested
    if suggested:
        notes = [entry.said(Kind.TRANSLATOR) for entry in document.messages]
        assert notes == [(f"{SUGGESTION}huid {i}.",) for i in count]


def test_a_short_text_is_not_hidden_by_long_ones_that_have_its_words() -> None:
    longer = (f"Care {i}: {LONG} A guide for your skin, and more." for i in range(5))
    rows = [message(f"l{i}", text, "lang") for i, text in enumerate(longer)]
    po = read(*rows, message("title", "A guide for scars", "Gids voor littekens"))
    document, _ = update(template(message("new", "A guide for skin")), po)
    assert document.messages[0].said(Kind.TRANSLATOR) == (f"{SUGGESTION}Gids voor littekens",)


@pytest.mark.parametrize(("twist", "helps"), [("twice ", True), ("", False)])
def test_long_texts_of_few_words_are_alike_where_their_runs_of_words_are(
    twist: str, helps: bool
) -> None:
    words = [f"w{n * n * 7 % 11}" for n in range(200)]
    po = read(message("a", " ".join(words), "huid"))
    other = f"{twist}{' '.join(words if twist else sorted(words))}"
    text, _ = merged(template(message("a", " ".join(words)), message("b", other)), po)
    assert (SUGGESTION in text) is helps


# --- what GNU gettext says -----------------------------------------------------------------------


@pytest.mark.parametrize("program", ["msgfmt", "msgcat", "msgmerge"])
def test_gnu_gettext_takes_what_was_merged(program: str, tmp_path: Path) -> None:
    full = HEADER + "".join(
        f'"{name}: x\\n"\n'
        for name in ("Project-Id-Version", "PO-Revision-Date", "Last-Translator", "MIME-Version")
    )
    full += '"Language-Team: x\\n"\n"Language: nl\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    po = read(
        message("a", "Old", "oud", '#, fuzzy\n#| msgid "Z"\n'),
        message("gone", "Skin", "huid", '#, fuzzy\n#| msgid "Y"\n'),
        message("b", "Bright skin", "lichte huid"),
        '\n#~ msgctxt "back"\n#~ msgid "Back {a}"\n#~ msgstr "terug {a}"\n',
        header=full,
    )
    pot = template(
        message("a", "New", "", "#. c\n#: x.yaml\n#, max-length:9\n"),
        message("b", "Bright skins"),
        message("c", "Bright skin"),
        message("back", "Back {a}", "", "#, placeholders:{a}\n"),
    )
    document, _ = update(pot, po)
    (tmp_path / "nl.po").write_bytes(document.to_bytes())
    (tmp_path / "x.pot").write_bytes(pot.to_bytes())
    file, target = str(tmp_path / "nl.po"), ("-o", str(tmp_path / "out"))
    command = {
        "msgfmt": ("-c", *target, file),
        "msgcat": (*target, file),
        "msgmerge": ("-q", *target, file, str(tmp_path / "x.pot")),
    }[program]
    assert referees.output_of(referees.need(program), *command) == ""
    if program != "msgfmt":
        theirs = polib.pofile((tmp_path / "out").read_text("utf-8"))
        assert [e.msgctxt for e in theirs if not e.obsolete] == ["a", "b", "c", "back"]
        assert [e.msgctxt for e in theirs.fuzzy_entries()] == ["a", "b", "c"]
