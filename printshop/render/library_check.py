"""Which libraries of the operating system are there, and how to install those that are not."""

from __future__ import annotations

import ctypes
import ctypes.util
import platform
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import MissingLibraryError

# What WeasyPrint loads (Pango draws text, HarfBuzz subsets fonts): names as the systems call them.
_LIBRARIES = {
    "Pango": ("libpango-1.0.so.0", "pango-1.0", "libpango-1.0-0.dll", "libpango-1.0.dylib"),
    "PangoFT2": (
        "libpangoft2-1.0.so.0",
        "pangoft2-1.0",
        "libpangoft2-1.0-0.dll",
        "libpangoft2-1.0.dylib",
    ),
    "HarfBuzz subset": (
        "libharfbuzz-subset.so.0",
        "harfbuzz-subset",
        "libharfbuzz-subset-0.dll",
        "libharfbuzz-subset.0.dylib",
    ),
}

INSTALL = """\
  Debian, Ubuntu:  apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  Fedora:          dnf install pango harfbuzz
  Alpine:          apk add pango harfbuzz-subset
  macOS:           brew install pango
  Windows:         install MSYS2 and there: pacman -S mingw-w64-x86_64-pango"""


def missing_libraries() -> tuple[str, ...]:
    """Return the names of the system libraries that cannot be loaded."""
    return tuple(name for name, files in _LIBRARIES.items() if _load(files) is None)


def require_libraries() -> None:
    """Raise MissingLibraryError, which says how to install them, where any cannot be loaded."""
    missing = missing_libraries()
    if missing:
        raise MissingLibraryError(
            f"System libraries are missing: {', '.join(missing)}. Install them:\n{INSTALL}"
        )


@contextmanager
def by_the_loader() -> Iterator[None]:
    """Let libraries be looked for by the system's loader alone, where it knows them all.

    Where Linux has no library of a name, find_library asks gcc and ld, which takes a fifth of a
    second for all the names that WeasyPrint tries. It could only answer with the name a library is
    loaded by, and that is among those that WeasyPrint tries.
    """
    find_library = ctypes.util.find_library
    if platform.system() == "Linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = find_library


def pango_version() -> str:
    """Return Pango's version, which decides where lines break; empty where there is no Pango."""
    library = _load(_LIBRARIES["Pango"])
    if library is None:
        return ""
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode())


def _load(names: tuple[str, ...]) -> ctypes.CDLL | None:
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    if platform.system() == "Linux":
        return None  # the loader has looked everywhere; find_library would call a compiler
    found = ctypes.util.find_library(names[1])
    return ctypes.CDLL(found) if found else None
