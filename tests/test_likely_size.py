"""The size tried first: a function of the text, near to the one that fits."""

from __future__ import annotations

import pytest

from printshop.compose import compose
from printshop.fingerprint import Fingerprints
from printshop.folds import FOLDS
from printshop.load import load_library
from printshop.messages import load_catalogs
from printshop.model import Layout, Markup
from printshop.plan import Request, plan
from printshop.render import lay_out
from printshop.render.copyfit import body_sizes
from printshop.render.likely_size import likely_size
from printshop.translate import translate

from .real import FONTS, ROOT

SIZES = body_sizes(6, 20, 0.25)
WORDS = "Needles make narrow channels and the body repairs the skin from within. "


def markup(story: str, fold: str = "trifold", wide_cover: bool = False) -> Markup:
    return Markup(
        html=f'<html><body><section class="text plain">{story}</section></body></html>',
        sheets=('html { font-family: "Noto Sans"; line-height: 1.4 }',),
        assets={},
        fold=FOLDS[fold],
        layout=Layout(6, 20, 0.25, 8.5, wide_cover),
        fonts_folder=str(FONTS),
        fonts=(),
        links={},
    )


def likely(story: str, fold: str = "trifold") -> float:
    index = likely_size(markup(story, fold), SIZES)
    assert index is not None
    return SIZES[index]


# --- the text alone ------------------------------------------------------------------------------

STORY = f"<h2>How?</h2><p>{WORDS * 50}</p>"


def test_more_text_is_likely_to_be_smaller() -> None:
    sizes = [likely(f"<p>{WORDS * count}</p>") for count in (20, 40, 60, 80, 120)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(sizes)


def test_pictures_headings_and_paragraphs_take_room() -> None:
    assert likely(STORY + "<img src='asset:a.svg'>") < likely(STORY)
    assert likely(f"<h2>{WORDS * 10}</h2>{STORY}") < likely(f"<p>{WORDS * 10}</p>{STORY}")
    divided = "".join(f"<p>{WORDS}</p>" for _ in range(50))
    assert likely(divided) < likely(f"<p>{WORDS * 50}</p>")


def test_what_takes_no_room_of_its_own_is_not_counted() -> None:
    label = f'<p class="label" style="top: 0">{WORDS * 20}</p>'
    assert likely(STORY + label) == likely(STORY)
    assert likely(STORY.replace("channels", "chan\u00adnels")) == likely(STORY)
    assert likely(STORY.replace("body", "<em>body</em>")) == likely(STORY)
    assert likely(f"<p>{'कक ' * 900}</p>") == likely(f"<p>{'कंकं ' * 900}</p>")


def test_wide_characters_are_likely_to_be_smaller() -> None:
    assert likely(f"<p>{'針で細い穴' * 200}</p>") < likely(f"<p>{'needl' * 200}</p>")


def test_sizes_end_where_they_end() -> None:
    assert likely(f"<p>{WORDS}</p>") == SIZES[-1]
    assert likely(f"<p>{WORDS * 2000}</p>") == SIZES[0]


def test_nothing_is_likely_where_the_room_is_not_known() -> None:
    assert likely_size(markup(STORY, "sheet"), SIZES) is None
    assert likely_size(markup(STORY, wide_cover=True), SIZES) is None
    assert likely_size(markup(""), SIZES) is None


# --- the shipped texts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag", ["en", *(pytest.param(tag, marks=pytest.mark.slow) for tag in ("ja", "he", "ar", "hi"))]
)
def test_it_is_what_fits_or_the_next_one(tag: str) -> None:
    library = load_library(ROOT)
    catalogs, _ = load_catalogs(ROOT, library.languages)
    request = Request(languages=(tag,), folds=("trifold",), profiles=("screen",), draft=True)
    (edition,) = plan(library, catalogs, request, Fingerprints("test")).jobs[0].editions
    composed = compose(edition, translate(edition)[0])
    layout = composed.layout
    sizes = body_sizes(layout.smallest, layout.largest, layout.step)
    index = likely_size(composed, sizes)
    assert index is not None
    assert 0 <= index - sizes.index(lay_out(composed).fit.body) <= 1
