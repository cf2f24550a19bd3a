"""Run a command in fresh processes and tell what it took: time, work and memory."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "styles" / "fonts"
PROCESSES = 2  # as many for each tool
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_PATIENCE = 20.0  # seconds for helpers of a command to end after it
_RSS_UNITS_A_MIB = 2**20 if platform.system() == "Darwin" else 2**10  # getrusage(2)


class CommandError(Exception):
    """A command that was to be measured failed; says what it wrote last."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took: seconds on the clock, seconds of work of all its processes together,
    and the most memory that any one of them held, in MiB."""

    wall: float
    cpu: float
    peak: float


def spend(
    command: Sequence[str | Path], add_environment: Mapping[str, str] | None = None
) -> tuple[Usage, str]:
    """Run a Python command in the checkout; return what it took and what it wrote.

    Its helpers count too, also those that outlive it, as a fork server does. Raises CommandError.
    """
    _adopt_orphans()
    environment = {**os.environ, "PYTHONHASHSEED": "0", **(add_environment or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # libraries have theirs from when installed
    with tempfile.TemporaryFile() as written:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *map(str, command)],
            cwd=ROOT,
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its helpers are told from other children of ours
        )
        _, status, own = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        every = [own, *_orphans(process.pid)]
        written.seek(0)
        text = written.read().decode("utf-8", "replace")
    if process.returncode:
        named = " ".join(map(str, command))
        raise CommandError(f"{named} ended with {process.returncode}:\n{text[-2000:]}")
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in every)
    return Usage(wall, cpu, max(usage.ru_maxrss for usage in every) / _RSS_UNITS_A_MIB), text


def ours(
    *arguments: str | Path,
    cache: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Usage:
    """Run this checkout's command as its users do.

    ``cache`` is a folder for what it keeps between runs, instead of the user's own;
    ``environment`` is added to this process's.
    """
    own = {"XDG_CACHE_HOME": str(cache)} if cache else {}
    return spend(["make_brochure.py", *arguments], {**own, **(environment or {})})[0]


@lru_cache(maxsize=8)
def offers(option: str) -> bool:
    """Tell whether 'build' has an option, so that new ones are measured as soon as they exist."""
    return option in spend(["make_brochure.py", "build", "--help"])[1]


def rounds(repeat: int, *actions: Callable[[], Usage]) -> list[list[Usage]]:
    """Run some actions in turn, a few times, and return what each took in each round."""
    return [[action() for action in actions] for _ in range(repeat)]


def median(repeat: int, *actions: Callable[[], Usage]) -> list[Usage]:
    """Run some actions in turn, a few times, and return the median of each."""
    return medians(rounds(repeat, *actions))


def medians(runs: Sequence[Sequence[Usage]]) -> list[Usage]:
    """Return the median of each action over some rounds."""
    return [
        Usage(*(statistics.median(getattr(u, name) for u in mine) for name in Usage.__slots__))
        for mine in zip(*runs, strict=True)
    ]


def _adopt_orphans() -> None:
    """Become the parent of processes whose own parent has ended (prctl(2)); Linux only."""
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _orphans(group: int) -> list[resource.struct_rusage]:
    """Wait for what a command left running in its group, and return what each took."""
    taken: list[resource.struct_rusage] = []
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            pid, _, usage = os.wait4(-group, os.WNOHANG)
        except ChildProcessError:
            return taken
        if pid:
            taken.append(usage)
        else:
            time.sleep(0.01)
    raise CommandError("A command left processes behind that do not end.")
