"""WeasyPrint behind a fence: only our fonts, only our pictures, and every warning a finding."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from html import escape
from pathlib import Path
from threading import Lock
from typing import Any

from ..errors import BrochureError
from ..findings import Finding, Severity
from ..folds import Fold
from ..model import Markup
from .copyfit import Fitted, Room, body_sizes, copyfit
from .drawings import drawing
from .fetcher import BASE_URL, asset_fetcher_class
from .font_folder import font_configuration
from .given_up import GivenUpError, Hopeless, giving_up, more_pages_than
from .laid_out import LaidOut
from .library_check import require_libraries
from .likely_size import likely_size
from .lines_once import lines_once
from .proof import Proof
from .start import layout_engine
from .style_sheets import style_sheet

PREFERENCE = "data-preference="
TITLE = 'class="title"'
BLANK_PANELS = "<!-- blank panels -->"
KEPT_TOGETHER = 1800.0  # square mm of a panel that stay empty because a block moved on whole
_VARIANT = "pdf/ua-1"
_ONE_AT_A_TIME = Lock()  # a layout changes functions of the library while it lasts


def lay_out(
    markup: Markup, remembered: tuple[float, int] | None = None, blank: bool = False
) -> Proof:
    """Lay a leaflet out at the largest body size that fits its panels.

    ``remembered`` is the body size and alignment that copyfit found for the same markup before.
    Of a ``blank`` leaflet the proof says whether its slots stand apart.
    Overset, words that reach out of their column and warnings of the engine are findings.
    """
    engine = _engine(markup.fonts_folder)
    layouts = _Layouts(engine, markup, blank)
    room = _room(markup)
    fitted = copyfit(room, layouts.trial, remembered)
    blanks = room.panels - len(fitted.trial.uses)
    if blanks > 0:
        filled = layouts.trial(fitted.body, fitted.alignment, blanks=blanks)
        fitted = replace(fitted, trial=filled)
    proof = _proof(replace(fitted, layouts=layouts.count), blanks, markup.fold)
    return replace(proof, apart=layouts.apart)


def _room(markup: Markup) -> Room:
    layout, fold = markup.layout, markup.fold
    widest = max(panel.width for panel in fold.panels)
    area = (widest - 2 * layout.margin) * (fold.sheet.height - 2 * layout.margin)
    sizes = body_sizes(layout.smallest, layout.largest, layout.step)
    return Room(
        sizes,
        len(fold.panels),
        markup.html.count(PREFERENCE),
        KEPT_TOGETHER / area,
        likely_size(markup, sizes),
    )


def _proof(fitted: Fitted[LaidOut], blanks: int, fold: Fold) -> Proof:
    from weasyprint.document import Page

    from .boxes import even_out
    from .sideways import sideways_overflows

    trial = fitted.trial
    findings = [*_engine_findings(trial.warnings), *_blank_findings(blanks, fold)]
    page_boxes = trial.pages
    findings += [
        Finding(
            "layout.sideways",
            Severity.ERROR,
            f"'{overflow.text}' on panel {overflow.page} is {overflow.by:.1f} mm too wide for its "
            "column. Use a shorter word, or give it a place to break with a soft hyphen.",
        )
        for overflow in sideways_overflows(page_boxes)
    ]
    if trial.fits:
        for page_box, after in zip(page_boxes, (*page_boxes[1:], None), strict=True):
            even_out(page_box, after)
        trial.document.pages = [Page(page_box) for page_box in page_boxes]
    return Proof(trial.document, trial.fit(fitted), tuple(findings))


def _own_panel(preference: int) -> str:
    return f'[data-preference="{preference}"] {{ break-before: page }}'


def _blank_findings(blanks: int, fold: Fold) -> list[Finding]:
    if blanks <= 0:
        return []
    message = f"Empty panels: {blanks}. Give sections their own panels, or choose another fold."
    # A booklet has as many pages as its sheets have, needed or not.
    severity = Severity.INFO if fold.caliper else Severity.WARNING
    return [Finding("layout.blank-panel", severity, message)]


def write(proof: Proof) -> tuple[bytes, tuple[Finding, ...]]:
    """Write a proof as tagged PDF (PDF/UA-1), a page for each panel with bleed all round.

    What the engine warns of while drawing, such as characters without a glyph, are findings.
    """
    from .structure import write_tagged

    with _recording() as warnings:
        pdf, findings = write_tagged(proof.document, _VARIANT)
    return pdf, (*findings, *_engine_findings(warnings))


def write_quickly(proof: Proof, pages: Sequence[int]) -> bytes:
    """Write some pages of a proof, counted from 0, as PDF without tags: to look at, not to keep.

    What is drawn is most of the work, so it pays to ask for few. What the engine warns of is lost.
    """
    with _recording():
        chosen = proof.document.copy([proof.document.pages[page] for page in pages])
        pdf: bytes = chosen.write_pdf()
    return pdf


# What the engine's warnings mean; the first text that is in one decides.
_WARNINGS = (
    (".notdef", "text.notdef", Severity.ERROR),
    ("Failed to load", "layout.missing-picture", Severity.ERROR),
    ("Failed to render", "layout.missing-picture", Severity.ERROR),
    ("", "layout.warning", Severity.WARNING),
)


def _engine_findings(warnings: Sequence[str]) -> tuple[Finding, ...]:
    findings = []
    for warning in dict.fromkeys(warnings):
        code, severity = next((c, s) for text, c, s in _WARNINGS if text in warning)
        findings.append(Finding(code, severity, f"The layout engine says: {warning}"))
    return tuple(findings)


def warm_up(fonts_folder: str) -> None:
    """Have ready what the engine loads at first use: fonts, style sheets, dictionaries."""
    engine = _engine(fonts_folder)
    text = '<html lang="en"><body style="hyphens: auto"><h1>Warm</h1><p>hands</p></body></html>'
    with _recording():
        engine.html(text, {}).render(font_config=engine.fonts).write_pdf()


def draft_mark(word: str, fonts_folder: str) -> bytes:
    """Return a one-page PDF, 100 by 32 mm, with a word that covers what it is laid over lightly.

    Its letters darken a light ground; their outline lightens a dark one.
    """
    engine = _engine(fonts_folder)
    html = (
        "<style>@page { size: 100mm 32mm; margin: 0 } body { margin: 0 } svg { display: block }"
        '</style><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 32" width="100mm" '
        'height="32mm"><text x="50" y="27.6" text-anchor="middle" font-family="Source Sans 3" '
        'font-weight="bold" font-size="35" fill="#000" fill-opacity="0.12" stroke="#fff" '
        f'stroke-width="0.8" stroke-opacity="0.4">{escape(word)}</text></svg>'
    )
    document: bytes = engine.html(html, {}).write_pdf(font_config=engine.fonts)
    return document


class _Layouts:
    """The layouts tried for one leaflet; a title too wide for its panel is set smaller in all."""

    def __init__(self, engine: _Engine, markup: Markup, blank: bool) -> None:
        self._engine, self._markup = engine, markup
        self.apart = blank
        self._rules = ""
        # Read once for all layouts of this leaflet.
        self._pictures = _drawings(markup)
        self._html: dict[int, Any] = {}
        self.count = 0

    def trial(self, body: float, alignment: int, briefly: bool = False, blanks: int = 0) -> LaidOut:
        from .boxes import narrowest_title
        from .places import slots_apart

        trial = self._trial(body, alignment, briefly, blanks)
        size = narrowest_title(trial.pages)
        if size is not None and not self._rules:
            self._rules = f".title {{ font-size: {size - 0.05:.2f}px !important }}"
            trial = self._trial(body, alignment, briefly, blanks)
        if trial.document:
            self.apart = self.apart and slots_apart(trial.document)
        return trial

    def _trial(self, body: float, alignment: int, briefly: bool, blanks: int) -> LaidOut:
        self.count += 1
        own = (_own_panel(i) for i in range(1, alignment + 1))
        rules = "\n".join((_size_rule(body), *own, self._rules))
        markup = self._markup
        if blanks not in self._html:
            text = _with_blanks(markup, blanks)
            self._html[blanks] = self._engine.html(text, markup.assets)
        hopeless = self._hopeless(briefly)
        return self._engine.trial(self._html[blanks], markup, rules, self._pictures, hopeless)

    def _hopeless(self, briefly: bool) -> Hopeless:
        """Return what tells that a layout has to be made again, or of a brief one that it fails."""
        from .boxes import narrowest_title

        too_long = more_pages_than(len(self._markup.fold.panels))
        only_title = self._markup.html.count(TITLE) == 1 and not self._rules

        def hopeless(context: Any, root: Any, pages: Sequence[Any]) -> bool:
            if only_title and narrowest_title(tuple(pages[-1:])) is not None:
                return True
            return briefly and too_long(context, root, pages)

        return hopeless


def _size_rule(body: float) -> str:
    return f"html {{ font-size: {body}pt }}"


def _with_blanks(markup: Markup, count: int) -> str:
    blank = '<section style="break-before: page"></section>'
    return markup.html.replace(BLANK_PANELS, blank * count)


def _drawings(markup: Markup) -> dict[str, Any]:
    """Return the drawings of a leaflet as the engine asks for them, those it may share."""
    files = ((n, data) for n, data in markup.assets.items() if n.endswith(".svg"))
    return {f"asset:{name}": drawn for name, data in files if (drawn := drawing(data))}


# --- WeasyPrint ----------------------------------------------------------------------------------


class _Engine:
    """WeasyPrint with one set of fonts, shared by all leaflets of a process."""

    def __init__(self) -> None:
        self._weasyprint = layout_engine()
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = FontConfiguration()
        self._style_sheet = lru_cache(maxsize=64)(lambda css: style_sheet(css, self.fonts))
        self._fetcher = asset_fetcher_class()

    def parse(self, css: str) -> Any:
        """Read a style sheet, and warn of what is wrong in it."""
        return self._weasyprint.CSS(string=css, font_config=self.fonts)

    def style_sheets(self, *sheets: str) -> list[Any]:
        """Return style sheets as the engine takes them, those that it was given before as known."""
        return [self._style_sheet(css) for css in sheets]

    def html(self, text: str, assets: Mapping[str, bytes]) -> Any:
        return self._weasyprint.HTML(
            string=text, base_url=BASE_URL, url_fetcher=self._fetcher(assets)
        )

    def trial(
        self,
        html: Any,
        markup: Markup,
        rules: str,
        pictures: dict[str, Any],
        hopeless: Hopeless = lambda *_: False,
    ) -> LaidOut:
        """Lay a leaflet out, or give up after a page that leaves no hope."""
        from .boxes import page_uses

        panels = len(markup.fold.panels)
        sheets = self.style_sheets(*markup.sheets, rules)
        with _ONE_AT_A_TIME, _recording() as warnings, giving_up(html, hopeless), lines_once():
            try:
                document = html.render(
                    font_config=self.fonts, stylesheets=sheets, pdf_variant=_VARIANT, cache=pictures
                )
            except GivenUpError as error:
                return LaidOut(None, error.pages, (), panels, ())
        pages = tuple(page._page_box for page in document.pages)
        return LaidOut(document, pages, page_uses(pages), panels, tuple(warnings))


@lru_cache(maxsize=1)
def _engine(fonts_folder: str) -> _Engine:
    """Start WeasyPrint with one folder of fonts and no others; a process can have only one."""
    if not any(Path(fonts_folder).rglob("*.[to]tf")):
        raise BrochureError(f"There is no font in {fonts_folder}.")  # Pango would crash
    require_libraries()
    os.environ["FONTCONFIG_FILE"] = font_configuration(fonts_folder)
    return _Engine()


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _recording() -> Iterator[list[str]]:
    """Collect what WeasyPrint warns about, instead of printing it."""
    logger = logging.getLogger("weasyprint")
    handler, handlers = _Recorder(), logger.handlers
    logger.handlers, propagate = [handler], logger.propagate
    logger.propagate = False
    try:
        yield handler.messages
    finally:
        logger.handlers, logger.propagate = handlers, propagate
