"""The order ticket: what a print firm is to print, on what, and how often; HTML and JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from html import escape

FORMAT = 1

_STYLE = (
    ":root{color-scheme:light}body{font:11pt/1.45 system-ui,sans-serif;max-width:48rem;"
    "margin:2rem auto;padding:0 1rem;color:#14242b}h1{font-size:1.5rem}h2{font-size:1.1rem}"
    "table{border-collapse:collapse;inline-size:100%;margin:1rem 0}"
    "th,td{border-bottom:1px solid #9db0b6;padding:.4rem .75rem .4rem 0;text-align:start;"
    "vertical-align:top}td{overflow-wrap:anywhere}.number{text-align:end}"
    "code{font-size:.8rem}.wide{overflow-x:auto}@media print{body{margin:0}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_HEADS = ("Language", "Copies", "File", "Its pages", "SHA-256")


@dataclass(frozen=True, slots=True)
class Line:
    """A language of an order: its file, how many copies of it, and what the file is."""

    language: str
    name: str
    copies: int
    format: str
    file: str
    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class OrderTicket:
    """What a print firm asks about an order; sizes are (width, height) in mm.

    ``left_out`` are the languages that were ordered and are not ready.
    """

    brochure: str
    title: str
    version: str
    clinic: str
    clinic_name: str
    made: date
    fold: str
    large_print: float | None
    trim: tuple[float, float]
    sheet: tuple[float, float]
    bleed: float
    sides: int
    paper: str
    output_intent: str
    standard: str
    preflight: str
    lines: tuple[Line, ...]
    left_out: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many copies there are to print."""
        return sum(line.copies for line in self.lines)


def as_json(ticket: OrderTicket) -> bytes:
    """Return a ticket as JSON, lengths in mm."""
    values = {"format": FORMAT, **asdict(ticket), "made": ticket.made.isoformat()}
    values["total"] = ticket.total
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def as_html(ticket: OrderTicket) -> bytes:
    """Return a ticket as a page that can be read and printed anywhere; it fetches nothing."""
    title = f"Print order: {ticket.title}"
    facts = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td dir="auto">{escape(value)}</td></tr>\n'
        for name, value in _facts(ticket).items()
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    lines = "".join(map(_line, ticket.lines))
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n<table>\n{facts}</table>\n<h2>What to print</h2>\n"
        f'<div class="wide"><table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}</tbody>\n'
        f'<tfoot><tr><th scope="row">Together</th><td class="number">{ticket.total:,}</td>'
        '<td colspan="3"></td></tr></tfoot>\n</table></div>\n</main>\n</body>\n</html>\n'
    )
    return page.encode()


def _facts(ticket: OrderTicket) -> dict[str, str]:
    large = f", large print ({ticket.large_print:g} pt)" if ticket.large_print else ""
    facts = {
        "For": ticket.clinic_name,
        "Leaflet": f"{ticket.title}, version {ticket.version}{large}",
        "Date": ticket.made.isoformat(),
        "Format": "; ".join(sorted({line.format for line in ticket.lines})),
        "Flat sheet, trimmed": _shown(ticket.trim),
        "Page in the file": f"{_shown(ticket.sheet)}, with marks and {ticket.bleed:g} mm of bleed",
        "Printed on": "both sides" if ticket.sides > 1 else "one side",
        "Paper": ticket.paper,
        "Printing condition": ticket.output_intent,
        "Files": ticket.standard,
        "Preflight": f"see {ticket.preflight}",
    }
    if ticket.left_out:
        facts["Not in this order"] = ", ".join(ticket.left_out)
    return facts


def _line(line: Line) -> str:
    file = escape(line.file).replace(".", ".<wbr>")
    return (
        f'<tr><th scope="row">{escape(line.name)}</th><td class="number">{line.copies:,}</td>'
        f'<td>{file}</td><td class="number">{line.pages}</td>'
        f"<td><code>{line.sha256}</code></td></tr>\n"
    )


def _shown(size: tuple[float, float]) -> str:
    return "{:g} × {:g} mm".format(*size)
