"""In which form leaflets are handed over: as files, and packed for clinics or a print firm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from ..model import Artifact, Edition
from ..write import Output
from .report import Screen

if TYPE_CHECKING:  # pikepdf is wanted only where something is packed
    from ..packages import PrintFiles, Zips

KINDS = ("zip", "print")


@dataclass(frozen=True)
class Delivery:
    """What was asked for beside the files: packages, copies of each leaflet, and tidying up."""

    packages: tuple[str, ...] = ()
    quantity: int = 1
    prune: bool = False

    def packing(self, day: date) -> Packing:
        """Return what packs the leaflets of a build."""
        if not self.packages:
            return Packing({})
        from ..packages import PrintFiles, Zips

        made: dict[str, Callable[[], PrintFiles | Zips]] = {
            "zip": Zips,
            "print": lambda: PrintFiles(self.quantity, day),
        }
        return Packing({kind: made[kind]() for kind in self.packages})


AS_FILES = Delivery()


class Packing:
    """Takes in what came of editions, then writes the packages."""

    def __init__(self, packages: dict[str, PrintFiles | Zips]) -> None:
        self._packages = packages

    def add(self, edition: Edition, artifact: Artifact) -> None:
        for package in self._packages.values():
            package.add(edition, artifact.pdf is not None)

    def write(self, output: Output, screen: Screen) -> None:
        """Write every package that is not up to date, and say so."""
        for kind, package in self._packages.items():
            files = list(package.write(output.storage, output.manifest))
            fresh = sum(made for _, made in files)
            names = ", ".join(file for file, _ in files[:3]) + (", ..." if files[3:] else "")
            screen.say(
                f"Packed as {kind}: {len(files):,} ({names or 'nothing'}); {fresh} made now."
            )
            for remark in package.remarks:
                screen.say(remark)


def delivery_options(command: Callable[..., int]) -> Any:
    """Give a command the options about packing and tidying up; it gets them as ``delivery``."""

    @wraps(command)
    def with_delivery(
        *arguments: Any, packages: tuple[str, ...], quantity: int, prune: bool, **others: Any
    ) -> int:
        return command(*arguments, delivery=Delivery(packages, quantity, prune), **others)

    chosen: Any = with_delivery
    chosen = click.option(
        "--prune",
        is_flag=True,
        help="Delete leaflets of brochures, clinics, languages and folds that are no longer there.",
    )(chosen)
    chosen = click.option(
        "--quantity",
        type=click.IntRange(min=1),
        default=1,
        help="Copies of each leaflet, for the job ticket (default: 1).",
    )(chosen)
    return click.option(
        "--package",
        "packages",
        type=click.Choice(KINDS),
        multiple=True,
        help="Pack leaflets too: a zip for each clinic; one print file with a job ticket.",
    )(chosen)
