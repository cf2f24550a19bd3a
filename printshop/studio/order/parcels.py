"""What is handed out of an order: the zip for the print firm, and files for the office printer."""

from __future__ import annotations

from ...checking import as_html as preflight_page
from ...clock import today
from ...packages import archive
from ..texts import SOURCE, Texts
from .choices import Order, name_of
from .files import File
from .making import Making, Part
from .ticket import Line, OrderTicket, as_html, as_json
from .verdict import Verdict, verdict

PREFLIGHT = "preflight.html"


def verdict_on(part: Part, t: Texts) -> Verdict:
    """Judge a language of an order that is made."""
    unchecked = len(part.report.not_checked) if part.report else 0
    unreadable = bool(part.report and part.report.error)
    made = part.press is not None and part.report is not None and not unreadable
    failed = bool(part.failure) or unreadable
    return verdict(t, part.state, part.findings, made, failed, unchecked)


def ready(making: Making, t: Texts) -> tuple[Part, ...]:
    """Return the languages of an order that may go to the print firm."""
    return tuple(part for part in making.parts if part.press and verdict_on(part, t).ready)


def for_printer(making: Making, parts: tuple[Part, ...]) -> bytes:
    """Return the zip for the print firm; the same files give the same bytes."""
    files = [part.press for part in parts if part.press]
    reports = [part.report for part in parts if part.report]
    ticket = _ticket(making, parts)
    return archive(
        (
            ("order.html", as_html(ticket)),
            ("order.json", as_json(ticket)),
            (PREFLIGHT, preflight_page(reports).encode()),
            *((file.name, file.path.read_bytes()) for file in files),
        )
    )


def for_office(making: Making) -> bytes:
    """Return the office files of all languages as a zip."""
    files = [part.office for part in making.parts if part.office]
    return archive((file.name, file.path.read_bytes()) for file in files)


def parcel_name(order: Order, kind: str) -> str:
    """Return the name of a zip; ``kind`` says for whom it is."""
    return f"{order.offer.brochure.id}-{order.offer.clinic.id}-{order.format.id}-{kind}.zip"


def _ticket(making: Making, parts: tuple[Part, ...]) -> OrderTicket:
    order = making.order
    brochure, clinic = order.offer.brochure, order.offer.clinic
    files = [part.press for part in parts if part.press]
    first: File = files[0]
    profile, intent = first.edition.profile, first.edition.output_intent
    shown = {part.language.tag for part in parts}
    return OrderTicket(
        brochure=brochure.id,
        title=order.offer.title,
        version=brochure.version,
        clinic=clinic.id,
        clinic_name=clinic.name,
        made=today(),
        fold=first.edition.fold.id,
        large_print=order.format.large_print,
        trim=first.trim,
        sheet=first.sheet,
        bleed=profile.bleed,
        sides=min(2, max(file.pages for file in files)),
        paper=f"{order.paper.kind} paper".strip(),
        output_intent=f"{intent.identifier} ({intent.description})",
        standard=profile.standard,
        preflight=PREFLIGHT,
        lines=tuple(_line(order, part.press) for part in parts if part.press),
        left_out=tuple(name_of(own, SOURCE) for own in order.languages if own.tag not in shown),
    )


def _line(order: Order, file: File) -> Line:
    tag = file.edition.language.tag
    return Line(
        language=tag,
        name=name_of(file.edition.language, SOURCE),
        copies=order.copies[tag],
        format=file.format,
        file=file.name,
        sha256=file.sha256,
        size=file.size,
        pages=file.pages,
    )
