"""What a press file says of itself: PDF/X-4, PDF/A-2a and PDF/UA-1 in one file.

ISO 15930-7 (PDF/X-4), ISO 19005-2 (PDF/A-2), ISO 14289-1 (PDF/UA-1). The three agree on one XMP
packet; PDF/A wants schemas for what its own list of properties does not have (6.6.2.3.3).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any
from uuid import UUID

from pikepdf import Array, Dictionary, Name, Pdf, String

from .. import __version__
from ..output_intents import OutputIntent

VERSION = "1.6"  # of PDF, which PDF/X-4 is built on; the other two allow it
CREATOR = f"Brochure printshop {__version__}"

_escaped = partial(escape, quote=False)

_CATALOG = frozenset(
    (
        *("/Type", "/Pages", "/Lang", "/ViewerPreferences", "/Outlines", "/StructTreeRoot"),
        *("/MarkInfo", "/PageLabels", "/PageLayout", "/PageMode", "/OutputIntents", "/Metadata"),
    )
)
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}
# Schema, its prefix, and the property that PDF/A does not know: name, type, what it is.
_EXTENSIONS = (
    ("PDF/UA identification", "pdfuaid", "part", "Integer", "Part of ISO 14289"),
    ("PDF/X identification", "pdfxid", "GTS_PDFXVersion", "Text", "Version of PDF/X"),
    ("Adobe PDF", "pdf", "Trapped", "Text", "Whether traps were added for the press"),
)
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?")


def declare(pdf: Pdf, intent: OutputIntent, profile: bytes, source: bytes) -> None:
    """Write what the file is into it; ``source`` is what its identity is made from."""
    for key in [key for key in pdf.Root.keys() if key not in _CATALOG]:  # noqa: SIM118
        del pdf.Root[key]
    pdf.Root.OutputIntents = _output_intents(pdf, intent, profile)
    info = pdf.docinfo
    for key in ("/CreationDate", "/ModDate"):
        info[key] = String(_pdf_date(_iso_date(str(info.get(key, "D:1970")))))
    info.Trapped = Name("/False")
    info.Creator = CREATOR
    packet = _packet(info, str(pdf.Root.get("/Lang", "")), _identity(source, intent)).encode()
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def _output_intents(pdf: Pdf, intent: OutputIntent, profile: bytes) -> Array:
    """Return the intent for PDF/X and for PDF/A, which share one profile (ISO 19005-2, 6.2.3)."""
    stream = pdf.make_stream(profile, N=4, Alternate=Name.DeviceCMYK)
    values = {
        "/Type": Name.OutputIntent,
        "/OutputConditionIdentifier": String(intent.identifier),
        "/OutputCondition": String(intent.description),
        "/Info": String(intent.description),
        "/DestOutputProfile": stream,
    }
    if intent.registry:
        values["/RegistryName"] = String(intent.registry)
    kinds = (Name.GTS_PDFX, Name.GTS_PDFA1)
    return Array([pdf.make_indirect(Dictionary({**values, "/S": kind})) for kind in kinds])


def _identity(source: bytes, intent: OutputIntent) -> UUID:
    """Return a number that is the same for the same file, made for the same press."""
    digest = hashlib.sha256(source)
    digest.update(intent.sha256.encode())
    return UUID(bytes=digest.digest()[:16], version=5)


def _iso_date(date: str) -> str:
    """Return a PDF date in the form of XMP, always with its time (here no clock has a say)."""
    found = _DATE.match(date)
    year, month, day, hour, minute, second = found.groups() if found else ("1970",) + (None,) * 5
    return f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}Z"


def _pdf_date(iso: str) -> str:
    return "D:" + re.sub(r"[-:TZ]", "", iso) + "Z"


def _packet(info: Any, language: str, identity: UUID) -> str:
    properties = "\n".join(_properties(info, language, identity))
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about="" {spaces}>\n{properties}\n</rdf:Description>\n'
        '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>\n'
    )


def _properties(info: Any, language: str, identity: UUID) -> Iterator[str]:
    created, modified = (_iso_date(str(info[key])) for key in ("/CreationDate", "/ModDate"))
    texts = {
        "pdfxid:GTS_PDFXVersion": "PDF/X-4",
        "pdfaid:part": "2",
        "pdfaid:conformance": "A",
        "pdfuaid:part": "1",
        "pdf:Trapped": "False",
        "pdf:Producer": str(info.get("/Producer", "")),
        "xmp:CreatorTool": CREATOR,
        "xmp:CreateDate": created,
        "xmp:ModifyDate": modified,
        "xmp:MetadataDate": modified,
        "xmpMM:DocumentID": f"uuid:{identity}",
        "xmpMM:InstanceID": f"uuid:{identity}",
        "xmpMM:VersionID": "1",
        "xmpMM:RenditionClass": "default",
        "pdf:Keywords": str(info.get("/Keywords", "")),
        "dc:format": "application/pdf",
    }
    yield from (f"<{name}>{_escaped(text)}</{name}>" for name, text in texts.items() if text)
    yield _list("dc:title", "Alt", str(info.get("/Title", "")), ' xml:lang="x-default"')
    yield _list("dc:description", "Alt", str(info.get("/Subject", "")), ' xml:lang="x-default"')
    yield _list("dc:creator", "Seq", str(info.get("/Author", "")))
    yield _list("dc:language", "Bag", language)
    yield _extensions()


def _list(name: str, kind: str, text: str, attribute: str = "") -> str:
    if not text:
        return ""
    return f"<{name}><rdf:{kind}><rdf:li{attribute}>{_escaped(text)}</rdf:li></rdf:{kind}></{name}>"


def _extensions() -> str:
    schemas = "\n".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaSchema:schema>{schema}</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_NAMESPACES[prefix]}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        "<pdfaProperty:category>internal</pdfaProperty:category>"
        f"<pdfaProperty:description>{about}</pdfaProperty:description>"
        "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"
        for schema, prefix, name, kind, about in _EXTENSIONS
    )
    return f"<pdfaExtension:schemas><rdf:Bag>\n{schemas}\n</rdf:Bag></pdfaExtension:schemas>"
