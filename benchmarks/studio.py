"""The studio: how long people wait for a first picture, and for a text that they have changed."""

from __future__ import annotations

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .measuring import ROOT, CommandError, ours
from .results import Goal, Table
from .settings import Settings

_HOST = re.compile(r"http://([0-9.]+:\d+)/")
_TOKEN = re.compile(r'name="csrf-token" content="([0-9a-f]+)"')
_COVER = re.compile(r'<img[^>]+src="(/leaflets/[^"]+)"')
_LEAFLET = "/translate/microneedling/nl"
_EDIT = "Microneedling is een behandeling van de huid, voor de {}e keer anders gezegd."
_CHANGED = ("what.text", "microneedling")


def measure(settings: Settings) -> Table:
    """Measure a studio's first page and picture, and a leaflet drawn anew as a text changes."""
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder) / "workspace", Path(folder) / "cache"
        ours("init", root)
        first = _first_pictures(root, cache)
        again = [_first_pictures(root, cache) for _ in range(settings.repeat)]
        whole, edits = _edits(root, cache, 4 * settings.repeat)
    page, picture = (statistics.median(column) for column in zip(*again, strict=True))
    edit = statistics.median(edits)
    rows = (
        ("page with all leaflets", f"{first[0]:.2f}", f"{page:.2f}"),
        ("picture of a cover", f"{first[1]:.2f}", f"{picture:.2f}"),
        ("all panels of a leaflet", f"{whole:.2f}", "–"),
        ("the panels that an edit changes", "–", f"{edit:.2f}"),
    )
    return Table(
        "The studio",
        ("seconds until there is", "the first time", "later"),
        rows,
        f"From when the studio says that it is ready. Later: started anew with what it kept, and "
        f"the median of {len(edits)} edits, each another text.",
        (
            Goal("first picture after a warm start, s", picture, 1.0),
            Goal("panels that an edit changes, s", edit, 0.5),
        ),
    )


def _first_pictures(root: Path, cache: Path) -> tuple[float, float]:
    """Return the seconds from the start until there is a page, and the picture on it."""
    with _running(root, cache) as client:
        begun = time.perf_counter()
        text = client.get("/leaflets").decode()
        page = time.perf_counter() - begun
        cover = _COVER.search(text)
        if cover is None:
            raise ValueError("there is no cover on the page of leaflets")
        client.get(cover[1])
        return page, time.perf_counter() - begun


def _edits(root: Path, cache: Path, count: int) -> tuple[float, list[float]]:
    """Return the seconds for a whole leaflet, and for each of so many edits of one text."""
    with _running(root, cache) as client:
        client.get(_LEAFLET)
        begun = time.perf_counter()
        drawn = client.draw("", [], None)
        whole = time.perf_counter() - begun
        edits = []
        for number in range(count):
            looks = [panel["look"] for panel in drawn["panels"]]
            begun = time.perf_counter()
            drawn = client.draw(_EDIT.format(number), looks, drawn["remembered"])
            edits.append(time.perf_counter() - begun)
            if all(panel["png"] is None for panel in drawn["panels"]):
                raise ValueError("an edit changed nothing")
    return whole, edits


class _Client:
    """A browser as far as the studio can tell."""

    def __init__(self, host: str) -> None:
        self._connection = http.client.HTTPConnection(host, timeout=60)
        self._headers: dict[str, str] = {"accept": "text/html"}

    def get(self, path: str) -> bytes:
        data = self._ask("GET", path, None)
        token = _TOKEN.search(data.decode("utf-8", "replace"))
        if token:
            self._headers["x-csrf-token"] = token[1]
        return data

    def draw(self, text: str, known: list[str], remembered: Any) -> dict[str, Any]:
        """Ask for the panels of a leaflet, with a text as somebody typed it."""
        key, domain = _CHANGED
        typed = [{"domain": domain, "key": key, "text": text}] if text else []
        asked = {
            "clinic": "huidkliniek-zuid",
            "fold": "trifold",
            "dpi": 96,
            "typed": typed,
            "known": known,
        }
        body = json.dumps({**asked, "remembered": remembered})
        drawn: dict[str, Any] = json.loads(self._ask("POST", f"{_LEAFLET}/draw", body))
        return drawn

    def _ask(self, method: str, path: str, body: str | None) -> bytes:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        cookie = answer.getheader("set-cookie")
        if cookie:
            self._headers["cookie"] = cookie.partition(";")[0]
        data = answer.read()
        if answer.status != http.client.OK:
            raise ValueError(f"{path} answers {answer.status}: {data[:300]!r}")
        return data


@contextmanager
def _running(root: Path, cache: Path) -> Iterator[_Client]:
    command = ["make_brochure.py", "studio", "--root", str(root), "--port", "0", "--no-browser"]
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = process.stdout.readline() if process.stdout else ""
        host = _HOST.search(said)
        if host is None:
            raise CommandError(f"the studio said: {said}")
        yield _Client(host[1])
    finally:
        process.terminate()
        process.communicate(timeout=20)
