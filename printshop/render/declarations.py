"""What C libraries have to offer, as WeasyPrint declares it, kept as it is once it has been parsed.

cffi parses C with a parser written in Python, at each start, and then each type a program names
while it lays out. It can compile the declarations instead (out of line, ABI mode); what comes of
that is a few tables.
"""

from __future__ import annotations

import ast
import io
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import _cffi_backend
import cffi

from ..kept import worked_out

_plain = cffi.FFI
# What WeasyPrint does not declare: known_by_style.py and prepared_faces.py use it.
_PANGO = "PangoLayout;"
_MORE = """
PangoLayout * pango_layout_copy (PangoLayout *src);
hb_face_t * hb_subset_preprocess (hb_face_t *source);
"""


class KeptDeclarations:
    """What WeasyPrint takes for a cffi.FFI: it is told declarations once, and then does calls."""

    def cdef(self, source: str) -> None:
        """Take declarations, compiled if they were before; as cffi does by itself where not."""
        if _PANGO in source:
            source += _MORE
        try:
            given = (cffi.__version__, source)
            tables = worked_out("declarations", given, lambda: _compiled(source))
            done = _cffi_backend.FFI("printshop", **tables)
        except Exception:  # of a compiler that is no public part of cffi
            done = _plain()
            done.cdef(source)
        for name in dir(done):
            if not name.startswith("_"):
                setattr(self, name, getattr(done, name))


def _compiled(source: str) -> dict[str, Any]:
    """Return the tables that cffi's own compiler writes into a Python file."""
    from cffi import recompiler

    ffi = _plain()
    ffi.cdef(source)
    ffi.set_source("printshop", None)
    compiler = recompiler.Recompiler(ffi, "printshop", target_is_python=True)
    compiler.collect_type_table()
    compiler.collect_step_tables()
    file = io.StringIO()
    compiler.write_source_to_f(file, None)
    (call,) = (n for n in ast.walk(ast.parse(file.getvalue())) if isinstance(n, ast.Call))
    return {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}


@contextmanager
def kept_declarations() -> Iterator[None]:
    """Let what is imported meanwhile take its declarations from the cache folder.

    On Linux alone: elsewhere libraries are looked for in more ways than compiled ones know.
    """
    if platform.system() == "Linux":
        cffi.FFI = KeptDeclarations
    try:
        yield
    finally:
        cffi.FFI = _plain
