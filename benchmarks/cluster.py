"""Who makes and writes files: processes of this machine, or a cluster's workers, in three ways."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .batches import first, require_files
from .measuring import PROCESSES, CommandError, Usage, ours
from .results import Table
from .servers import dask, keys_of, s3
from .settings import Settings
from .workspaces import LANGUAGES, TABLE, workspace

_BUCKET = "leaflets"


@dataclass(frozen=True, slots=True)
class _Place:
    """How to build: options, among them where to, and the environment."""

    options: tuple[str | Path, ...]
    environment: Mapping[str, str]
    require: Callable[[int], None]


_Way = Callable[[Path], AbstractContextManager[_Place]]


def measure(settings: Settings) -> Table:
    """Build a tenth and half of the batch's clinics in each way, each time from nothing."""
    few, many = max(1, settings.clinics // 10), max(2, settings.clinics // 2)
    rows, failures = [], []
    with workspace(settings.clinics) as root:
        for name, way in _WAYS.items():
            try:
                rows.append(_row(name, few, many, [_built(root, way, n) for n in (few, many)]))
            except CommandError as error:
                failures.append(f"{name}: {error}")
    return Table(
        f"A cluster on one machine: {len(LANGUAGES)} languages x {few} and {many} clinics",
        (
            *("", "clock, s", "clock, s", "clock of a further PDF, ms"),
            *("the command's work for it, ms", "its peak, MiB"),
        ),
        tuple(rows),
        f"Two processes are the command's, or {PROCESSES} workers of a Dask cluster that have done "
        "nothing yet; the scheduler, and moto, which plays S3, share the same cores. The command's "
        "work is all there is to do on the machine that hands out; where it has no workers of its "
        "own, it says how many of others it can keep busy.",
        failures=tuple(failures),
    )


def _row(name: str, few: int, many: int, usages: list[Usage]) -> tuple[str, ...]:
    less, more = usages
    further = (many - few) * len(LANGUAGES)
    clock, work = 1000 * (more.wall - less.wall) / further, 1000 * (more.cpu - less.cpu) / further
    seconds = (f"{usage.wall:.1f}" for usage in usages)
    return (name, *seconds, f"{clock:.1f}", f"{work:.2f}", f"{more.peak:.0f}")


def _built(root: Path, way: _Way, clinics: int) -> Usage:
    with tempfile.TemporaryDirectory() as folder, way(Path(folder)) as place:
        usage = ours(
            *("build", "--root", root, "--clinics", root / TABLE, "--clinic", first(clinics)),
            *("--language", ",".join(LANGUAGES), "--fold", "trifold", "--profile", "screen"),
            *("--draft", *place.options),
            cache=Path(folder) / "cache",
            environment=place.environment,
        )
        place.require(clinics * len(LANGUAGES))
    return usage


# --- ways ----------------------------------------------------------------------------------------


@contextmanager
def _here(folder: Path) -> Iterator[_Place]:
    output = folder / "out"
    yield _Place(("--output", output, "--jobs", str(PROCESSES)), {}, partial(require_files, output))


@contextmanager
def _sent_back(folder: Path, *options: str) -> Iterator[_Place]:
    output = folder / "out"
    with dask(folder / "workers", {}) as address:
        where: tuple[str | Path, ...] = ("--output", output, "--cluster", address)
        yield _Place((*where, *options), {}, partial(require_files, output))


@contextmanager
def _to_a_store(folder: Path) -> Iterator[_Place]:
    with s3(_BUCKET) as store, dask(folder / "workers", keys_of(store)) as address:
        place = ("--output", f"s3://{_BUCKET}/made", "--cluster", address)
        yield _Place(place, keys_of(store), partial(_require_objects, store))


def _require_objects(address: str, count: int) -> None:
    import fsspec

    keys = keys_of(address)
    key, secret = keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"]
    store = fsspec.filesystem("s3", key=key, secret=secret, endpoint_url=address)
    found = sum(name.endswith(".pdf") for name in store.find(_BUCKET))
    if found != count:
        raise CommandError(f"{count} PDFs were asked for, {found} are in the store.")


_WAYS: dict[str, _Way] = {
    "processes of the command": _here,
    "workers, files come back": _sent_back,
    "workers write to a shared folder": lambda folder: _sent_back(folder, "--shared-output"),
    "workers write to S3": _to_a_store,
}
