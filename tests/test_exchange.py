"""Texts to agencies and back: what went out comes back the same, and untouched bytes stay."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from pathlib import Path

import polib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from printshop.catalogs.document import Document, parse
from printshop.catalogs.edit import translated
from printshop.catalogs.syntax import quoted, split_lines
from printshop.exchange.codes import Code, Part, Role, markup, parts
from printshop.exchange.decision import Outcome
from printshop.exchange.formats import FORMATS
from printshop.exchange.incoming import read
from printshop.exchange.merging import merge
from printshop.exchange.outgoing import batch, without_unspeakable
from printshop.exchange.table import guarded, unguarded
from printshop.exchange.units import CatalogName, Returned, State
from printshop.findings import Finding

from .real import ROOT, catalog_cases

NAME = ("nl", "warm")
PATH = "locales/nl/LC_MESSAGES/warm.po"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
TWO_WAYS = ("xliff", "xliff2", "csv")
SHIPPED = sorted(ROOT.glob("locales/*/LC_MESSAGES/*.po"))

both_ways = pytest.mark.parametrize("format", TWO_WAYS)


def message(key: str, source: str, text: str = "", before: str = "") -> str:
    rows = quoted("msgctxt", key), quoted("msgid", source), quoted("msgstr", text)
    return f"\n{before}{''.join(rows)}"


def catalog(*messages: str, path: str = PATH) -> Document:
    return parse((HEADER + "".join(messages)).encode(), path)


def exported(document: Document, format: str, name: CatalogName = NAME) -> bytes:
    """Return a catalog as it goes out; all of its texts can."""
    found, left = batch(document, name, "en")
    found, unspeakable = without_unspeakable(found, not FORMATS[format].controls)
    assert (*left, *unspeakable) == ()
    return FORMATS[format].write([found])


def imported(
    data: bytes | list[bytes], document: Document, name: CatalogName = NAME
) -> tuple[Document, Counter[str], list[Finding]]:
    """Return a catalog after the import of a file or some, its counts, and what was found."""
    files = data if isinstance(data, list) else [data]
    texts = [text for i, file in enumerate(files) for text in read(file, f"back{i or ''}.xlf")]
    merged, findings = merge(texts, {name: document})
    result = merged[name]
    again, counts = parse(result.document.to_bytes(), document.name), result.counts
    return again, Counter({outcome.value: n for outcome, n in counts.items()}), list(findings)


def wiped(document: Document, marks_too: bool = False) -> Document:
    """Return a catalog without its translations, and without fuzzy and previous sources."""
    rows = []
    for entry in document.entries:
        if not entry.is_header and not entry.obsolete and entry.plural is None:
            fuzzy = entry.fuzzy and not marks_too
            previous = None if marks_too else entry.previous.get("msgid")
            entry = translated(entry, "", document.newline, fuzzy=fuzzy, previous=previous)  # noqa: PLW2901
        rows.append(entry)
    return document.with_entries(rows)


def returned(data: bytes) -> list[Returned]:
    return list(read(data, "back.xlf"))


# --- shipped catalogs ----------------------------------------------------------------------------


@both_ways
@pytest.mark.parametrize(
    "path", catalog_cases(SHIPPED), ids=lambda p: f"{p.parents[1].name}/{p.stem}"
)
def test_every_shipped_catalog_comes_back_byte_by_byte(path: Path, format: str) -> None:
    name = (path.parents[1].name, path.stem)
    before = path.read_bytes()
    document = parse(before, path.relative_to(ROOT).as_posix())
    data = exported(document, format, name)
    assert data == exported(document, format, name)
    empty = wiped(document)
    assert not any(entry.translated for entry in empty.messages)
    after, counts, findings = imported(data, empty, name)
    assert (after.to_bytes(), findings) == (before, [])
    assert counts == {"imported": len(document.messages)}
    after, counts, findings = imported(data, document, name)
    assert (after.to_bytes(), findings) == (before, [])
    assert counts == {"unchanged": len(document.messages)}


# --- generated texts -----------------------------------------------------------------------------

letters = st.characters(codec="utf-8", exclude_characters="\0")
snippets = st.sampled_from(
    [
        *("<em>", "</em>", "<strong>", "</strong>", "<br>", "<br/>", '<a href="x&amp;y">', "</a>"),
        *("<em class='a\nb'>", "</em >", "<EM>", "</EM>", "<", ">", "</", "<em", "{", "}", "{}"),
        *("{phone}", "{url}", "{ phone }", "&amp;", "&#8212;", "&", "&;", "]]>", "<![CDATA[x]]>"),
        *(
            '"',
            "\\",
            "'",
            "=1+1",
            "12-05",
            "1e5",
            "+",
            "-",
            "@",
            "''=",
            "\t",
            "\r",
            "\n",
            "\r\n",
            " ",
            "a",
            "é",
        ),
        *("ש", "\u200f", "\u2068", "\u2028", "\x85", "\x0b", "\x0c", "\x1b", "\ufffe", "\uffff"),
        *("<!--", "-->", "<?pi?>", "<!DOCTYPE a>", "&x;", ",", ";", "𝔘", "\ue000", "\ufeff"),
    ]
)
texts = st.lists(st.one_of(snippets, letters), max_size=8).map("".join)
rows = st.tuples(texts, texts, st.booleans(), texts)
keys = st.text(st.sampled_from("ab.-_1 é<&'\"=\n\t"), min_size=1, max_size=5)


def generated(messages: dict[str, tuple[str, str, bool, str]]) -> Document:
    """Return a catalog of generated messages: key, then source, text, fuzzy and previous."""
    entries = []
    for key, (source, text, fuzzy, previous) in messages.items():
        marks = "#, fuzzy\n" + "".join(
            f"#| {row}" for row in split_lines(quoted("msgid", previous))
        )
        entries.append(message(key, source, text, marks if fuzzy and text else ""))
    return catalog(*entries)


def speakable(text: str) -> str:
    return "".join(c for c in text if ord(c) > 31 or c in "\t\n\r").translate(
        {0xFFFE: "", 0xFFFF: ""}
    )


@both_ways
@given(messages=st.dictionaries(keys, rows, min_size=1, max_size=4))
@example(messages={"a": ("{x}", "<em>", False, ""), "=b": ("<em>a</em>", "</em><em>", True, "=")})
def test_every_text_comes_back(
    format: str, messages: dict[str, tuple[str, str, bool, str]]
) -> None:
    if not FORMATS[format].controls:
        messages = {
            key: (speakable(row[0]), speakable(row[1]), row[2], row[3])
            for key, row in messages.items()
        }
    document = generated(messages)
    data = exported(document, format)
    after, _, findings = imported(data, wiped(document))
    assert (after.to_bytes(), findings) == (document.to_bytes(), [])
    after, counts, findings = imported(data, document)
    assert (after.to_bytes(), findings) == (document.to_bytes(), [])
    assert set(counts) <= {"unchanged", "empty"}


@given(texts)
def test_what_has_lost_its_marks_gets_them_back(previous: str) -> None:
    document = catalog(message("a", "A", "aa", f"#, fuzzy, xml-text\n#| {quoted('msgid', 'P')}"))
    for format in ("xliff", "xliff2"):
        bare = wiped(document, marks_too=True)
        assert bare.messages[0].flags == ("xml-text",)
        assert imported(exported(document, format), bare)[0].to_bytes() == document.to_bytes()


@given(texts)
def test_cells_are_no_formulas_and_lose_nothing(text: str) -> None:
    cell = guarded(text)
    assert cell.lstrip(" ")[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert not re.fullmatch(r"[\d\s.,:/-]+", cell)
    assert unguarded(cell) == text
    assert guarded("'s avonds") == unguarded("'s avonds") == "'s avonds"


# --- codes ---------------------------------------------------------------------------------------


def written(found: tuple[Part, ...]) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in found)


def codes(found: tuple[Part, ...]) -> list[tuple[str, Role, str]]:
    return [(p.id, p.role, p.text) for p in found if isinstance(p, Code)]


@given(texts, texts)
def test_parts_are_the_text(source: str, text: str) -> None:
    theirs = parts(source)
    ours = parts(text, theirs)
    assert (written(theirs), written(ours)) == (source, text)
    for found in (theirs, ours):
        depth: list[str] = []
        for id, role, _ in codes(found):
            if role is Role.BEGIN:
                depth.append(id)
            elif role is Role.END:
                assert depth.pop() == id
        assert depth == []
        alone = Counter(id for id, role, _ in codes(found) if role is not Role.END)
        assert set(alone.values()) <= {1}
    by_id = {id: text for id, _, text in codes(theirs)[::-1]}
    shared = [
        (by_id[id], text) for id, role, text in codes(ours) if id in by_id and role != Role.END
    ]
    assert all(source_text == own_text for source_text, own_text in shared)


def test_the_same_code_has_the_same_id() -> None:
    source = parts("Call {phone} <em>or</em> <strong>{mail}</strong> {phone}&nbsp;<br>")
    assert "".join(id for id, _, _ in codes(source)) == "122343567"
    target = parts("<strong>{mail}</strong><em>{phone}</em>{phone}{phone}<br>", source)
    assert "".join(id for id, _, _ in codes(target)) == "343212587"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("<em>a</em>", [Role.BEGIN, Role.END]),
        ("<em><strong></em></strong>", [Role.BEGIN, Role.LOOSE_BEGIN, Role.END, Role.LOOSE_END]),
        ("</em><em>", [Role.LOOSE_END, Role.LOOSE_BEGIN]),
        ("<br><em/>{a}&lt;", [Role.ALONE] * 4),
        ("a < b > c & d; {1} {a b}", []),
    ],
)
def test_roles(text: str, roles: list[Role]) -> None:
    assert [role for _, role, _ in codes(parts(text))] == roles


def test_deep_nesting_is_flattened() -> None:
    text = "<em>" * 400 + "a" + "</em>" * 400
    document = catalog(message("a", text, text))
    for format in TWO_WAYS:
        assert imported(exported(document, format), wiped(document))[0] == document


def test_entities_are_no_markup_to_keep() -> None:
    assert markup("<em>a</em> &amp; {b} {b}") == {"<em>": 1, "</em>": 1, "{b}": 2}


# --- what cannot go out --------------------------------------------------------------------------


def test_what_cannot_go_out_is_named() -> None:
    document = parse(
        (
            HEADER
            + '\nmsgid "no key"\nmsgstr "x"\n'
            + message("twice", "A", "a")
            + message("twice", "B", "b")
            + '\nmsgctxt "p"\nmsgid "one"\nmsgid_plural "more"\nmsgstr[0] ""\nmsgstr[1] ""\n'
            + message("fine", "F", "f")
        ).encode(),
        PATH,
    )
    found, left = batch(document, NAME, "en")
    assert [unit.key for unit in found.units] == ["fine"]
    assert {f.code for f in left} == {"exchange.unexportable"}
    assert [(f.place.line, f.place.key) for f in left] == [
        (5, ""),
        (8, "twice"),
        (12, "twice"),
        (16, "p"),
    ]


@pytest.mark.parametrize("place", ["source", "text"])
def test_control_characters_go_out_where_the_format_has_a_way(place: str) -> None:
    said = {"source": "A", "text": "a"} | {place: "bell \a <em\x01>"}
    found, _ = batch(catalog(message("k", **said)), NAME, "en")
    kept, left = without_unspeakable(found, texts_too=True)
    assert ([f.code for f in left], kept.units) == (["exchange.unexportable"], ())
    assert "U+0007" in left[0].message
    assert without_unspeakable(found, texts_too=False) == (found, ())
    data = FORMATS["xliff2"].write([found])
    assert b'<cp hex="0007"/>' in data
    (text,) = returned(data)
    assert {"source": text.source, "text": text.text} == said


def test_keys_never_have_control_characters() -> None:
    found, _ = batch(catalog(message("k\a", "A")), NAME, "en")
    _, left = without_unspeakable(found, texts_too=False)
    assert [(f.code, f.place.key) for f in left] == [("exchange.unexportable", "k\\x07")]


def test_notes_are_for_reading_only() -> None:
    document = catalog(
        message("k", "A", "a", '# bell \a here\n#. developer\n#, fuzzy\n#| msgid "B"\n')
    )
    for format in ("xliff", "xliff2"):
        data = exported(document, format).decode()
        assert "bell \ufffd here" in data
        assert "developer" in data
    assert b"Previous source: B" in exported(document, "csv")


# --- editing entries -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "fuzzy", "after"),
    [
        ("", True, "#, fuzzy\n"),
        ("#, xml-text\n", True, "#, fuzzy, xml-text\n"),
        ("#,xml-text,  no-wrap\n", True, "#, fuzzy,xml-text,  no-wrap\n"),
        ("#, \n", True, "#, fuzzy\n"),
        ("#, a\n#, b\n", True, "#, fuzzy, a\n#, b\n"),
        ("#, fuzzy\n", False, ""),
        ("#, a, fuzzy, b\n", False, "#, a, b\n"),
        ("#,a\n#, fuzzy\n", False, "#,a\n"),
        ('#, fuzzy\n#| msgid "old"\n', False, ""),
        (
            '# note\n#. dev\n#: x.yaml\n#, fuzzy\n#| msgid "o"\n',
            False,
            "# note\n#. dev\n#: x.yaml\n",
        ),
    ],
)
def test_the_flag_fuzzy_comes_and_goes(before: str, fuzzy: bool, after: str) -> None:
    document = catalog(message("k", "A", "a", before), message("z", "Z", "z"))
    entry = translated(document.messages[0], "b", "\n", fuzzy=fuzzy)
    assert entry.raw == message("k", "A", "b", after)


def test_previous_sources_are_set_or_stay() -> None:
    entry = catalog(message("k", "A", "a", '#, fuzzy\n#| msgid "old"\n')).messages[0]
    assert translated(entry, "b", "\n", fuzzy=True).previous == {"msgid": "old"}
    set_anew = translated(entry, "b", "\n", fuzzy=True, previous='two\nlines "')
    assert set_anew.previous == {"msgid": 'two\nlines "'}
    assert set_anew.raw == message(
        "k", "A", "b", '#, fuzzy\n#| msgid ""\n#| "two\\n"\n#| "lines \\""\n'
    )


def test_windows_line_ends_stay() -> None:
    text = (HEADER + message("k", "A", "a", "#, fuzzy\n")).replace("\n", "\r\n")
    entry = parse(text.encode(), PATH).messages[0]
    assert "\n" not in translated(entry, "b\nc", "\r\n").raw.replace("\r\n", "")
    assert polib.unescape("b") == translated(entry, "b", "\r\n").texts[0]


def test_outcomes_are_columns() -> None:
    from printshop.cli.catalog_exchange import _COLUMNS, FORMAT_NAMES

    assert set(_COLUMNS) == {outcome.value for outcome in Outcome}
    assert tuple(FORMATS) == FORMAT_NAMES


def test_states() -> None:
    document = catalog(
        message("a", "A", "a"),
        message("b", "B", "b", "#, fuzzy\n"),
        message("c", "C", "", "#, fuzzy\n"),
    )
    wanted = [State.TRANSLATED, State.FUZZY, State.MISSING]
    assert [unit.state for unit in batch(document, NAME, "en")[0].units] == wanted
    for format in TWO_WAYS:
        texts = returned(exported(document, format))
        assert [t.is_fuzzy for t in texts if t.text] == [False, True]
        assert all(
            dataclasses.replace(t, state=None).is_fuzzy is t.is_fuzzy for t in texts if t.text
        )
