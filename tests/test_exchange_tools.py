"""Files as strangers and agencies' tools write them: read for what they say, or refused."""

from __future__ import annotations

import csv
import io
import re

import pytest
from lxml import etree

from printshop.errors import InputError
from printshop.exchange.incoming import read
from printshop.exchange.units import Returned, State
from printshop.findings import Finding

from .test_exchange import PATH, catalog, exported, imported, message
from .test_exchange_formats import SAMPLE, tree

# --- XML from strangers --------------------------------------------------------------------------

ENTITY = '<!DOCTYPE xliff [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DOCTYPES = [
    ENTITY,
    '<!DOCTYPE xliff SYSTEM "http://127.0.0.1:1/x.dtd">',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    '<!-- a <a> --><?pi <a?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "\n\n<!doctype x>",
    '<!ENTITY a "b">',
]
BODY = (
    '<xliff version="1.2"><file original="x" source-language="en" datatype="po"><body>'
    '<trans-unit id="a"><source>a</source><target>&b;</target></trans-unit>'
    "</body></file></xliff>"
)


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_document_types_are_refused(doctype: str, encoding: str) -> None:
    for declaration in ("", f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'):
        data = f"{declaration}{doctype}{BODY}".encode(encoding)
        (finding,) = refusal(data)
        # XML that begins with a line end and no mark is not known to be UTF-16 (appendix F).
        assert finding.code == "exchange.doctype" or doctype[0] == "\n"


@pytest.mark.parametrize("name", ["utf-7", "cp037", "utf-32", "rot13", "unicode_escape", "x", "hz"])
def test_a_document_type_cannot_hide_in_an_encoding(name: str) -> None:
    text = f'<?xml version="1.0" encoding="{name}"?>'.encode() + f"{ENTITY}{BODY}".encode("utf-7")
    (finding,) = refusal(text)
    assert finding.code == "exchange.encoding"


def test_utf_32_and_ebcdic_are_not_xml_here() -> None:
    for encoding in ("utf-32", "utf-32-be", "cp037"):
        data = f'<?xml version="1.0"?>{ENTITY}{BODY}'.encode(encoding)
        (finding,) = refusal(data)
        assert finding.code in ("exchange.malformed", "exchange.encoding")


def test_entities_nobody_declared_are_bad_xml() -> None:
    (finding,) = refusal(BODY.encode())
    assert (finding.code, finding.place.line) == ("exchange.malformed", 1)


def refusal(data: bytes) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        read(data, "back.xlf")
    assert all(
        f.place.file == "back.xlf" and f.message.endswith(".") for f in caught.value.findings
    )
    return caught.value.findings


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unknown-format"),
        (b"<html/>", "unknown-format"),
        (b'<xliff version="3.0"/>', "unknown-format"),
        (b'<xliff xmlns="urn:other" version="1.2"/>', "unknown-format"),
        (b'<xliff version="1.2">', "malformed"),
        (b'<xliff version="1.2"><file></xliff>', "malformed"),
        (b'<xliff version="1.2">\xff</xliff>', "encoding"),
        (b'<?xml version="1.0" encoding="utf-16"?><xliff version="1.2"/>', "encoding"),
        (b"key,translation\r\na,b\r\n", "unknown-format"),
        (b"domain,key\r\na,b\r\n", "malformed"),
        (b'domain,"key\r\na,b\r\n', "malformed"),
        (b"PK\x03\x04\xff", "encoding"),
        (exported(SAMPLE, "csv") + b'"nl/\0warm"', "malformed"),
        (exported(SAMPLE, "csv") + b'"nl"/warm', "malformed"),
        (b"<a>" * 300 + b"</a>" * 300, "malformed"),
    ],
)
def test_what_is_no_file_of_ours_is_refused(data: bytes, code: str) -> None:
    assert [finding.code for finding in refusal(data)] == [f"exchange.{code}"]


def test_lines_are_counted_beyond_sixteen_bits() -> None:
    data = exported(catalog(message("k", "A", "a")), "xliff")
    assert read(data.replace(b"<body>", b"<body>" + b"\n" * 70_000), "x")[0].place.line == 70_006


# --- agencies' tools -----------------------------------------------------------------------------

EDITED = catalog(
    message("a", "One. <em>Two</em> {x}.", "Een. <em>Twee</em> {x}."),
    message("b", "B", "", ""),
)
WORK = catalog(message("a", "One. <em>Two</em> {x}.", ""), message("b", "B", ""))


def same_work(data: bytes | str, keys: str = "a") -> None:
    data = data.encode() if isinstance(data, str) else data
    after, counts, findings = imported(data, WORK)
    assert findings == []
    assert counts["imported"] == len(keys)
    assert after.messages[0].texts == EDITED.messages[0].texts
    assert not after.messages[0].fuzzy


@pytest.mark.parametrize("format", ["xliff", "xliff2", "csv"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_encodings(format: str, encoding: str) -> None:
    text = exported(EDITED, format).decode("utf-8-sig").replace("UTF-8", encoding[:6])
    same_work(text.replace("UTF-8", encoding[:6]).encode(encoding))


@pytest.mark.parametrize("format", ["xliff", "xliff2"])
def test_prefixes_order_layout_and_comments_do_not_matter(format: str) -> None:
    text = exported(EDITED, format).decode()
    prefixed = re.sub(r"<(/?+)(?![\w-]+:|[?!])", r"<\1q:", text).replace("xmlns=", "xmlns:q=")
    same_work(prefixed)
    same_work(re.sub(r"(?<=>)\n\s*", "", text))
    same_work(text.replace("\n", "\r\n").replace("<source>", "<!-- c --><source><?p x?>"))
    root = tree(text.encode())
    units = next(
        e for e in root.iter() if e.find(f"{{*}}{root[0][-1].tag.rpartition('}')[2]}") is not None
    )
    units[:] = units[::-1]
    same_work(etree.tostring(root))


@pytest.mark.parametrize("format", ["xliff", "xliff2"])
def test_notes_may_be_dropped(format: str) -> None:
    text = re.sub(r"<(notes?)\b.*?</\1>\s*", "", exported(EDITED, format).decode(), flags=re.DOTALL)
    assert "note" not in text
    (first, _) = read(text.encode(), "x")
    assert first.is_as_exported
    assert read(without_second_digest(text), "x")[0].digest == ""
    same_work(without_second_digest(text))


@pytest.mark.parametrize("format", ["xliff", "xliff2"])
def test_what_only_we_know_may_be_dropped(format: str) -> None:
    (first, _) = read(without_second_digest(exported(EDITED, format).decode()), "x")
    assert first.is_as_exported


def without_second_digest(text: str) -> bytes:
    pattern = r'extradata="[^"]*"|<mda:metadata>.*?</mda:metadata>'
    return re.sub(pattern, "", text, flags=re.DOTALL).encode()


def test_what_tools_add_to_xliff_12_is_not_taken_for_the_translation() -> None:
    added = (
        '<alt-trans match-quality="80%"><source>No</source><target>Nee</target></alt-trans>'
        '<tool:info xmlns:tool="urn:tool"><target xmlns="urn:x">Nee</target></tool:info>'
        "</trans-unit>"
    )
    text = exported(EDITED, "xliff").decode().replace("</trans-unit>", added)
    same_work(
        text.replace("<body>", '<header><note>x</note></header><body><group id="g">').replace(
            "</body>", "</group></body>"
        )
    )


def test_what_tools_add_to_xliff_20_is_not_taken_for_the_translation() -> None:
    match = (
        '<mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0"><mtc:match ref="#1">'
        "<source>No</source><target>Nee</target></mtc:match></mtc:matches><mda:metadata>"
    )
    text = exported(EDITED, "xliff2").decode().replace("<mda:metadata>", match)
    text = re.sub(r'(<unit id="a".*?</unit>)', r'<group id="g">\1</group>', text, flags=re.DOTALL)
    assert "<group" in text
    same_work(text)


def unit_12(target: str, segments: str = "") -> str:
    """Return an XLIFF 1.2 file of a tool with one unit, ``a``, as it divided and filled it."""
    source = (
        'One. <bpt id="1">&lt;em&gt;</bpt>Two<ept id="1">&lt;/em&gt;</ept> '
        '<x id="2" equiv-text="{x}"/>.'
    )
    return (
        f'<xliff version="1.2"><file original="{PATH}" target-language="nl"><body>'
        f'<trans-unit id="a"><source>{source}</source>{segments}{target}</trans-unit>'
        "</body></file></xliff>"
    )


SEGMENTS_12 = (
    '<seg-source><mrk mtype="seg" mid="0">One.</mrk> <mrk mtype="seg" mid="1">'
    '<bpt id="1">&lt;em&gt;</bpt>Two<ept id="1">&lt;/em&gt;</ept> <x id="2"/>.</mrk></seg-source>'
)


@pytest.mark.parametrize(
    "target",
    [
        '<target><mrk mtype="seg" mid="0">Een.</mrk> <mrk mtype="seg" mid="1"><bpt id="1">'
        '&lt;em&gt;</bpt>Twee<ept id="1">&lt;/em&gt;</ept> <x id="2" equiv-text="{x}"/>.</mrk>'
        "</target>",
        '<target>Een. <bpt id="1"/>Twee<ept id="1"/> <x id="2"/>.</target>',
        '<target>Een. <g id="1">Twee</g> <x id="2"/>.</target>',
        '<target>Een. <bx id="1"/>Twee<ex id="1"/> <ph id="2">{x}</ph>.</target>',
        '<target><mrk mtype="x-term">Een.</mrk> <![CDATA[<em>Twee</em> {x}.]]></target>',
        "<target>Een. &lt;em>Twee&lt;/em> {x}.</target>",
        '<target state="final">Een. &lt;em>Twee&lt;/em> {x}.</target>',
    ],
)
def test_xliff_12_as_tools_write_it(target: str) -> None:
    same_work(unit_12(target, SEGMENTS_12))


@pytest.mark.parametrize(
    ("target", "whole", "text"),
    [
        ('<mrk mtype="seg" mid="0">Een.</mrk> <mrk mtype="seg" mid="1"/>', False, "Een. "),
        ('<mrk mtype="seg" mid="0">Een.</mrk>', False, "Een."),
        ('<mrk mtype="seg" mid="0"/> <mrk mtype="seg" mid="1"/>', True, ""),
        ("", True, ""),
        ("Een.", True, "Een."),
    ],
)
def test_segments_left_open_in_xliff_12(target: str, whole: bool, text: str) -> None:
    (unit,) = read(unit_12(f"<target>{target}</target>", SEGMENTS_12).encode(), "x")
    assert (unit.whole or not unit.text, unit.text) == (whole, text)


def unit_20(*segments: str, data: bool = True) -> bytes:
    """Return an XLIFF 2.0 file of a tool with one unit, ``a``, in the segments given."""
    original = (
        '<originalData><data id="d1">&lt;em&gt;</data><data id="d2">&lt;/em&gt;</data>'
        '<data id="d3">{x}</data></originalData>'
    )
    return (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" '
        f'trgLang="nl-NL"><file id="f" original="/tmp/job\\{PATH}"><unit id="u1" name="a">'
        f"{original if data else ''}{''.join(segments)}</unit></file></xliff>"
    ).encode()


def segment(source: str, target: str = "", more: str = 'state="final"') -> str:
    return f"<segment {more}><source>{source}</source>{target}</segment>"


SPACE = "<ignorable><source> </source></ignorable>"
SC, EC = '<sc id="1" dataRef="d1"/>', '<ec startRef="1" dataRef="d2"/>'
PC = '<pc id="1" dataRefStart="d1" dataRefEnd="d2">'
PH = '<ph id="2" dataRef="d3"/>'


@pytest.mark.parametrize(
    "segments",
    [
        (
            segment("One.", "<target>Een.</target>"),
            SPACE,
            segment(f"{PC}Two</pc> {PH}.", f"<target>{PC}Twee</pc> {PH}.</target>"),
        ),
        (
            segment(f"One. {SC}Two", f"<target>Een. {SC}Twee</target>"),
            segment(f"{EC} {PH}.", f"<target>{EC} {PH}.</target>"),
        ),
        (
            segment("One.", f'<target order="3">{PC}Twee</pc> <ph id="5" copyOf="2"/>.</target>'),
            SPACE,
            segment(f"{PC}Two</pc> {PH}.", '<target order="1">Een.</target>'),
        ),
        (
            segment(
                f"One. {PC}Two</pc> {PH}.",
                '<target><sm id="m" type="term"/>Een.<em startRef="m"/> '
                '<mrk id="n"><pc id="1">Twee</pc></mrk> <ph id="2"/>.</target>',
            ),
        ),
        (
            segment(
                f"One. {SC}Two{EC} {PH}.",
                '<target>Een. <sc id="1"/>Twee<ec startRef="1"/> <ph id="2"/>.</target>',
            ),
        ),
    ],
)
def test_xliff_20_as_tools_write_it(segments: tuple[str, ...]) -> None:
    same_work(unit_20(*segments))


def test_xliff_20_without_its_original_data() -> None:
    text = exported(EDITED, "xliff2").decode()
    text = re.sub(r"<originalData>.*?</originalData>", "", text, flags=re.DOTALL)
    same_work(text)
    (unit,) = read(unit_20(segment(PH, f"<target>{PH}x</target>"), data=False), "x")
    assert (unit.text, unit.strange) == ("x", ('<ph id="2">',))


@pytest.mark.parametrize(
    ("segments", "whole", "text", "fuzzy"),
    [
        ((segment("A", "<target>a</target>"), segment("B")), False, "a", False),
        ((segment("A", "<target/>"), SPACE, segment("B")), True, "", False),
        ((segment("A", "<target>a</target>"), SPACE, segment(" ")), True, "a ", False),
        ((segment("A", "<target>a</target>", ""),), True, "a", True),
        (
            (segment("A", "<target>a</target>"), segment("B", "<target>b</target>", "")),
            *(True, "ab", True),
        ),
    ],
)
def test_segments_of_xliff_20(
    segments: tuple[str, ...], whole: bool, text: str, fuzzy: bool
) -> None:
    (unit,) = read(unit_20(*segments), "x")
    assert (unit.whole or not unit.text, unit.text, unit.is_fuzzy) == (whole, text, fuzzy)


@pytest.mark.parametrize("hex", ["D800", "0", "110000", "-1", "x", ""])
def test_code_points_that_are_none(hex: str) -> None:
    (unit,) = read(unit_20(segment("A", f'<target>a<cp hex="{hex}"/></target>')), "x")
    assert (unit.text, unit.strange) == ("a", (f'<cp id="{hex}">',))


def test_orders_that_are_none() -> None:
    rows = (
        segment(k, f'<target order="{o}">{k}</target>')
        for k, o in zip("ab", ("²", "9" * 5000), strict=True)
    )
    assert read(unit_20(*rows), "x")[0].text == "ab"


# --- tables as spreadsheets save them ------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_delimiters_and_quotes(delimiter: str, quoting: int) -> None:
    rows = list(csv.reader(io.StringIO(exported(EDITED, "csv").decode("utf-8-sig"), newline="")))
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(rows)
    same_work(file.getvalue())
    same_work(file.getvalue() + delimiter * 7 + "\n\n")


def table(**cells: str) -> Returned:
    columns = {
        "domain": "nl/warm",
        "key": "k",
        "source": "A",
        "translation": "a",
        "state": "",
        "exported digest": "",
    } | {name.replace("_", " "): text for name, text in cells.items()}
    rows = ",".join(columns), ",".join(f'"{text}"' for text in columns.values())
    (unit,) = read("\r\n".join(rows).encode(), "x.csv")
    return unit


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("", None),
        ("translated", State.TRANSLATED),
        ("Missing ", State.TRANSLATED),
        ("fuzzy", State.FUZZY),
        ("please check", State.FUZZY),
    ],
)
def test_states_of_tables(state: str, wanted: State | None) -> None:
    assert table(state=state).state is wanted


def test_rows_are_counted_by_lines() -> None:
    text = exported(catalog(message("a", "1\n2", "3\n4\n5"), message("b", "B")), "csv")
    assert [unit.place.line for unit in read(text, "x.csv")] == [2, 6]


def test_a_row_with_too_many_cells_is_broken() -> None:
    data = exported(EDITED, "csv") + b"nl/warm,a,b,c,d,e,f,g,h\r\n"
    (finding,) = refusal(data)
    assert (finding.code, finding.place.line) == ("exchange.malformed", 4)
