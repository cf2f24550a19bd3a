#!/usr/bin/env python3
"""How long leaflets take, as ratios to plain WeasyPrint writing the same HTML in the same run.

    python benchmarks/run.py [--repeat N]

Plain WeasyPrint is one HTML(...).write_pdf() a file: it is given the size that copyfit found, so it
lays out once and searches nothing, writes PDF/UA-1 as we do, and does not impose. Ours includes
everything: reading the workspace, copyfit, checks, imposition and writing files.
"""

from __future__ import annotations

import argparse
import os
import pickle
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

Plain = tuple[str, dict[str, bytes]]  # a page with its styles in it, and its pictures


def plain_pages(request_languages: tuple[str, ...], folds: tuple[str, ...]) -> list[Plain]:
    """Return the HTML of every layout at the size copyfit chooses for it."""
    from printshop.cli.build import _plan
    from printshop.compose import compose
    from printshop.plan import Request
    from printshop.render import lay_out
    from printshop.translate import translate

    planned, _ = _plan(ROOT, Request(languages=request_languages, folds=folds))
    pages = []
    for job in planned.jobs:
        markup = compose(job.editions[0], translate(job.editions[0])[0])
        size = lay_out(markup).fit.body
        style = f"<style>{markup.css}\nhtml {{ font-size: {size}pt }}</style></head>"
        pages.append((markup.html.replace("</head>", style), dict(markup.assets)))
    return pages


def write_plain(pages: list[Plain], times: int) -> None:
    """Write each page some times with plain WeasyPrint."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            kind = {"Content-Type": "image/svg+xml"}
            return URLFetcherResponse(url, assets[url.removeprefix("asset:")], kind)

    for html, pictures in pages:
        assets = pictures
        for _ in range(times):
            HTML(string=html, base_url="asset:", url_fetcher=Fetcher()).write_pdf(
                pdf_variant="pdf/ua-1"
            )


def child(mode: str, file: str) -> None:
    """Run in a fresh process: write pages from a pickle, once or three times each."""
    pages = pickle.loads(Path(file).read_bytes())  # noqa: S301  (we wrote it a moment ago)
    write_plain(pages, 3 if mode == "thrice" else 1)


def run(*command: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def measure(repeat: int, action: Callable[[], float]) -> float:
    """Return the median of some runs, in seconds."""
    return statistics.median(action() for _ in range(repeat))


def build(*options: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return run("make_brochure.py", "build", "--draft", "--output", folder, *options)


def rebuild(folder: str) -> float:
    return run("make_brochure.py", "build", "--draft", "--output", folder)


def pool_against_one(repeat: int, leaflets: int) -> tuple[float, float]:
    """Return seconds for some leaflets with a worker a core, and in the command's own process."""
    languages = ",".join(("nl", "ar", "de", "hi", "ja", "uk")[:leaflets])
    options = ("--language", languages, "--fold", "trifold")
    cores = str(os.cpu_count())
    return (
        measure(repeat, lambda: build(*options, "--jobs", cores)),
        measure(repeat, lambda: build(*options, "--jobs", "1")),
    )


def warm(repeat: int) -> tuple[float, float]:
    """Return seconds for one edition in a warm process, ours (three profiles) and plain (three)."""
    from printshop.cli.build import _plan
    from printshop.pipeline import make
    from printshop.plan import Request

    planned, _ = _plan(ROOT, Request(languages=("nl",), folds=("trifold",), draft=True))
    job, pages = planned.jobs[0], plain_pages(("nl",), ("trifold",))

    def ours() -> float:
        started = time.perf_counter()
        make(job)
        return time.perf_counter() - started

    def plain() -> float:
        started = time.perf_counter()
        write_plain(pages, 3)
        return time.perf_counter() - started

    ours(), plain()
    return measure(repeat, ours), measure(repeat, plain)


def merging() -> float:
    """Return seconds for the slowest of some merges: 2,000 new messages, six catalogs to search.

    Each of the six has 2,000 messages; the texts are alike in the ways that cost most.
    """
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

    def seconds(text: Callable[[int], str]) -> float:
        catalogs = [
            document(f"{n}.po", [text(6 * i + n) for i in range(2000)], "huid") for n in range(6)
        ]
        template = document("new.pot", [f"{text(6 * i)} too" for i in range(2000)], "")
        started = time.perf_counter()
        update(template, catalogs[0], Memory(catalogs))
        return time.perf_counter() - started

    def chosen(i: int, words: int, among: int) -> str:
        return " ".join(f"word{(i * 7 + n * n * 1301 + i * n) % among}" for n in range(words))

    return max(
        seconds(lambda i: f"Clean the skin {i} times a day, and keep it out of the sun"),
        seconds(lambda i: f"The skin is {chosen(i, 8, 9973)}"),
        seconds(lambda i: f"The skin is {chosen(i, 40, 9973)}"),
        seconds(lambda i: f"{i} {chosen(i, 60, 7)}"),
        seconds(lambda i: f"{i} {chosen(i, 200, 5)}"),
    )


def pressing(repeat: int) -> tuple[float, float]:
    """Return seconds for finishing one leaflet for the press, warm, and for laying it out.

    Finishing is everything from the laid-out pages on: slug line, imposition, inks, PDF/X-4.
    """
    from printshop.cli.build import _plan
    from printshop.compose import compose
    from printshop.pipeline import _finish
    from printshop.plan import Request
    from printshop.render import lay_out, write
    from printshop.translate import translate

    request = Request(languages=("nl",), folds=("trifold",), profiles=("press",), draft=True)
    (job,) = _plan(ROOT, request)[0].jobs
    (edition,) = job.editions
    markup = compose(edition, translate(edition)[0])
    proof = lay_out(markup)
    pages = write(proof)[0]

    def finishing() -> float:
        started = time.perf_counter()
        _finish(edition, (), proof, markup, pages)
        return time.perf_counter() - started

    def layout() -> float:
        started = time.perf_counter()
        lay_out(markup)
        return time.perf_counter() - started

    finishing()
    return measure(repeat, finishing), measure(repeat, layout)


def photographs() -> tuple[list[float], int]:
    """Return seconds for the press files of three languages with one cover, and conversions.

    The cover is a photograph of A4 at 300 dpi. It is turned into inks once, for the first.
    """
    from PIL import Image

    from printshop.cli.build import _plan
    from printshop.cli.workspace import create
    from printshop.pipeline import make
    from printshop.plan import Request
    from printshop.press.inks import Inks

    turned: list[Image.Image] = []
    turn = Inks.picture

    def counted(self: Inks, picture: Image.Image, profile: bytes | None) -> Image.Image:
        turned.append(picture)
        return turn(self, picture, profile)

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        create(root)
        noise = Image.effect_noise((40, 56), 90).resize((2480, 3508), Image.Resampling.BICUBIC)
        photograph = Image.merge("RGB", (noise, noise.rotate(180), noise.transpose(0)))
        photograph.save(root / "brochures" / "pictures" / "cover.jpg", quality=92)
        brochure = root / "brochures" / "microneedling.yaml"
        brochure.write_text(brochure.read_text("utf-8").replace("cover.svg", "cover.jpg"), "utf-8")
        request = Request(
            languages=("nl", "de", "fr"), folds=("trifold",), profiles=("press",), draft=True
        )
        Inks.picture = counted  # type: ignore[method-assign]
        seconds = []
        for job in _plan(root, request)[0].jobs:
            started = time.perf_counter()
            make(job)
            seconds.append(time.perf_counter() - started)
        Inks.picture = turn  # type: ignore[method-assign]
    return seconds, len(turned)


def main(repeat: int) -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        one, every = Path(folder) / "one.pickle", Path(folder) / "every.pickle"
        one.write_bytes(pickle.dumps(plain_pages(("nl",), ("trifold",))))
        every.write_bytes(pickle.dumps(plain_pages((), ())))
        options = ("--language", "nl", "--fold", "trifold", "--profile", "screen")
        rows.append(
            (
                "cold start, one file",
                measure(repeat, lambda: build(*options)),
                measure(repeat, lambda: run(__file__, "--child", "once", str(one))),
            )
        )
        rows.append(("warm, one leaflet in three profiles", *warm(repeat)))
        rows.append(
            (
                "all: 14 languages x 2 folds x 3 profiles",
                measure(repeat, build),
                measure(repeat, lambda: run(__file__, "--child", "thrice", str(every))),
            )
        )
        output = str(Path(folder) / "out")
        rebuild(output)
        rows.append(("nothing to do, all files", measure(repeat, lambda: rebuild(output)), 0.0))
        rows.append(("2,000 new messages, six catalogs known", measure(repeat, merging), 0.0))
        rows.append(("press finishing, beside its own layout", *pressing(repeat)))
        seconds, turned = photographs()
        workers = [(n, *pool_against_one(repeat, n)) for n in (2, 4, 6)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{platform.machine()}, Python {platform.python_version()}, median of {repeat}\n")
    print(f"{'':42}{'ours, s':>10}{'plain, s':>10}{'ratio':>8}")
    for name, ours, plain in rows:
        ratio = f"{ours / plain:8.2f}" if plain else ""
        print(f"{name:42}{ours:10.2f}{plain or float('nan'):10.2f}{ratio}")
    print("\nworkers: seconds with one a core, with one alone, ratio")
    for count, many, one_worker in workers:
        print(f"{count:3} leaflets {many:29.2f}{one_worker:10.2f}{many / one_worker:8.2f}")
    times = ", ".join(f"{second:.2f}" for second in seconds)
    print(
        f"\na 300-dpi A4 cover in {len(seconds)} languages: {times} s; turned into inks {turned}x"
    )
    print(f"\npeak memory of the largest process: {peak:.0f} MiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--child", nargs=2, metavar=("MODE", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(*arguments.child)
    else:
        main(arguments.repeat)
