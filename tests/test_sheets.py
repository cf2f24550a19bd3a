"""Style sheets in parts: set as one, and what languages share is read once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from printshop.compose import compose
from printshop.model import Markup
from printshop.render import lay_out, write
from printshop.render.engine import _engine
from printshop.translate import translate

from .real import ROOT
from .shops import planned


@cache
def markup(language: str) -> Markup:
    jobs = planned(ROOT, language).jobs
    edition = next(job.editions[0] for job in jobs if job.editions[0].fold.id == "trifold")
    return compose(edition, translate(edition)[0])


def test_languages_share_the_sheets_of_their_theme() -> None:
    dutch, arabic = markup("nl"), markup("ar")
    assert dutch.sheets[-1] == arabic.sheets[-1]
    assert dutch.sheets[:-1] != arabic.sheets[:-1]
    engine = _engine(dutch.fonts_folder)
    one, other = (engine.style_sheets(*leaflet.sheets) for leaflet in (dutch, arabic))
    assert one[-1] is other[-1]
    assert one[-2] is not other[-2]


def test_in_parts_they_are_as_strong_as_in_one() -> None:
    leaflet = markup("en")
    rule = "html { line-height: 1.2 }"  # which the language's own sheet has, too
    files = []
    for sheets in ((rule, *leaflet.sheets), (*leaflet.sheets, rule)):
        parts, whole = (replace(leaflet, sheets=s) for s in (sheets, ("\n".join(sheets),)))
        pdf = write(lay_out(parts))[0]
        assert pdf == write(lay_out(whole))[0]
        files.append(pdf)
    assert files[0] != files[1]  # the last one is stronger
