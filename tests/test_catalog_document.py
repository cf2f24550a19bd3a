"""Catalogs as documents: written back they are the same bytes, or they are refused with a line."""

from __future__ import annotations

from dataclasses import dataclass

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.catalogs.document import Document, parse
from printshop.catalogs.syntax import Kind, quoted, split_flags
from printshop.errors import InputError

from .real import ROOT

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
ENTRY = '\nmsgctxt "a"\nmsgid "A"\nmsgstr "a"\n'
SHIPPED = sorted(ROOT.glob("locales/*/LC_MESSAGES/*.po"))


def read(text: str | bytes) -> Document:
    return parse(text.encode() if isinstance(text, str) else text, "nl.po")


def refusal(text: str | bytes) -> tuple[int, str]:
    """Return the line and the sentence of the one finding with which a file is refused."""
    with pytest.raises(InputError) as caught:
        read(text)
    (finding,) = caught.value.findings
    assert (finding.code, finding.place.file) == ("catalog.syntax", "nl.po")
    assert finding.message.endswith(".") or finding.message.endswith("?")
    return finding.place.line, finding.message


# --- generated catalogs --------------------------------------------------------------------------

NOT_IN_LINES = "\n\r\0"
letters = st.characters(codec="utf-8", exclude_characters=NOT_IN_LINES)
notes = st.text(letters, max_size=12)
texts = st.text(
    st.one_of(st.sampled_from('ab "\\\n\t{}<>é字ש\u2028\x85\u200f'), letters), max_size=12
)
flag_lines = st.sampled_from(
    ["#, fuzzy", "#, no-wrap", '#, placeholders:r"a,b", max-length:9', "#,fuzzy,xml-text", "#, "]
)


@dataclass(frozen=True)
class Sample:
    """One generated message: what it says, and the lines that say so."""

    context: str | None
    id: str
    texts: tuple[str, ...]
    notes: tuple[str, ...]
    obsolete: bool
    raw: str


@st.composite
def comment_lines(draw: st.DrawFn) -> list[str]:
    plain = st.one_of(
        st.builds("# {}".format, notes),
        st.builds("#. {}".format, notes),
        st.sampled_from(["#", "#: a.yaml b.yaml", "#= sticky", "#x odd", ""]),
        flag_lines,
    )
    return draw(st.lists(plain, max_size=4))


@st.composite
def statement(draw: st.DrawFn, keyword: str, text: str) -> str:
    """Write a text on one line, or cut in two where a translator's editor might."""
    at = draw(st.integers(0, len(text)))
    if draw(st.booleans()):
        return quoted(keyword, text)
    return f'{keyword} "{polib.escape(text[:at])}"\n"{polib.escape(text[at:])}"\n'


@st.composite
def sample(draw: st.DrawFn, context: str | None, id: str) -> Sample:
    obsolete = draw(st.integers(0, 3)) == 0
    plural = draw(st.one_of(st.none(), st.none(), texts))
    forms = tuple(draw(st.lists(texts, min_size=2, max_size=2)) if plural else [draw(texts)])
    rows = [] if context is None else [draw(statement("msgctxt", context))]
    rows.append(draw(statement("msgid", id)))
    if plural:
        rows.append(draw(statement("msgid_plural", plural)))
        rows += [draw(statement(f"msgstr[{n}]", form)) for n, form in enumerate(forms)]
    else:
        rows.append(draw(statement("msgstr", forms[0])))
    comments = draw(comment_lines())
    if draw(st.integers(0, 3)) == 0:
        comments.append("#~| " * obsolete + "#| " * (not obsolete) + 'msgid "before"')
    body = "".join(rows)
    if obsolete:
        body = "".join(f"#~ {line}\n" for line in body[:-1].split("\n"))
    raw = "\n" + "".join(f"{line}\n" for line in comments) + body
    said = tuple(line for line in comments if line.startswith(("# ", "#x", "#=")))
    return Sample(context, id, forms if plural else forms[:1], said, obsolete, raw)


keys = st.tuples(st.one_of(st.none(), texts, st.sampled_from("abc")), texts)


@st.composite
def samples(draw: st.DrawFn) -> list[Sample]:
    wanted = draw(st.lists(keys.filter(lambda k: k != (None, "")), unique=True, max_size=6))
    return [draw(sample(*key)) for key in wanted]


@st.composite
def files(draw: st.DrawFn, rows: list[Sample]) -> bytes:
    """Write messages as a file: any line end, with a BOM or not, with a tail or not."""
    text = HEADER + "".join(row.raw for row in rows) + draw(st.sampled_from(["", "", "\n# end\n"]))
    text = text[:-1] if draw(st.booleans()) else text
    text = text.replace("\n", "\r\n") if draw(st.booleans()) else text
    return b"\xef\xbb\xbf" * draw(st.booleans()) + text.encode()


@given(st.data())
def test_reading_and_writing_changes_no_byte(data: st.DataObject) -> None:
    rows = data.draw(samples())
    file = data.draw(files(rows))
    document = read(file)
    assert document.to_bytes() == file
    found = [(e.context, e.id, e.texts, e.obsolete) for e in document.entries[1:]]
    assert found == [(r.context, r.id, r.texts, r.obsolete) for r in rows]


@given(st.data())
def test_a_changed_entry_leaves_the_others_alone(data: st.DataObject) -> None:
    document = read(data.draw(files(data.draw(samples()))))
    at = data.draw(st.integers(0, len(document.entries) - 1))
    rows = list(document.entries)
    rows[at] = rows[at].with_lines(Kind.REFERENCE, [f"#: new.yaml{document.newline}"])
    changed = parse(document.with_entries(rows).to_bytes(), "nl.po")
    assert changed.entries[at].said(Kind.REFERENCE) == ("new.yaml",)
    for i, (before, after) in enumerate(zip(document.entries, changed.entries, strict=True)):
        assert i == at or before.raw == after.raw
    assert (changed.entries[at].texts, changed.tail) == (document.entries[at].texts, document.tail)


@given(st.binary(max_size=80), st.integers(0, 300))
def test_any_bytes_are_kept_or_refused(noise: bytes, cut: int) -> None:
    for file in (noise, (HEADER + ENTRY).encode()[:cut] + noise):
        try:
            document = read(file)
        except InputError as error:
            assert all(f.place.file == "nl.po" for f in error.findings)
        else:
            assert document.to_bytes() == file


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: "/".join(path.parts[-3::2]))
def test_polib_reads_the_same_from_shipped_catalogs(path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]
    document, theirs = parse(data, str(path)), polib.pofile(data.decode())
    assert document.to_bytes() == data
    assert [(e.context, e.id, e.texts[0]) for e in document.messages] == [
        (e.msgctxt, e.msgid, e.msgstr) for e in theirs
    ]
    assert document.metadata == theirs.metadata


# --- files as translators have them --------------------------------------------------------------

JAPANESE = HEADER.replace("UTF-8", "EUC-JP") + '\nmsgid "skin"\nmsgstr "皮膚"\n'
LATIN = HEADER.replace("UTF-8", "ISO-8859-1") + '\nmsgid "skin"\nmsgstr "café\xa0"\n'
ARABIC = '"Plural-Forms: nplurals=6; plural=n;\\n"\n\nmsgid "day"\nmsgid_plural "days"\n' + "".join(
    f'msgstr[{n}] "{n}"\n' for n in range(6)
)
NASTY = {
    "obsolete with previous": HEADER + ENTRY + '#~| msgid "old"\n#~ msgid "b"\n#~ msgstr "c"\n',
    "empty context": HEADER + ENTRY.replace('"a"', '""', 1) + '\nmsgid "A"\nmsgstr "b"\n',
    "CRLF": (HEADER + ENTRY).replace("\n", "\r\n"),
    "BOM": "\ufeff" + HEADER + ENTRY,
    "revision date": HEADER + '"PO-Revision-Date: +01:00\\n"\n' + ENTRY,
    "six plural forms": HEADER + ARABIC,
    "quoted commas": HEADER + '\n#, fuzzy, placeholders:"a,\\"b":c, x' + ENTRY,
    "unknown comments": HEADER + "\n#= sticky\n#!odd\n#\n# \n#.\n#:" + ENTRY,
    "no final line end": (HEADER + ENTRY)[:-1],
    "comments at the end": HEADER + ENTRY + "\n# the end\n#~\n\n\n",
    "blank lines inside": HEADER + ENTRY.replace("msgid", "\nmsgid").replace("msgstr", "\nmsgstr"),
    "spaces around": HEADER + ENTRY.replace("msgstr ", " \tmsgstr").replace('"a"\n', '"a"  \n'),
    "no header": ENTRY,
    "line separators in a text": HEADER + ENTRY.replace('"a"', '"\u2028\x85\x0b\x0c"'),
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_files_are_kept_whole(text: str) -> None:
    assert read(text).to_bytes() == text.encode()


@pytest.mark.parametrize(
    ("text", "charset", "word"),
    [(JAPANESE, "euc_jp", "皮膚"), (LATIN, "iso8859-1", "café\xa0")],
)
def test_other_charsets_are_read_and_kept(text: str, charset: str, word: str) -> None:
    document = read(text.encode(charset))
    assert document.to_bytes() == text.encode(charset)
    assert document.messages[0].texts == (word,)


def test_what_nasty_files_mean() -> None:
    old = read(NASTY["obsolete with previous"]).entries[-1]
    assert (old.obsolete, old.previous, old.texts) == (True, {"msgid": "old"}, ("c",))
    assert [e.context for e in read(NASTY["empty context"]).messages] == ["", None]
    assert read(NASTY["quoted commas"]).messages[0].flags == (
        "fuzzy",
        'placeholders:"a,\\"b":c',
        "x",
    )
    assert read(NASTY["six plural forms"]).messages[0].texts == tuple("012345")
    assert read(NASTY["revision date"]).metadata["PO-Revision-Date"] == "+01:00"
    assert read(NASTY["comments at the end"]).tail == "\n# the end\n#~\n\n\n"


def test_an_unfinished_quotation_mark_does_not_swallow_flags() -> None:
    assert split_flags('a, b"c, d') == ("a", 'b"c', "d")


REFUSED = {
    "unterminated": (HEADER + ENTRY.replace('"A"', '"A'), 6, "quotation mark"),
    "half a line": ((HEADER + ENTRY)[:-2], 7, "quotation mark"),
    "no msgstr at the end": ((HEADER + ENTRY)[: -len('msgstr "a"\n')], 5, "no msgstr"),
    "no msgstr": (HEADER + '\nmsgid "x"\n' + ENTRY, 5, "msgid twice; is a msgstr missing"),
    "no msgid": (HEADER + '\nmsgctxt "x"\nmsgstr "y"\n', 5, "no msgid"),
    "comment inside": (HEADER + '\nmsgid "x"\n# c\nmsgstr "y"\n', 6, "comment"),
    "stray text": (HEADER + ENTRY + "<<<<<<< mine\n", 8, "neither"),
    "stray string": (HEADER + ENTRY + '\n"x"\n', 9, "keyword"),
    "other keyword": (HEADER + '\ndomain "x"\n' + ENTRY, 5, "neither"),
    "duplicate": (HEADER + ENTRY + ENTRY, 9, "line 5"),
    "obsolete duplicate": (
        HEADER + ENTRY + '\n#~ msgctxt "a"\n#~ msgid "A"\n#~ msgstr ""\n',
        9,
        "line 5",
    ),
    "msgstr twice": (HEADER + ENTRY + 'msgstr "b"\n', 5, "msgstr twice"),
    "half obsolete": (HEADER + '\nmsgid "x"\n#~ msgstr "y"\n', 6, "#~"),
    "a form is missing": (
        HEADER + '\nmsgid "x"\nmsgid_plural "y"\nmsgstr[0] "a"\nmsgstr[2] "b"\n',
        5,
        "order",
    ),
    "half the forms": (HEADER + ARABIC[: -len('msgstr[5] "5"\n')], 6, "promises 6"),
    "unknown escape": (HEADER + ENTRY.replace('"A"', '"\\q"'), 6, "backslash"),
    "old Macintosh": ((HEADER + ENTRY).replace("\n", "\r"), 1, "carriage return"),
    "zero bytes": (HEADER + "# \0\n" + ENTRY, 4, "zero byte"),
    "empty": ("", 0, "no message"),
    "unknown charset": (HEADER.replace("UTF-8", "klingon") + ENTRY, 1, "klingon"),
    "no text encoding": (HEADER.replace("UTF-8", "base64") + ENTRY, 1, "base64"),
    "UTF-16": ((HEADER + ENTRY).encode("utf-16"), 1, "UTF-16"),
    "not what the header says": ((HEADER + ENTRY).encode() + b"\n# caf\xe9\n", 9, "utf-8"),
    "not the same when written back": (
        JAPANESE.encode("euc_jp") + b"\n# \x8f\xa2\xb7\n",
        1,
        "cannot be kept whole",
    ),
    "two opinions": ("\ufeff" + LATIN, 1, "begins as UTF-8"),
}


@pytest.mark.parametrize(("text", "line", "said"), REFUSED.values(), ids=REFUSED)
def test_broken_files_are_refused_with_a_line(text: str | bytes, line: int, said: str) -> None:
    where, message = refusal(text)
    assert where == line, message
    assert said in message, message


def test_every_duplicate_is_listed() -> None:
    with pytest.raises(InputError) as caught:
        read(HEADER + ENTRY * 3)
    assert [f.place.line for f in caught.value.findings] == [9, 13]


def test_a_character_the_charset_lacks_is_refused_when_writing() -> None:
    document = read(LATIN.encode("latin-1"))
    header, entry = document.entries
    changed = document.with_entries((header, entry.with_lines(Kind.EXTRACTED, ["#. “Skin”\n"])))
    with pytest.raises(InputError, match=r"iso8859-1 .*msgconv") as caught:
        changed.to_bytes()
    assert caught.value.findings[0].place.line == 5


def test_a_very_long_comment_takes_no_time() -> None:
    text = HEADER + "\n" + "# note\n" * 50_000 + ENTRY.lstrip()
    assert read(text).to_bytes() == text.encode()
