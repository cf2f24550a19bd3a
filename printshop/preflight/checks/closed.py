"""A leaflet does nothing: no scripts, forms, attachments, media or encryption.

Rationale: print firms refuse such files, mail filters stop them, and nobody can print a form field.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from ...findings import Severity
from ..pdf import PdfPage
from ..pdf.trees import annotations_of, dictionary, entries, named_files
from ..results import Problem, Rule, Spot
from ..subject import Check, Subject

ENCRYPTED = Rule("file.encrypted", Severity.ERROR, "The file is not encrypted")
SCRIPT = Rule("file.script", Severity.ERROR, "The file holds no scripts")
ACTION = Rule("file.action", Severity.ERROR, "The file does nothing by itself")
FORM = Rule("file.form", Severity.ERROR, "The file holds no form")
ATTACHMENT = Rule("file.attachment", Severity.ERROR, "The file holds no other files")
MEDIA = Rule("file.media", Severity.ERROR, "The file holds no sound, film or 3D")

_MEDIA = ("/Movie", "/Sound", "/Screen", "/3D", "/RichMedia")
_HARMLESS = ("/URI", "/GoTo", "/GoToR", "/Named")
_LONGEST_CHAIN = 100


def examine(subject: Subject) -> Iterator[Problem]:
    """Find what makes a file more than paper."""
    document, catalog = subject.document, subject.document.catalog
    if document.pdf.is_encrypted:
        yield ENCRYPTED.broken("The file is encrypted; save it without any security.")
    yield from _actions(subject)
    form = dictionary(catalog, "/AcroForm")
    if "/XFA" in form or (isinstance(form.get("/Fields"), pikepdf.Array) and len(form.Fields)):
        yield FORM.broken("The file holds a form; flatten its fields, or leave them out.")
    names = named_files(catalog)
    if names or "/AF" in catalog:
        named = f" ({', '.join(names[:3])})" if names else ""
        yield ATTACHMENT.broken(f"Other files are attached to the file{named}; take them out.")
    yield from _annotations(subject)


def _annotations(subject: Subject) -> Iterator[Problem]:
    for page in subject.pages:
        for annotation in annotations_of(page):
            kind = str(annotation.get("/Subtype"))
            spot = _spot(subject, page, annotation)
            if kind in _MEDIA:
                message = f"There is sound, film or 3D on page {page.number}; take it out."
                yield MEDIA.broken(message, spot)
            elif kind == "/FileAttachment":
                message = f"A file is attached to page {page.number}; take it out."
                yield ATTACHMENT.broken(message, spot)


def _spot(subject: Subject, page: PdfPage, annotation: Any) -> Spot:
    box = page.box_of(annotation.get("/Rect"))
    return subject.spot(page, box) if box else Spot(page.number)


def _actions(subject: Subject) -> Iterator[Problem]:
    kinds = {str(action.get("/S")) for action in _all_actions(subject)}
    names = dictionary(subject.document.catalog, "/Names")
    if "/JavaScript" in kinds or "/JavaScript" in names:
        yield SCRIPT.broken("The file holds a script; export it without.")
    others = sorted(kinds - {"/JavaScript", *_HARMLESS})
    if others:
        named = ", ".join(kind.removeprefix("/") for kind in others)
        yield ACTION.broken(f"The file does something by itself ({named}); take that out.")


def _all_actions(subject: Subject) -> Iterator[Any]:
    catalog = subject.document.catalog
    yield from _chain(catalog.get("/OpenAction"))
    holders = [catalog, *(page.obj for page in subject.pages)]
    holders += [annotation for page in subject.pages for annotation in annotations_of(page)]
    for holder in holders:
        yield from _chain(holder.get("/A"))
        for action in entries(dictionary(holder, "/AA")):
            yield from _chain(action)


def _chain(action: Any) -> Iterator[Any]:
    """Yield an action, and those that follow it."""
    waiting = [action]
    for _ in range(_LONGEST_CHAIN):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary):
            yield one
            following = one.get("/Next")
            waiting += following if isinstance(following, pikepdf.Array) else [following]


CHECK = Check("closed", __doc__, (ENCRYPTED, SCRIPT, ACTION, FORM, ATTACHMENT, MEDIA), examine)
