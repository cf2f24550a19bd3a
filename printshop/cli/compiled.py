"""What dataclasses are made of, compiled once for all processes.

Python writes six functions for each dataclass and compiles them wherever it is defined, at each
start. For those of one leaflet that is a tenth of all its time.
"""

from __future__ import annotations

import dataclasses
import marshal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..kept import Shelf

_MOST_SOURCES = 2000  # of them all, a kilobyte each: a whole command has some 500
_MOST_KEPT = 16_000_000  # bytes, of all versions of Python


@contextmanager
def dataclasses_compiled_once() -> Iterator[None]:
    """Let dataclasses that are defined meanwhile take the code of their functions from the cache.

    It goes by their source, and so is the same; what is new is kept at the end.
    """
    compiled = _Compiled()
    module = vars(dataclasses)
    module["exec"] = compiled.execute  # hides the builtin there, and nowhere else
    try:
        yield
    finally:
        module.pop("exec", None)
        compiled.keep()


class _Compiled:
    def __init__(self) -> None:
        self._new: dict[str, bytes] = {}

    def execute(self, source: str, names: dict[str, Any], result: Mapping[str, Any]) -> None:
        """Do what the builtin ``exec`` does with source."""
        exec(self._code(source), names, result)  # noqa: S102  (what dataclasses would)

    def keep(self) -> None:
        """Keep what was compiled, beside what was before unless that is too much by now."""
        if self._new and self._shelf:
            from ..stamps import sealed

            before = self._kept if len(self._kept) < _MOST_SOURCES else {}
            self._shelf.keep(self._key, sealed(marshal.dumps({**before, **self._new})))

    def _code(self, source: str) -> CodeType:
        kept = self._kept.get(source)
        if kept is not None:
            found: CodeType = marshal.loads(kept)  # noqa: S302  (ours, and its digest is right)
            return found
        code = compile(source, "<string>", "exec", dont_inherit=True)
        self._new[source] = marshal.dumps(code)
        return code

    @cached_property
    def _shelf(self) -> Shelf | None:
        from ..stamps import lasting_shelf  # --help defines none

        return lasting_shelf("dataclasses", _MOST_KEPT)

    @cached_property
    def _kept(self) -> dict[str, bytes]:
        from ..stamps import unsealed

        data = unsealed(self._shelf.find(self._key)) if self._shelf else None
        return {} if data is None else marshal.loads(data)  # noqa: S302

    @cached_property
    def _key(self) -> str:
        from ..stamps import digest_of

        return digest_of(sys.version, sys.flags.optimize)
