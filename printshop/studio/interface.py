"""Where the translations of the studio's pages are: in the workspace, or with the program."""

from __future__ import annotations

from pathlib import Path

from ..load.interface import INTERFACE
from ..messages import Catalogs, load_catalogs

_PACKAGE = Path(__file__).parents[1]


def interface_catalogs(root: Path) -> Catalogs:
    """Return the catalogs of the interface; those of the workspace come before the program's own.

    One that cannot be read is left out: the pages are in English then.
    """
    catalogs: Catalogs = {}
    for place in (_PACKAGE.parent, _PACKAGE / "workspace", root):
        there, _ = load_catalogs(place)
        catalogs = {**catalogs, **{key: c for key, c in there.items() if key[1] == INTERFACE}}
    return catalogs
