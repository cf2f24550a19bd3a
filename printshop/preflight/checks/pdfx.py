"""The file declares that it is PDF/X-4 (ISO 15930-7).

Rationale: print firms ask for the standard, and their programs look for its keys before anything
else. This looks at the declarations; other checks look at what they promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf.models import PdfMetadata

from ...findings import Severity
from ..pdf.trees import dictionary
from ..results import Problem, Rule
from ..subject import Check, Subject

VERSION = Rule("pdfx.version", Severity.ERROR, "The file says it is PDF/X-4")
TRAPPED = Rule("pdfx.trapped", Severity.ERROR, "The file says whether it is trapped")
IDENTITY = Rule("pdfx.id", Severity.ERROR, "The file has an ID")
METADATA = Rule("pdfx.metadata", Severity.ERROR, "The metadata name title and dates")

_X = "http://www.npes.org/pdfx/ns/id/"
_WANTED = (
    ("xmp:CreateDate", "the day it was made"),
    ("xmp:ModifyDate", "the day it was changed"),
    ("xmp:MetadataDate", "the day of the metadata"),
    ("dc:title", "a title"),
    ("xmpMM:DocumentID", "a document ID"),
    ("xmpMM:VersionID", "a version ID"),
    ("xmpMM:RenditionClass", "a rendition class"),
)


def examine(subject: Subject) -> Iterator[Problem]:
    """Find declarations that are missing."""
    pdf = subject.document.pdf
    metadata = _metadata(pdf)
    declared = _value(metadata, f"{{{_X}}}GTS_PDFXVersion")
    wanted = subject.requirements.profile.standard
    if declared != wanted:
        said = f"says it is {declared}" if declared else "does not say what it is"
        yield VERSION.broken(f"The file {said}; export it as {wanted}.")
    info = dictionary(pdf.trailer, "/Info")
    trapped = str(info.get("/Trapped", "")).removeprefix("/") or _value(metadata, "pdf:Trapped")
    if trapped not in ("True", "False"):
        yield TRAPPED.broken("The file does not say whether it is trapped; set Trapped to False.")
    identity = pdf.trailer.get("/ID")
    if not isinstance(identity, pikepdf.Array) or len(identity) != 2:
        yield IDENTITY.broken("The file has no ID; export it again.")
    lacking = [what for key, what in _WANTED if not _value(metadata, key)]
    if lacking:
        yield METADATA.broken(f"The metadata lack {', '.join(lacking)}; export as {wanted}.")


def _metadata(pdf: pikepdf.Pdf) -> PdfMetadata | None:
    try:
        return pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError):
        return None


def _value(metadata: PdfMetadata | None, key: str) -> Any:
    try:
        return metadata.get(key, "") if metadata is not None else ""
    except (ValueError, TypeError, AttributeError, KeyError):
        return ""


CHECK = Check(
    "PDF/X",
    __doc__,
    (VERSION, TRAPPED, IDENTITY, METADATA),
    examine,
    lambda subject: subject.requirements.for_press,
)
