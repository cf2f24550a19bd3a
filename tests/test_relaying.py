"""Leaflets of which one panel is laid out anew are those that are laid out as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printshop import pipeline
from printshop.cli.workspace import create
from printshop.compose import compose
from printshop.findings import Finding, Severity
from printshop.fingerprint import Fingerprints
from printshop.imprint import run, setting
from printshop.imprint.proofing import prove
from printshop.imprint.run import blank_edition
from printshop.imprint.store import ShellStore, StampStore
from printshop.load import load_library
from printshop.messages import load_catalogs
from printshop.model import Artifact, Edition, Markup
from printshop.plan import Request, plan
from printshop.render import Proof, lay_out, write
from printshop.render.relaying import lay_out_again
from printshop.translate import translate

from .real import ROOT
from .shops import CLINIC

SIZE = (9.5, 0)


def edition(tag: str, fold: str = "trifold") -> Edition:
    library = load_library(ROOT)
    catalogs, _ = load_catalogs(ROOT, library.languages)
    request = Request(languages=(tag,), folds=(fold,), profiles=("screen",), draft=True)
    return next(iter(plan(library, catalogs, request, Fingerprints("test")).editions))


def blank(of: Edition, hours: bool) -> Markup:
    emptied = blank_edition(of, hours)
    return compose(emptied, translate(emptied, desk_line=False)[0], blank=True)


def laid_out(markup: Markup) -> Proof:
    return lay_out(markup, SIZE, blank=True)


@pytest.mark.parametrize(
    ("tag", "hours"),
    [
        ("ar", False),
        pytest.param("nl", True, marks=pytest.mark.slow),
        pytest.param("ja", True, marks=pytest.mark.slow),
    ],
)
def test_one_panel_laid_out_anew_makes_the_same_file(tag: str, hours: bool) -> None:
    of = edition(tag)
    before, after = blank(of, hours), blank(of, not hours)
    assert before.html != after.html
    first = laid_out(before)
    write(first)
    again, whole = lay_out_again(first, before, after), laid_out(after)
    assert again is not None
    assert write(again) == write(whole)
    assert replace(again.fit, layouts=0) == replace(whole.fit, layouts=0)


def _in_the_text(markup: Markup) -> Markup:
    return replace(markup, html=markup.html.replace("Microneedling", "Micro-needling"))


def _in_style(markup: Markup) -> Markup:
    return replace(markup, sheets=(*markup.sheets, "p { margin: 1mm }"))


def _too_wide(markup: Markup) -> Markup:
    return replace(markup, html=markup.html.replace("afspraak", 60 * "afspraak"))


def _too_long(markup: Markup) -> Markup:
    text = f"<p>{300 * 'Vragen? '}</p></section>"
    head, _, tail = markup.html.rpartition("</section>")
    return replace(markup, html=f"{head}{text}{tail}")


@pytest.mark.parametrize("change", (lambda m: m, _in_the_text, _in_style, _too_wide, _too_long))
def test_what_is_otherwise_takes_a_layout_of_the_whole(change: Any) -> None:
    of = edition("nl")
    before = blank(of, True)
    after = before if change.__name__ == "<lambda>" else change(blank(of, False))
    assert lay_out_again(laid_out(before), before, after) is None


def test_what_something_is_said_of_takes_a_layout_of_the_whole() -> None:
    of = edition("nl")
    before, after = blank(of, True), blank(of, False)
    proof = laid_out(before)
    said = Finding("layout.warning", Severity.WARNING, "something")
    assert lay_out_again(replace(proof, findings=(said,)), before, after) is None
    assert lay_out_again(replace(proof, apart=False), before, after) is None
    assert lay_out_again(proof, before, after) is not None


@pytest.mark.slow
def test_shells_with_and_without_opening_hours_take_one_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = ShellStore(tmp_path / "shells"), StampStore(tmp_path / "stamps")
    monkeypatch.setattr(run, "_store", lambda: stores[0])
    monkeypatch.setattr(setting, "_store", lambda: stores[1])
    searched: list[Markup] = []

    def watched(markup: Markup, *more: Any) -> Proof:
        searched.append(markup)
        return lay_out(markup, *more)

    monkeypatch.setattr(pipeline, "lay_out", watched)
    root = tmp_path / "workspace"
    create(root)
    folder = root / "brochures" / "clinics"
    for path in folder.glob("*.yaml"):
        path.unlink()
    hours = "hours: [{days: mon-fri, opens: '08:00', closes: '17:00'}]\n"
    for number, more in enumerate(("", hours, "", hours)):
        (folder / f"c{number}.yaml").write_text(CLINIC + more, "utf-8")
    together = _made(root)
    assert len(searched) == 1 + 1  # the shells, and the one that is proofed
    whole = _made(root, imprint=False)
    prove(tuple(together[name] for name in whole), tuple(whole.values()))


def _made(root: Path, **asked: Any) -> dict[str, Artifact]:
    library = load_library(root)
    catalogs, _ = load_catalogs(root, library.languages)
    request = Request(
        languages=("nl",), folds=("trifold",), profiles=("screen",), draft=True, **asked
    )
    jobs = plan(library, catalogs, request, Fingerprints("test")).jobs
    return {artifact.name: artifact for job in jobs for artifact in pipeline.make(job)}
