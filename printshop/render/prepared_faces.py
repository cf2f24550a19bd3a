"""Fonts that are subset over and over, prepared for it: HarfBuzz then reads their tables once.

What a subset holds is the same. Preparing a font takes as long as some forty subsets save, so it is
done once two dozen were made of it: where a few leaflets are made, that is never.
"""

from __future__ import annotations

from functools import cache
from typing import Any

_OFTEN = 24  # subsets


@cache
def prepare_faces() -> None:
    """Let WeasyPrint, which has been imported, make subsets of prepared fonts.

    Where HarfBuzz is older than 6.0, which cannot prepare any, nothing changes.
    """
    from weasyprint.pdf import fonts

    if not hasattr(fonts.harfbuzz_subset, "hb_subset_preprocess"):  # see declarations.py
        return
    subset, faces = fonts.Font._harfbuzz_subset, _Faces(fonts)

    def subset_prepared(self: Any, to_unicode: Any, hinting: Any) -> None:
        face = self.hb_face
        self.hb_face = faces.prepared(face)
        try:
            subset(self, to_unicode, hinting)
        finally:
            self.hb_face = face

    fonts.Font._harfbuzz_subset = subset_prepared


class _Faces:
    """The fonts that were subset: how often, and what was prepared, by their addresses.

    All are kept, so that no address comes to be another one's; a process has one set of fonts.
    """

    def __init__(self, fonts: Any) -> None:
        self._library, self._ffi = fonts.harfbuzz_subset, fonts.ffi
        self._destroy = fonts.harfbuzz.hb_face_destroy
        self._kept: dict[int, tuple[Any, int]] = {}
        self._prepared: dict[int, Any] = {}

    def prepared(self, face: Any) -> Any:
        """Return a font to make a subset of: this one, or what was prepared of it."""
        address = int(self._ffi.cast("size_t", face))
        kept, times = self._kept.get(address, (face, 0))
        self._kept[address] = kept, times + 1
        if times + 1 == _OFTEN:
            made = self._library.hb_subset_preprocess(face)
            self._prepared[address] = self._ffi.gc(made, self._destroy)
        return self._prepared.get(address, face)
