"""From what people write after --output to the place it names."""

from __future__ import annotations

import re
from pathlib import Path

from .folder import Folder
from .kinds import Storage

_FILE = "file://"
_URL = re.compile(r"[a-z][a-z0-9+.-]+(?:://|::)")


def is_address(place: Path | str) -> bool:
    """Tell whether a place is an address that other machines reach too, as s3://bucket/x is."""
    text = str(place)
    return not isinstance(place, Path) and bool(_URL.match(text)) and not text.startswith(_FILE)


def seen_from_anywhere(place: Path | str) -> str:
    """Return the name of a place that does not depend on the folder one is in."""
    text = str(place)
    return text if is_address(place) else str(Path(text.removeprefix(_FILE)).absolute())


def open_storage(place: Path | str) -> Storage:
    """Return the storage that a path or an address such as s3://bucket/leaflets names.

    Raises BrochureError where an address cannot be used.
    """
    if not is_address(place):
        return Folder(Path(str(place).removeprefix(_FILE)))
    from .objects import ObjectStore  # fsspec is wanted only here

    return ObjectStore(str(place))
