"""The job ticket of a print file: what is in it, for machines (JSON) and for people (HTML)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from html import escape

from ..findings import Severity
from ..geometry import Size
from ..manifest import FileRecord

FORMAT = 1
_NOT = "structure for screen readers and links: it is for printing, and neither PDF/A nor PDF/UA"

_HEADS = ("Pages", "Copies", "Clinic", "Language", "Version", "File", "SHA-256", "Warnings")
_STYLE = (
    "body{font:10pt sans-serif}table{border-collapse:collapse;margin:1em 0}"
    "td,th{border:1px solid #999;padding:2pt 5pt;text-align:start;vertical-align:top}"
    "td{overflow-wrap:anywhere}"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A leaflet in a print file: its pages (from 1, the last included) and its size in mm."""

    record: FileRecord
    clinic_name: str
    first: int
    last: int
    sheet: Size
    trim: Size


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a print firm asks about a file.

    ``part`` is which of how many; ``standard`` is empty where none is claimed; ``quantity`` is
    copies of each leaflet; ``drafts`` is how many were left out of the job; ``missing`` are the
    names of leaflets that belong to it and have no file.
    """

    file: str
    sha256: str
    size: int
    made: date
    fold: str
    profile: str
    standard: str
    output_intent: str
    quantity: int
    part: tuple[int, int]
    drafts: int
    missing: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def pages(self) -> int:
        return self.items[-1].last


def as_json(ticket: Ticket) -> bytes:
    """Return a ticket as JSON, lengths in mm."""
    record = ticket.items[0].record
    values = {
        "format": FORMAT,
        "file": ticket.file,
        "sha256": ticket.sha256,
        "size": ticket.size,
        "made": ticket.made.isoformat(),
        "part": ticket.part,
        "brochure": record.brochure,
        "fold": {"id": record.fold, "name": ticket.fold},
        "profile": {"id": record.profile, "name": ticket.profile},
        "standard": ticket.standard or None,
        "without": _NOT,
        "output_intent": ticket.output_intent or None,
        "pages": ticket.pages,
        "quantity": ticket.quantity,
        "drafts_left_out": ticket.drafts,
        "missing": ticket.missing,
        "leaflets": [_entry(item, ticket.quantity) for item in ticket.items],
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(item: Item, quantity: int) -> dict[str, object]:
    record = item.record
    return {
        "pages": [item.first, item.last],
        "quantity": quantity,
        "clinic": record.clinic,
        "clinic_name": item.clinic_name,
        "language": record.language,
        "version": record.version,
        "review": record.review.isoformat(),
        "file": record.file,
        "sha256": record.sha256,
        "sheet": asdict(item.sheet),
        "trim": asdict(item.trim),
        "warnings": _warnings(record),
    }


def _warnings(record: FileRecord) -> list[str]:
    return [
        f"{finding.message} ({finding.code})"
        for finding in record.findings
        if finding.severity >= Severity.WARNING
    ]


def as_html(ticket: Ticket) -> bytes:
    """Return a ticket as a page that can be read and printed anywhere."""
    record = ticket.items[0].record
    facts = {
        "File": f"{ticket.file}, {ticket.size:,} bytes",
        "Part": "{} of {}".format(*ticket.part),
        "SHA-256": ticket.sha256,
        "Made": ticket.made.isoformat(),
        "Leaflet": f"{record.brochure}, {ticket.fold} ({record.fold})",
        "For": ticket.profile,
        "Standard": ticket.standard or "none claimed",
        "Output intent": ticket.output_intent or "none: the file is RGB",
        "Trim": ", ".join(sorted({_shown(item.trim) for item in ticket.items})),
        "Sheet with bleed and marks": ", ".join(sorted({_shown(i.sheet) for i in ticket.items})),
        "Pages": f"{ticket.pages}, printed on both sides where a leaflet has two",
        "Copies of each leaflet": str(ticket.quantity),
        "Left out": _NOT + (f"; {ticket.drafts} drafts" if ticket.drafts else ""),
        "Missing": ", ".join(ticket.missing) or "nothing",
    }
    title = f"Job ticket: {ticket.file}"
    rows = "".join(f"<tr><th>{escape(k)}<td>{escape(v)}\n" for k, v in facts.items())
    items = "".join(_row(item, ticket.quantity) for item in ticket.items)
    heads = "".join(f"<th>{head}" for head in _HEADS)
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n"
        f"<h1>{escape(title)}</h1>\n<table>\n{rows}</table>\n"
        f"<table>\n<tr>{heads}\n{items}</table>\n"
    )
    return page.encode()


def _row(item: Item, quantity: int) -> str:
    record = item.record
    pages = f"{item.first}–{item.last}" if item.last > item.first else str(item.first)
    clinic = f"{item.clinic_name} ({record.clinic})"
    cells = (pages, str(quantity), clinic, record.language, record.version, record.file)
    plain = "".join(f'<td dir="auto">{escape(cell)}' for cell in cells)
    return f"<tr>{plain}<td>{record.sha256}<td>{escape(' '.join(_warnings(record)))}\n"


def _shown(size: Size) -> str:
    return f"{size.width:g} × {size.height:g} mm"
