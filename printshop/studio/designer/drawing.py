"""Edition -> Drawing: its panels with bleed, spreads under them, and all that is found on the way.

Done in the renderer's process. Text that does not fit is drawn too, on panels that there are not.
"""

from __future__ import annotations

import io
import json
import traceback
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ...compose import compose, paint
from ...errors import InputError
from ...findings import Finding, Place, Severity
from ...folds import Fold, Panel
from ...impose import impose
from ...model import Copy, Edition, Fit, Markup
from ...preflight import foreign_fonts, missing_glyphs
from ...profiles import LAYOUT_BLEED, Profile
from ...render import Proof, lay_out, spread_pages, write
from ...render.places import TextBox
from ...render.style_check import style_faults
from ...translate import translate
from ..preview import PanelPicture, Remembered, pictures, trimmed_boxes
from .spots import Entry, Spotted, spotted

ROW_DPI = 110  # in the rows of all languages
LARGE_DPI = 220  # one panel by itself, bleed included
_TABLE = Profile(id="table", name="panels with bleed", imposed=False, bleed=LAYOUT_BLEED)
_ABOUT, _PANELS = "about.json", "panels.pdf"


@dataclass(frozen=True)
class Drawn:
    """A leaflet on the designer's table; ``packed`` is what ``about`` and ``picture`` read."""

    packed: bytes


@dataclass(frozen=True)
class Undrawable:
    """Why a leaflet cannot be drawn."""

    findings: tuple[Finding, ...]


def draw(edition: Edition, remembered: Remembered | None = None) -> Drawn | Undrawable:
    """Lay an edition out and picture its panels.

    ``remembered`` is the size and alignment that copyfit found for the very same layout.
    """
    try:
        return Drawn(_drawn(edition, remembered))
    except InputError as error:
        return Undrawable(error.findings)
    except Exception as error:
        return Undrawable((_stopped(error), *_style_findings(edition)))


def fits(editions: tuple[Edition, ...]) -> tuple[Fit | None, ...]:
    """Return how editions fit; None for those that cannot be laid out."""
    from ...pipeline import measure
    from ...plan import Job

    return tuple(measure(Job((edition,), ("",), ""))[0].fit for edition in editions)


def _drawn(edition: Edition, remembered: Remembered | None) -> bytes:
    copy, findings = translate(edition)
    findings += missing_glyphs(edition, copy)
    markup, proof = _laid_out(edition, copy, remembered)
    pages, warnings = write(proof)
    under = edition.brochure.spreads.get(markup.fold.id, ())
    spreads, troubles = spread_pages(under, markup, edition.theme.colours)
    fold = _with_extra_panels(markup.fold, len(proof.document.pages))
    pdf = impose(pages, fold, _TABLE, markup.links, spreads=spreads)
    warnings += troubles + foreign_fonts(pages, edition.theme.families)
    boxes = trimmed_boxes(proof)
    found = (
        *spotted((*_style_findings(edition), *findings, *warnings), boxes),
        *_layout_findings(proof, copy.plain, boxes),
    )
    row = tuple(pictures(pdf, ROW_DPI, LAYOUT_BLEED))
    return _packed(_about(markup, proof.fit, row, found), pdf, row)


def _laid_out(edition: Edition, copy: Copy, remembered: Remembered | None) -> tuple[Markup, Proof]:
    """Lay an edition out in its fold, or in the first of the roomier ones that holds it."""
    for fold in edition.fold.sizes:
        markup = compose(replace(edition, fold=fold), copy)
        proof = lay_out(markup, remembered)
        if not proof.fit.lines_over:
            break
    return markup, proof


def _with_extra_panels(fold: Fold, pages: int) -> Fold:
    """Return a fold with a loose panel for every page that it has no panel for."""
    count, widest = len(fold.panels), max(panel.width for panel in fold.panels)
    extra = (Panel(number, widest) for number in range(count + 1, pages + 1))
    return replace(fold, sides=(*fold.sides, *((panel,) for panel in extra)))


# --- findings ------------------------------------------------------------------------------------


def _layout_findings(
    proof: Proof, plain: Mapping[str, str], boxes: tuple[TextBox, ...]
) -> tuple[Spotted, ...]:
    """Return what the layout says; words that are too wide with the boxes of their texts."""
    from ...render.sideways import sideways_overflows

    overflows = sideways_overflows(tuple(page._page_box for page in proof.document.pages))
    wide = iter(overflows)
    found: list[Spotted] = []
    for finding in proof.findings:
        near: list[TextBox] = []
        if finding.code == "layout.sideways":
            over = next(wide)
            near = [
                replace(box, key=finding.place.key)
                for box in boxes
                if box.page == over.page and over.text in plain.get(box.key, "")
            ]
        found += spotted((finding,), near)
    return tuple(found)


def _style_findings(edition: Edition) -> Iterator[Finding]:
    theme = edition.theme
    names = ["base.css", f"{edition.fold.layout}.css"]
    names += ["large-print.css"] if edition.large_print else []
    for name in names:
        css = paint(theme.style_sheets[name], theme.colours)
        for fault in style_faults(css, theme.fonts_folder):
            place = Place(f"styles/{theme.id}/{name}", fault.line)
            yield Finding("style.ignored", Severity.WARNING, fault.message, place)


def _stopped(error: Exception) -> Finding:
    """Say what stopped the drawing, and in which line of a template if it was one."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame for frame in frames if frame.filename.endswith(".html")]
    name = f"{type(error).__name__}: {error}".removesuffix(": ")
    if lines:
        place = Place(f"templates/{lines[-1].filename}", lines[-1].lineno or 0)
        message = f"The template cannot be filled in: {name}. Mend it."
        return Finding("template.error", Severity.ERROR, message, place)
    message = f"The layout engine gave up: {name}. Take back what you changed last."
    return Finding("layout.stopped", Severity.ERROR, message)


# --- what is kept --------------------------------------------------------------------------------


def _about(
    markup: Markup, fit: Fit, row: tuple[PanelPicture, ...], found: tuple[Spotted, ...]
) -> Entry:
    own = len(markup.fold.panels)
    return {
        "panels": [
            {"width": picture.size.width, "height": picture.size.height, "extra": number > own}
            for number, picture in enumerate(row, 1)
        ],
        "fit": fit_entry(fit),
        "findings": [each.entry() for each in found],
    }


def fit_entry(fit: Fit) -> Entry:
    """Return a fit as scripts take it: sizes in points, what is full from 0 to 1."""
    return {
        "body": fit.body,
        "fill": fit.fill,
        "linesOver": fit.lines_over,
        "panelFill": list(fit.panel_fill),
        "alignment": fit.alignment,
    }


def _packed(about: Entry, pdf: bytes, row: tuple[PanelPicture, ...]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(_ABOUT, json.dumps(about))
        file.writestr(_PANELS, pdf)
        for number, picture in enumerate(row, 1):
            file.writestr(f"{number}.png", picture.png)
    return buffer.getvalue()


def about(packed: bytes) -> Entry:
    """Return what is known of a drawing."""
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        found: Entry = json.loads(file.read(_ABOUT))
    return found


def is_overset(about: Entry) -> bool:
    """Tell whether a drawing has text that does not fit."""
    return any(panel["extra"] for panel in about["panels"])


def picture(packed: bytes, number: int) -> bytes | None:
    """Return the picture of a panel as it stands in its row; None where there is no such panel."""
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        name = f"{number}.png"
        return file.read(name) if name in file.namelist() else None


def large_picture(packed: bytes, number: int) -> bytes | None:
    """Return a large picture of a panel with the bleed around it."""
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        pdf = file.read(_PANELS)
    found = (each.png for at, each in enumerate(pictures(pdf, LARGE_DPI), 1) if at == number)
    return next(found, None)
