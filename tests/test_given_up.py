"""Layouts that are given up: those of no use, and as soon as that is certain."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest
from weasyprint import layout

from printshop.folds import FOLDS
from printshop.model import Layout, Markup
from printshop.render.engine import _engine
from printshop.render.given_up import more_pages_than
from printshop.render.laid_out import LaidOut

from .real import FONTS

WORDS = "Needles make narrow channels and the body repairs the skin from within. "
PAGES = "@page { size: 60mm 60mm; margin: 5mm } body, p { margin: 0 }"
OWN = "section { break-before: page }"
COLUMNS = ".story { column-count: 2; column-gap: 5mm }"
PANELS = 6


def markup(story: str, css: str = OWN) -> Markup:
    return Markup(
        html=f"<body><p>Cover</p><div class='story'>{story}</div><section>Contact</section></body>",
        sheets=(f'html {{ font-family: "Noto Sans" }} {PAGES} {css}',),
        assets={},
        fold=FOLDS["trifold"],
        layout=Layout(9, 12, 0.25, 10),
        fonts_folder=str(FONTS),
        fonts=(),
        links={},
    )


@lru_cache(maxsize=64)
def trial(story: str, css: str = OWN, briefly: bool = True) -> LaidOut:
    engine, leaflet = _engine(str(FONTS)), markup(story, css)
    html = engine.html(leaflet.html, leaflet.assets)
    hopeless = (more_pages_than(PANELS),) if briefly else ()
    return engine.trial(html, leaflet, "html { font-size: 10pt }", {}, *hopeless)


def texts(pages: tuple[Any, ...]) -> list[list[str]]:
    return [[b.text for b in page.descendants() if hasattr(b, "text")] for page in pages]


@pytest.mark.parametrize(
    "css",
    [OWN, "", *(pytest.param(css, marks=pytest.mark.slow) for css in (OWN + COLUMNS, COLUMNS))],
)
def test_giving_up_says_what_laying_out_says(css: str) -> None:
    said = set()
    for count in range(6, 60, 6):
        story = f"<p>{WORDS * 3}</p>" * (count // 3)
        brief, whole = trial(story, css), trial(story, css, briefly=False)
        assert brief.fits is whole.fits is (len(whole.pages) <= PANELS)
        assert texts(brief.pages) == texts(whole.pages)[: len(brief.pages)]
        assert brief.fits is (brief.document is not None)
        said.add(brief.fits)
    assert said == {True, False}


def test_pages_that_have_to_come_are_not_waited_for() -> None:
    long = f"<p>{WORDS}</p>" * 60
    assert len(trial(long, css="").pages) == PANELS
    assert len(trial(long).pages) == PANELS - 1  # the contact takes one more


def test_only_parts_that_begin_on_new_pages_for_certain_are_counted() -> None:
    story = f"<p>{WORDS}</p>" * 60
    floats = OWN + ".story { float: left }"
    assert len(trial(story, css=floats).pages) == PANELS
    nested = "section { break-before: auto } section p { break-before: page }"
    assert len(trial(story, css=nested).pages) == PANELS


def test_text_that_tells_how_many_pages_there_are_is_set_to_its_end() -> None:
    told = OWN + ".story::before { content: counter(pages) }"
    brief = trial(f"<p>{WORDS}</p>" * 60, css=told)
    assert len(brief.pages) > PANELS
    assert brief.document is not None
    assert not brief.fits


def test_nothing_stays_of_it() -> None:
    make_all_pages = layout.make_all_pages
    assert not trial(f"<p>{WORDS}</p>" * 60).fits
    assert layout.make_all_pages is make_all_pages
