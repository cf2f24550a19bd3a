"""The templates and catalogs of a workspace, read and written together."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from .catalogs.document import Document, parse
from .catalogs.similar import Memory
from .catalogs.template import (
    brochure_template,
    interface_template,
    shared_template,
    template_path,
)
from .errors import BrochureError, InputError
from .findings import Finding
from .load import Library
from .load.interface import INTERFACE, interface_messages
from .messages import COMMON
from .write import write_file

SHARED_SOURCE = "en"  # the language of the texts that all brochures share

Key = tuple[str, str]  # language and domain: a brochure, or ``common``


class CatalogFiles:
    """The catalogs of some languages (of all, where none is named) and what they can teach.

    ``documents`` are those of brochures, ``strangers`` belong to none but still help others.
    ``findings`` are about those that cannot be read: nothing should be written before they are
    mended. A stranger that cannot be read is no help, and is nobody's trouble.
    """

    def __init__(self, root: Path, library: Library, languages: Collection[str] = ()) -> None:
        self.templates = templates(root, library)
        self.documents: dict[Key, Document] = {}
        self.strangers: dict[Key, Document | None] = {}
        self.findings: list[Finding] = []
        self._sources = {id: b.source_language for id, b in library.brochures.items()}
        self._memories: dict[Key, Memory] = {}
        for path in sorted(root.glob("locales/*/LC_MESSAGES/*.po")):
            if not languages or path.parents[1].name in languages:
                self._read(root, path)

    @property
    def languages(self) -> set[str]:
        """The languages that have any catalog, of those named."""
        return {tag for tag, _ in (*self.documents, *self.strangers)}

    def is_source(self, tag: str, domain: str) -> bool:
        """Tell whether a catalog is in the language its texts were written in."""
        return tag == self._source(domain)

    def memory(self, tag: str, domain: str) -> Memory:
        """Return what the catalogs of a language say of texts in the source language of one."""
        key = (tag, self._source(domain))
        if key not in self._memories:
            known = {**self.documents, **self.strangers}
            same = [k for k in known if (k[0], self._source(k[1])) == key]
            same.sort(key=lambda k: (k in self.strangers, k[1] == COMMON, k[1]))
            self._memories[key] = Memory(d for k in same if (d := known[k]) is not None)
        return self._memories[key]

    def _source(self, domain: str) -> str:
        return self._sources.get(domain, SHARED_SOURCE)

    def _read(self, root: Path, path: Path) -> None:
        key, name = (path.parents[1].name, path.stem), path.relative_to(root).as_posix()
        if path.stem not in self.templates:
            self.strangers[key] = None
            with suppress(InputError, OSError):
                self.strangers[key] = parse(path.read_bytes(), name)
            return
        try:
            self.documents[key] = parse(path.read_bytes(), name)
        except InputError as error:
            self.findings += error.findings
        except OSError as error:
            raise BrochureError(f"{name} cannot be read: {error.strerror}.") from error


def templates(root: Path, library: Library) -> dict[str, Document]:
    """Return the template of every brochure by its id, and that of what they share.

    That of the studio's own texts is among them where the workspace translates these, too.
    """
    made = {id: brochure_template(brochure) for id, brochure in library.brochures.items()}
    made[COMMON] = shared_template(library.shared_messages)
    if (root / template_path(INTERFACE)).exists():
        made[INTERFACE] = interface_template(INTERFACE, interface_messages())
    return made


def written(path: Path, data: bytes) -> str:
    """Write a file if it would change; returns what became of it.

    Raises BrochureError where it cannot be read or written.
    """
    try:
        if path.read_bytes() == data:
            return "unchanged"
    except FileNotFoundError:
        pass
    except OSError as error:
        raise BrochureError(f"{path} cannot be read: {error.strerror}.") from error
    write_file(path, data)
    return "written"
