"""Batches of leaflets with our own command, as users run it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from .measuring import PROCESSES, CommandError, Usage, offers, ours
from .workspaces import TABLE

IN_FULL = "--no-imprint"  # lays out every leaflet


def has_imprint() -> bool:
    """Tell whether builds put clinics' values into leaflets that were laid out once."""
    return offers(IN_FULL)


def build(root: Path, output: Path, languages: Sequence[str], profile: str, *options: str) -> Usage:
    """Build the tri-fold of a generated workspace on as many processes as the others get.

    What is kept between builds is kept beside the output: the first build into it has nothing.
    """
    return ours(
        *("build", "--root", root, "--output", output, "--jobs", str(PROCESSES), "--draft"),
        *("--language", ",".join(languages), "--fold", "trifold", "--profile", profile),
        *(("--clinics", root / TABLE) if offers("--clinics") else ()),
        *options,
        cache=output.with_name("cache"),
    )


def first(count: int) -> str:
    """Return the names of the first clinics of a generated workspace, for an option."""
    return ",".join(f"clinic-{number:05}" for number in range(1, count + 1))


def pdfs(output: Path) -> Iterator[Path]:
    """Yield the leaflets below a folder, but nothing that a build remembers in a hidden one."""
    for path in output.rglob("*.pdf"):
        if not any(part.startswith(".") for part in path.relative_to(output).parts):
            yield path


def require_files(output: Path, count: int) -> None:
    """Raise CommandError unless a build left so many PDFs: no figure for half the work."""
    found = sum(1 for _ in pdfs(output))
    if found != count:
        raise CommandError(f"{count} PDFs were asked for, {found} were written.")
