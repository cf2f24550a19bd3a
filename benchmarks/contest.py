"""Give the same leaflets to a tool, on as many processes for each, and take the time.

Starting up is not counted: each process makes its first leaflet before the clock runs. So our own
figures, which are of whole commands, are compared with the best that the others can do.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty
from typing import Any

from .leaflets import Leaflet, read
from .measuring import PROCESSES, Usage, spend

Write = Callable[[Leaflet], bytes]


def race(tool: str, file: Path, folder: Path, *more: str) -> tuple[Usage, int]:
    """Run a tool of this package over a file of leaflets; return what it took, and how many.

    The work is that of the processes themselves; the memory is that of the largest process.
    """
    whole, text = spend(["-m", f"benchmarks.{tool}", file, folder, *more])
    figures = json.loads(text.splitlines()[-1])
    wall, cpu, count = figures["wall"], figures["cpu"], figures["count"]
    return Usage(wall, cpu, whole.peak), count


def run(start: Callable[[], Write], file: Path, folder: Path, processes: int = PROCESSES) -> None:
    """Write every leaflet as PDF and print what it took as JSON.

    ``start`` is called in each process and returns what makes a leaflet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    leaflets = read(file)
    context = multiprocessing.get_context("fork")
    barrier, queue = context.Barrier(processes), context.Queue()
    shares = [_share(leaflets, i, processes) for i in range(processes)]
    workers = [
        context.Process(target=_work, args=(start, share, folder, barrier, queue))
        for share in shares
    ]
    for worker in workers:
        worker.start()
    times = _times(workers, queue)
    figures = {
        "wall": max(end for _, end, _ in times) - min(begin for begin, _, _ in times),
        "cpu": sum(work for _, _, work in times),
        "count": len(leaflets),
    }
    print(json.dumps(figures))


def _times(workers: Sequence[Any], queue: Any) -> list[tuple[float, float, float]]:
    """Return begin, end and work of each process; end all of them where one crashes."""
    times: list[tuple[float, float, float]] = []
    while len(times) < len(workers):
        try:
            times.append(queue.get(timeout=1))
        except Empty:
            if any(worker.exitcode for worker in workers):
                for worker in workers:
                    worker.kill()
                raise SystemExit("A process crashed.") from None
    return times


def _share(leaflets: Sequence[Leaflet], i: int, processes: int) -> list[Leaflet]:
    """Return the leaflets of every n-th language, each language in one run: the best for caches."""
    languages = sorted({leaflet.language for leaflet in leaflets})
    order = {language: number for number, language in enumerate(languages)}
    mine = [leaflet for leaflet in leaflets if order[leaflet.language] % processes == i]
    return sorted(mine, key=lambda leaflet: order[leaflet.language])


def _work(
    start: Callable[[], Write], leaflets: list[Leaflet], folder: Path, barrier: Any, queue: Any
) -> None:
    write = start()
    if leaflets:
        write(leaflets[0])
    barrier.wait()
    begin, before = time.perf_counter(), time.process_time()
    for leaflet in leaflets:
        (folder / f"{leaflet.clinic}.{leaflet.language}.pdf").write_bytes(write(leaflet))
    queue.put((begin, time.perf_counter(), time.process_time() - before))
