"""One PDF for the print firm of all leaflets that are printed alike, and its job ticket.

Leaflets stand by clinic, then by language, as they are packed and sent. The pages are untouched;
what belongs to a document and cannot be merged (structure for screen readers, links) is left out,
and the merged file does not claim what depends on it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pikepdf import Array, Name, ObjectStreamMode, OutlineItem, Pdf

from ..folds import FOLDS
from ..geometry import Size, millimetres
from ..manifest import FileRecord, Manifest
from ..model import Edition
from ..profiles import CMYK, PROFILES
from ..storage import Storage
from .keeping import Keeper, contents_digest, is_kept, leaflet, records_of
from .ticket import Item, Ticket, as_html, as_json

MOST = 250  # leaflets in a file: what a print firm can open, and we can hold
VERSION = "1.6"
_CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part", "pdfaExtension:schemas")
# What is true of one leaflet only, as the document information and as XMP name it.
_ONE_S_OWN = ("/Author", "/Subject", "/Keywords")
_ONE_S_OWN_XMP = ("dc:creator", "dc:description", "pdf:Keywords")
_DROPPED = ("/StructParents", "/Annots", "/Tabs")


@dataclass(frozen=True, order=True, slots=True)
class _Run:
    """What is printed alike: brochure, large print or not, fold, profile and press."""

    stem: str
    intent: str


class PrintFiles:
    """Takes in the editions that are there; then writes the print files, one at a time.

    ``quantity`` is how many copies of each leaflet are wanted. Only sheets are taken; drafts are
    left out and counted, and leaflets without a file are named in the ticket as missing.
    """

    def __init__(self, quantity: int, day: date) -> None:
        self.drafts = self.missing = 0
        self._quantity = quantity
        self._day = day
        self._runs: dict[_Run, list[tuple[str, str, str]]] = {}
        self._missing: dict[_Run, list[str]] = {}

    def add(self, edition: Edition, there: bool = True) -> None:
        """Take in an edition, of which there may be no file."""
        if not edition.profile.imposed:
            return
        if edition.draft:
            self.drafts += 1
            return
        start = len(f"{edition.clinic.id}/{edition.brochure.id}")
        rest = edition.name[start:].replace(f".{edition.language.tag}.", ".", 1)
        stem = f"{edition.brochure.id}{rest}"
        intent = edition.output_intent.identifier if edition.profile.colour == CMYK else ""
        run = _Run(stem, intent)
        if there:
            row = (edition.clinic.id, edition.language.tag, edition.name)
            self._runs.setdefault(run, []).append(row)
        else:
            self._missing.setdefault(run, []).append(edition.name)
            self.missing += 1

    @property
    def remarks(self) -> tuple[str, ...]:
        """What people should know who expect more in the files."""
        remarks = []
        if not (self._runs or self.drafts or self.missing):
            remarks.append("Only sheets go to a print firm: ask for the profile press or office.")
        if self.drafts:
            remarks.append(f"{self.drafts:,} drafts are not in print files.")
        if self.missing:
            remarks.append(f"{self.missing:,} leaflets were not made, and so are not in them.")
        return tuple(remarks)

    def write(self, storage: Storage, manifest: Manifest) -> Iterator[tuple[str, bool]]:
        """Yield each print file's name and whether it had to be made now."""
        for run in sorted(self._runs):
            names = [name for *_, name in sorted(self._runs[run])]
            volumes = [names[at : at + MOST] for at in range(0, len(names), MOST)]
            for number, volume in enumerate(volumes, 1):
                records = records_of(manifest, volume)
                part = f"-{number}" if len(volumes) > 1 else ""
                stem = f"{run.stem}.print{part}"
                yield self._write(storage, manifest, stem, run, records, (number, len(volumes)))

    def _write(
        self,
        storage: Storage,
        manifest: Manifest,
        stem: str,
        run: _Run,
        records: list[FileRecord],
        part: tuple[int, int],
    ) -> tuple[str, bool]:
        names = (f"{stem}.pdf", f"{stem}.ticket.json", f"{stem}.ticket.html")
        missing = tuple(sorted(self._missing.get(run, ())))
        job = (self._quantity, part, self.drafts, missing, run.intent)
        contents = contents_digest(records, *job)
        if is_kept(storage, manifest, names, contents):
            return names[0], False
        pdf, items, standard = _merged(storage, manifest, records)
        ticket = Ticket(
            file=names[0],
            sha256=hashlib.sha256(pdf).hexdigest(),
            size=len(pdf),
            made=self._day,
            fold=FOLDS[records[0].fold].name,
            profile=PROFILES[records[0].profile].name,
            standard=standard,
            output_intent=run.intent,
            quantity=self._quantity,
            part=part,
            drafts=self.drafts,
            missing=missing,
            items=items,
        )
        files = (pdf, as_json(ticket), as_html(ticket))
        keeper = Keeper(storage, manifest)
        keeper.keep(dict(zip(names, files, strict=True)), records[0].brochure, contents)
        keeper.commit()
        return names[0], True


def _merged(
    storage: Storage, manifest: Manifest, records: list[FileRecord]
) -> tuple[bytes, tuple[Item, ...], str]:
    """Return a file of all leaflets, where each stands in it, and the standard it conforms to."""
    items: list[Item] = []
    with ExitStack() as opened, Pdf.new() as merged:
        sources: list[Pdf] = []
        for record in records:
            source = opened.enter_context(Pdf.open(io.BytesIO(leaflet(storage, record))))
            sources.append(source)
            items.append(_append(merged, source, record, manifest))
        standard = _standard(sources)
        _declare(merged, sources[0], records, standard)
        with merged.open_outline() as outline:
            outline.root.extend(
                OutlineItem(f"{item.clinic_name}, {item.record.language}", item.first - 1)
                for item in items
            )
        output = io.BytesIO()
        merged.save(
            output,
            force_version=VERSION,
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
        )
    return output.getvalue(), tuple(items), standard


def _append(merged: Pdf, source: Pdf, record: FileRecord, manifest: Manifest) -> Item:
    first = len(merged.pages) + 1
    merged.pages.extend(source.pages)
    for number in range(first, len(merged.pages) + 1):
        values = merged.pages[number - 1].obj
        for key in _DROPPED:
            if key in values:
                del values[key]
    page = merged.pages[first - 1]
    clinic = manifest.clinic(record.contact)
    name = clinic.facts.get("name", "") if clinic else ""
    last = len(merged.pages)
    return Item(record, name, first, last, _size(page.mediabox), _size(page.trimbox))


def _size(box: Any) -> Size:
    left, bottom, right, top = map(float, box)
    return Size(round(millimetres(right - left), 1), round(millimetres(top - bottom), 1))


def _standard(sources: list[Pdf]) -> str:
    """Return the PDF/X that all leaflets claim for the same press, empty where they differ."""
    claims = {_claim(source) for source in sources}
    return claims.pop()[0] if len(claims) == 1 else ""


def _claim(source: Pdf) -> tuple[str, str]:
    with source.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        standard = str(metadata.get("pdfxid:GTS_PDFXVersion", ""))
    intents = source.Root.get("/OutputIntents", Array())
    return standard, " ".join(str(intent.get("/OutputConditionIdentifier")) for intent in intents)


def _declare(merged: Pdf, source: Pdf, records: list[FileRecord], standard: str) -> None:
    """Write what the file is: what the leaflets say, but for what the merged file is not."""
    title = f"{records[0].brochure}, {len(records)} leaflets"
    for key, value in source.docinfo.items():
        if key not in _ONE_S_OWN:
            merged.docinfo[key] = value
    merged.docinfo["/Title"] = title
    if not standard:
        return
    intents = [i for i in source.Root.OutputIntents if i.S == Name.GTS_PDFX]
    merged.Root.OutputIntents = Array([merged.copy_foreign(intent) for intent in intents])
    merged.Root.Metadata = merged.copy_foreign(source.Root.Metadata)
    identity = f"uuid:{_identity(records)}"
    with merged.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for key in (*_CLAIMS, *_ONE_S_OWN_XMP):
            if key in metadata:
                del metadata[key]
        metadata["dc:title"] = title
        metadata["dc:language"] = {record.language.replace("_", "-") for record in records}
        metadata["xmpMM:DocumentID"] = metadata["xmpMM:InstanceID"] = identity


def _identity(records: list[FileRecord]) -> UUID:
    digest = hashlib.sha256("".join(record.sha256 for record in records).encode()).digest()
    return UUID(bytes=digest[:16], version=5)
