"""The files that go out, against what the specifications allow; and files of agencies' tools."""

from __future__ import annotations

import csv
import io
import re

from lxml import etree
from translate.storage import tmx as toolkit_tmx
from translate.storage import xliff as toolkit_xliff
from translate.storage import xliff2 as toolkit_xliff2

from printshop.catalogs.document import Document, parse
from printshop.exchange import tmx
from printshop.exchange.outgoing import batch, current
from printshop.exchange.units import Batch, digest

from .real import ROOT
from .test_exchange import catalog, exported, message

XLIFF12 = "{urn:oasis:names:tc:xliff:document:1.2}"
XLIFF20 = "{urn:oasis:names:tc:xliff:document:2.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
SLR = "{urn:oasis:names:tc:xliff:sizerestriction:2.0}"

SAMPLE = catalog(
    message("plain", "A &amp; B", "A &amp; B"),
    message(
        "call",
        "Call <em>{clinic}</em> on {phone}<br>now</em>",
        "Bel <em>{clinic}</em> op {phone}<em>{extra}",
        '# said by a translator\n#. said by the program\n#, fuzzy, max-length:40\n#| msgid "Old"\n',
    ),
    message("not.an.id é", "C", "", "#. nothing yet\n"),
)


def tree(data: bytes) -> etree._Element:
    return etree.fromstring(data)


# What a unit of each specification is made of: its elements in their order, and the attributes.
# XLIFF 1.2: sections 2.3 to 2.6; XLIFF 2.0: section 4.2 and 5.7 (size restriction).
INLINE_12 = {
    "x": {"id", "ctype", "equiv-text"},
    "bpt": {"id", "ctype"},
    "ept": {"id"},
    "it": {"id", "pos", "ctype"},
}
UNIT_12 = {"id", "resname", "extradata", "approved", "maxwidth", "size-unit", f"{XML}space"}
INLINE_20 = {
    "pc": {"id", "type", "subType", "dataRefStart", "dataRefEnd", "dispStart", "dispEnd"},
    "ph": {"id", "type", "subType", "dataRef", "equiv", "disp"},
    "sc": {"id", "type", "subType", "dataRef", "equiv", "disp", "isolated"},
    "ec": {"id", "type", "subType", "dataRef", "equiv", "disp", "isolated"},
}


def names(element: etree._Element) -> list[str]:
    return [etree.QName(child).localname for child in element]


def every_data(format: str) -> list[bytes]:
    paths = sorted(ROOT.glob("locales/*/LC_MESSAGES/*.po"))
    shipped = (parse(p.read_bytes(), p.relative_to(ROOT).as_posix()) for p in paths)
    return [exported(document, format) for document in (SAMPLE, *shipped)]


def test_xliff_12_has_what_its_schema_allows() -> None:
    for data in every_data("xliff"):
        root = tree(data)
        assert (root.tag, dict(root.attrib)) == (f"{XLIFF12}xliff", {"version": "1.2"})
        (file,) = root
        assert set(file.attrib) == {"original", "source-language", "target-language", "datatype"}
        (body,) = file
        ids = [unit.get("id") for unit in body]
        assert len(ids) == len(set(ids)) > 0
        for unit in body:
            assert names(unit)[:2] == ["source", "target"]
            assert set(names(unit)[2:]) == {"note"}
            assert set(unit.attrib) <= UNIT_12
            for code in (*unit[0].iterdescendants(), *unit[1].iterdescendants()):
                assert set(code.attrib) <= INLINE_12[etree.QName(code).localname]
                ctype = code.get("ctype", "x-none")
                assert re.fullmatch(r"x-\S+|italic|bold|underlined|lb|image", ctype)
            for content in unit[:2]:
                begun = [code.get("id") for code in content.iter(f"{XLIFF12}bpt")]
                assert begun == [*dict.fromkeys(begun)]
                assert sorted(begun) == sorted(c.get("id") for c in content.iter(f"{XLIFF12}ept"))


def test_xliff_20_has_what_its_schema_allows() -> None:
    for data in every_data("xliff2"):
        root = tree(data)
        assert (root.tag, root.get("version")) == (f"{XLIFF20}xliff", "2.0")
        assert set(root.attrib) == {"version", "srcLang", "trgLang"}
        (file,) = root
        assert names(file)[0] == "profiles"
        assert file[0].get("generalProfile") == "xliff:codepoints"
        ids = [unit.get("id") or "" for unit in file[1:]]
        assert len(ids) == len(set(ids)) > 0
        assert all(re.fullmatch(r"[\w.:-]+", id) for id in ids)
        for unit in file[1:]:
            children = names(unit)
            order = ["metadata", "notes", "originalData", "segment"]
            assert children == [name for name in order if name in children]
            assert {"metadata", "notes", "segment"} <= set(children)
            data_ids = {d.get("id") for d in unit.iter(f"{XLIFF20}data")}
            segment = unit[-1]
            assert names(segment) in (["source"], ["source", "target"])
            assert segment.get("state") in ("initial", "translated")
            for content in segment:
                codes = list(content.iterdescendants())
                assert len({code.get("id") for code in codes}) == len(codes)
                for code in codes:
                    assert set(code.attrib) <= INLINE_20[etree.QName(code).localname]
                    assert code.get("isolated", "yes") == "yes"
                    refs = ("dataRef", "dataRefStart", "dataRefEnd")
                    assert {code.get(name) for name in refs} - {None} <= data_ids
                    assert code.get("subType", "xlf:").startswith("xlf:")
                    assert "type" in code.attrib or "subType" not in code.attrib


def test_what_a_translator_needs_is_in_xliff_12() -> None:
    plain, call, missing = tree(exported(SAMPLE, "xliff")).iter(f"{XLIFF12}trans-unit")
    assert (call.get("maxwidth"), call.get("size-unit")) == ("40", "char")
    assert [note.get("from") for note in call.iter(f"{XLIFF12}note")] == [
        *("developer", "translator", "previous-source", "printshop-digest")
    ]
    assert [u[1].get("state") for u in (plain, call, missing)] == [
        *("translated", "needs-review-translation", "needs-translation")
    ]
    assert {u.get(f"{XML}space") for u in (plain, call, missing)} == {"preserve"}
    assert [(etree.QName(c).localname, c.get("id")) for c in call[0]] == [
        *(("bpt", "1"), ("x", "2"), ("ept", "1"), ("x", "3"), ("x", "4"), ("it", "5"))
    ]
    assert [(etree.QName(c).localname, c.get("id")) for c in call[1]] == [
        *(("bpt", "1"), ("x", "2"), ("ept", "1"), ("x", "3"), ("it", "6"), ("x", "7"))
    ]


def test_what_a_translator_needs_is_in_xliff_20() -> None:
    plain, call, missing = tree(exported(SAMPLE, "xliff2")).iter(f"{XLIFF20}unit")
    assert call.get(f"{SLR}sizeRestriction") == "40"
    assert [(n.get("category"), n.get("appliesTo")) for n in call.iter(f"{XLIFF20}note")] == [
        *(("developer", "source"), ("translator", "target"), ("previous-source", "source")),
        ("printshop-digest", None),
    ]
    assert [(u[-1].get("state"), u[-1].get("subState")) for u in (plain, call, missing)] == [
        *(("translated", None), ("initial", "printshop:fuzzy"), ("initial", "printshop:missing"))
    ]
    assert (missing.get("name"), missing.get("id", "")[:4]) == ("not.an.id é", "key-")
    target = call[-1][1]
    assert [(etree.QName(c).localname, c.get("id")) for c in target.iterdescendants()] == [
        *(("pc", "1"), ("ph", "2"), ("ph", "3"), ("sc", "6"), ("ph", "7"))
    ]


def test_language_tags_are_bcp_47() -> None:
    document = catalog(message("a", "A", "a"), path="locales/pt_BR/LC_MESSAGES/warm.po")
    data = [exported(document, format, ("pt_BR", "warm")) for format in ("xliff", "xliff2")]
    assert b'target-language="pt-BR"' in data[0]
    assert b'trgLang="pt-BR"' in data[1]


def test_a_table_is_what_spreadsheets_read() -> None:
    data = exported(catalog(message("=k", "+1", '=cmd|"x"')), "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    _, row = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row[:5] == ["nl/warm", "'=k", "'+1", '\'=cmd|"x"', "translated"]
    assert row[-1] == digest("+1", '=cmd|"x"', False)


# --- another program's opinion -------------------------------------------------------------------


def test_translate_toolkit_reads_xliff_12() -> None:
    store = toolkit_xliff.xlifffile.parsestring(exported(SAMPLE, "xliff"))
    assert [(unit.getid().rpartition("\x04")[2], unit.isfuzzy()) for unit in store.units] == [
        *(("plain", False), ("call", True), ("not.an.id é", False))
    ]
    assert "A " in str(store.units[0].target)
    assert "said by the program" in store.units[1].getnotes()


def test_translate_toolkit_reads_xliff_20() -> None:
    store = toolkit_xliff2.Xliff2File.parsestring(exported(SAMPLE, "xliff2"))
    states = [(unit.istranslated(), unit.isfuzzy()) for unit in store.units]
    assert states == [(True, False), (False, True), (False, False)]
    assert all(unit.source for unit in store.units)


def test_translate_toolkit_reads_tmx() -> None:
    store = toolkit_tmx.tmxfile.parsestring(tmx.write([memory_of(SAMPLE)]))
    assert [unit.source for unit in store.units] == ["A &amp; B"]


# --- TMX -----------------------------------------------------------------------------------------


def memory_of(document: Document, tag: str = "nl", template: Document | None = None) -> Batch:
    return current(batch(document, (tag, "warm"), "en")[0], template or document)


def test_a_memory_has_what_is_current_in_all_languages() -> None:
    text, template = '<em>{a}</em> & "b"</em>', catalog(message("k", '<em>{a}</em> & "b"</em>'))
    own = catalog(message("k", text, "<em>b</em>{a}</em>"), message("f", "F", "f", "#, fuzzy\n"))
    old = catalog(message("k", "old", "oud"))
    batches = [memory_of(own, "nl", template), memory_of(own, "pt_BR", template)]
    assert memory_of(own, "en", template).units == memory_of(old, "de", template).units == ()
    root = tree(tmx.write(batches))
    assert (root.tag, root.get("version"), names(root)) == ("tmx", "1.4", ["header", "body"])
    assert set(root[0].attrib) == {
        *("creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang"),
        "datatype",
    }
    (unit,) = root[1]
    assert dict(unit.attrib) == {"tuid": "warm/k", "srclang": "en"}
    assert [variant.get(f"{XML}lang") for variant in unit] == ["en", "nl", "pt-BR"]
    rows = [[(c.tag, c.get("x"), c.get("i"), c.text) for c in v[0]] for v in unit]
    assert rows[0] == [
        *(("bpt", "1", "1", "<em>"), ("ph", "2", None, "{a}"), ("ept", None, "1", "</em>")),
        ("it", "3", None, "</em>"),
    ]
    assert [row[:2] for row in rows[1]] == [("bpt", "1"), ("ept", None), ("ph", "2"), ("it", "3")]
    assert "".join(unit[0].itertext()).strip() == text
