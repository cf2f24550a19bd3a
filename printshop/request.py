"""What the user asks for: which editions, and how they are to be."""

from __future__ import annotations

from dataclasses import dataclass

from .profiles import AS_USUAL, PressOptions


@dataclass(frozen=True)
class Request:
    """What the user asks for, by name; an empty tuple asks for all.

    ``draft``: make what is not current or not approved all the same, as drafts. ``large_print``:
    make editions with that body size in points, in a fold that takes as many pages as it needs.
    ``press``: what the print firm wants otherwise. ``clinic_list``: the table whose clinics are
    taken instead of the workspace's own. ``imprint``: the leaflets of many clinics may be put
    together from what they share and their own values.
    """

    brochures: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    clinics: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    draft: bool = False
    large_print: float | None = None
    press: PressOptions = AS_USUAL
    clinic_list: str | None = None
    imprint: bool = True
