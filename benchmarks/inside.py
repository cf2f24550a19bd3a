"""What only a process of our own can tell: the steps of one edition, and merging catalogs.

    python -m benchmarks.inside warm|press|pictures|merging [REPEAT]

prints JSON. ``inside`` runs that in a fresh process.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from .measuring import ROOT, spend


def inside(name: str, *arguments: str) -> dict[str, Any]:
    """Return what one of the measurements below prints, run in a fresh process without a cache."""
    with tempfile.TemporaryDirectory() as cache:
        command = ["-m", "benchmarks.inside", name, *arguments]
        _, text = spend(command, {"XDG_CACHE_HOME": cache})
    figures: dict[str, Any] = json.loads(text.splitlines()[-1])
    return figures


def warm(repeat: int) -> dict[str, Any]:
    """Return seconds for one leaflet in three profiles, in a process that has made it before."""
    from printshop.pipeline import make

    (job,) = _jobs(ROOT, ("nl",), ("screen", "office", "press"))
    make(job)
    return {"seconds": statistics.median(_seconds(lambda: make(job)) for _ in range(repeat))}


def press(repeat: int) -> dict[str, Any]:
    """Return seconds of work for the steps of a press edition, by language, each a median.

    The size is known: one layout. Finishing is what comes after the panels are written.
    """
    from printshop.pipeline import make

    def of(language: str) -> dict[str, float]:
        (job,) = _jobs(ROOT, (language,), ("press",))
        fit = make(job)[0].fit
        assert fit is not None  # noqa: S101
        size = (fit.body, fit.alignment)
        runs = [_steps(lambda: make(job, size)) for _ in range(repeat)]
        return {name: statistics.median(run[name] for run in runs) for name in _STEPS}

    return {language: of(language) for language in ("ar", "ja", "nl")}


_STEPS = {
    "layout": ("lay_out",),
    "writing": ("write",),
    "finishing": ("slug_line", "draft_mark", "spread_pages", "impose", "for_press"),
}


def _steps(action: Callable[[], object]) -> dict[str, float]:
    """Return the seconds of work that an action spends in each step of the pipeline."""
    from printshop import pipeline, press

    spent = dict.fromkeys(_STEPS, 0.0)
    with ExitStack() as stack:
        for step, functions in _STEPS.items():
            for name in functions:
                module = pipeline if hasattr(pipeline, name) else press  # loaded when needed
                timed = _timed(getattr(module, name), spent, step)
                stack.enter_context(patch.object(module, name, timed))
        action()
    return spent


def _timed(function: Callable[..., object], spent: dict[str, float], step: str) -> Any:
    def call(*arguments: Any, **named: Any) -> object:
        started = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            spent[step] += time.process_time() - started

    return call


def pictures(_: int) -> dict[str, Any]:
    """Return seconds for the press files of three languages with a photograph as their cover, A4
    at 300 dpi, and how often it was turned into inks."""
    from printshop.cli.workspace import create
    from printshop.pipeline import make

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        create(root)
        _photograph(root)
        jobs = _jobs(root, ("de", "fr", "nl"), ("press",))
        with _counting() as turned:
            seconds = [_seconds(partial(make, job)) for job in jobs]
    return {"seconds": seconds, "turned": len(turned)}


def _photograph(root: Path) -> None:
    from PIL import Image

    noise = Image.effect_noise((40, 56), 90).resize((2480, 3508), Image.Resampling.BICUBIC)
    photograph = Image.merge(
        "RGB", (noise, noise.rotate(180), noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    )
    photograph.save(root / "brochures" / "pictures" / "cover.jpg", quality=92)
    brochure = root / "brochures" / "microneedling.yaml"
    brochure.write_text(brochure.read_text("utf-8").replace("cover.svg", "cover.jpg"), "utf-8")


@contextmanager
def _counting() -> Iterator[list[object]]:
    """Collect the pictures that are turned into inks."""
    from printshop.press.inks import Inks

    turned: list[object] = []
    turn = Inks.picture

    def counted(self: Inks, picture: Any, *more: Any) -> Any:
        turned.append(picture)
        return turn(self, picture, *more)

    Inks.picture = counted  # type: ignore[method-assign, assignment]
    try:
        yield turned
    finally:
        Inks.picture = turn  # type: ignore[method-assign]


def merging(repeat: int) -> dict[str, Any]:
    """Return seconds for the slowest of some merges: 2,000 new messages, six catalogs to search.

    Each of the six has 2,000 messages; the texts are alike in the ways that cost most.
    """

    def chosen(i: int, words: int, among: int) -> str:
        return " ".join(f"word{(i * 7 + n * n * 1301 + i * n) % among}" for n in range(words))

    texts: tuple[Callable[[int], str], ...] = (
        lambda i: f"Clean the skin {i} times a day, and keep it out of the sun",
        lambda i: f"The skin is {chosen(i, 8, 9973)}",
        lambda i: f"The skin is {chosen(i, 40, 9973)}",
        lambda i: f"{i} {chosen(i, 60, 7)}",
        lambda i: f"{i} {chosen(i, 200, 5)}",
    )
    slowest = (max(map(_merge, texts)) for _ in range(repeat))
    return {"seconds": statistics.median(slowest)}


def _merge(text: Callable[[int], str]) -> float:
    from printshop.catalogs.document import Document, parse
    from printshop.catalogs.merge import update
    from printshop.catalogs.similar import Memory
    from printshop.catalogs.syntax import quoted

    def document(name: str, texts: list[str], translation: str) -> Document:
        header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        rows = (
            quoted("msgctxt", f"{name}.{i}") + quoted("msgid", text) + quoted("msgstr", translation)
            for i, text in enumerate(texts)
        )
        return parse("\n".join((header, *rows)).encode(), name)

    catalogs = [
        document(f"{n}.po", [text(6 * i + n) for i in range(2000)], "huid") for n in range(6)
    ]
    template = document("new.pot", [f"{text(6 * i)} too" for i in range(2000)], "")
    return _seconds(lambda: update(template, catalogs[0], Memory(catalogs)))


def _jobs(root: Path, languages: tuple[str, ...], profiles: tuple[str, ...]) -> Any:
    from printshop.fingerprint import Fingerprints
    from printshop.load import load_library
    from printshop.messages import load_catalogs
    from printshop.plan import Request, plan

    library = load_library(root)
    catalogs, _ = load_catalogs(root, library.languages)
    request = Request(languages=languages, folds=("trifold",), profiles=profiles, draft=True)
    return plan(library, catalogs, request, Fingerprints("benchmark")).jobs


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


_MEASUREMENTS = {"warm": warm, "press": press, "pictures": pictures, "merging": merging}

if __name__ == "__main__":
    print(json.dumps(_MEASUREMENTS[sys.argv[1]](*map(int, sys.argv[2:] or ["1"]))))
