"""From what people write after --output to the place it names."""

from __future__ import annotations

import re
from pathlib import Path

from .folder import Folder
from .kinds import Storage

_URL = re.compile(r"[a-z][a-z0-9+.-]+(?:://|::)")


def open_storage(place: Path | str) -> Storage:
    """Return the storage that a path or an address such as s3://bucket/leaflets names.

    Raises BrochureError where an address cannot be used.
    """
    text = str(place)
    if isinstance(place, Path) or not _URL.match(text):
        return Folder(Path(place))
    if text.startswith("file://"):
        return Folder(Path(text.removeprefix("file://")))
    from .objects import ObjectStore  # fsspec is wanted only here

    return ObjectStore(text)
