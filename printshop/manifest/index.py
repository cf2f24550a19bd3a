"""The manifest of an output folder: a line of JSON for each file, written after the file.

Of two lines about the same thing the later one holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..storage import Storage
from .records import (
    KEYS,
    KINDS,
    AnyRecord,
    ClinicRecord,
    CopyRecord,
    FileRecord,
    Line,
    Measured,
    PackageRecord,
    Record,
    clinic_of,
    copy_of,
    file_of,
    line_of,
    measured_of,
    package_of,
    parsed,
    text_of,
    understood,
)

FORMAT = 2
NAME = ".make-brochure/manifest.jsonl"
WORTH_COMPACTING = 1000  # lines, of which most say what no longer holds
MOST_PIECES = 20


class Manifest:
    """What is known of the files of one place.

    It keeps the name and the place of each line in memory, and reads the line when it is asked for.
    Lines that cannot be understood are passed over: what they spoke of is made again.
    """

    def __init__(self, storage: Storage) -> None:
        self._journal = storage.journal(NAME)
        self._at: dict[str, dict[str, int]] = {}
        self._fits: dict[str, tuple[float, int]] = {}
        self._lines = 0
        self._foreign = False
        self._index()

    @property
    def torn(self) -> bool:
        """Whether the last line was broken off, because a build died while it was written."""
        return self._journal.torn

    def __len__(self) -> int:
        return len(self._of("file"))

    def file(self, name: str) -> FileRecord | None:
        """Return what is known of a file by its edition's name, None where that is nothing."""
        return self._read("file", name, file_of)

    def files(self) -> Iterator[FileRecord]:
        """Yield what is known of every file, in the order of their names, one at a time."""
        for name in sorted(self._of("file")):
            record = self.file(name)
            if record:
                yield record

    def clinics(self) -> set[str]:
        """Return the ids of the clinics that have files: names begin with them."""
        return {name.partition("/")[0] for name in self._of("file")}

    def copy(self, digest: str) -> CopyRecord | None:
        """Return the texts with a digest."""
        return self._read("copy", digest, copy_of)

    def clinic(self, digest: str) -> ClinicRecord | None:
        """Return a clinic's facts with a digest."""
        return self._read("clinic", digest, clinic_of)

    def package(self, file: str) -> PackageRecord | None:
        """Return what is known of a file that was made of others."""
        return self._read("package", file, package_of)

    def packages(self) -> Iterator[PackageRecord]:
        """Yield what is known of the files that were made of others, in the order of names."""
        yield from filter(None, map(self.package, sorted(self._of("package"))))

    def knows(self, record: CopyRecord | ClinicRecord) -> bool:
        """Tell whether texts or a clinic's facts have been written before."""
        line = KINDS[type(record)]
        return getattr(record, KEYS[line]) in self._of(line)

    def fit(self, layout: str) -> tuple[float, int] | None:
        """Return the body size and alignment that copyfit found for a layout that files have."""
        return self._fits.get(layout)

    def measured(self) -> Mapping[str, Measured]:
        """Return what copyfit found without making files, by layout fingerprint."""
        return self._read("measured", "", measured_of) or {}

    def add(self, records: Sequence[AnyRecord]) -> None:
        """Write records that are true from now on; when this returns they outlive a power cut."""
        self._append([line_of(record) for record in records])

    def forget(self, names: Sequence[str]) -> None:
        """Write that files are gone: leaflets by their editions' names, others by their own."""
        self._append([{"kind": "gone", "name": name} for name in names])

    def remember_measured(self, fits: Mapping[str, Measured]) -> None:
        """Write what was measured, in place of what was measured before."""
        self._append([{"kind": "measured", "fits": fits}])

    def compact(self) -> None:
        """Leave out what no longer holds, if that is most of a long manifest, or join its pieces.

        Nobody else may be writing.
        """
        stale = self._lines > WORTH_COMPACTING and self._lines > 2 * self._live()
        if stale or self._journal.pieces > MOST_PIECES:
            self._journal.rewrite(self._holding())
            self._index()

    def _live(self) -> int:
        return sum(map(len, self._at.values())) + 1

    def _index(self) -> None:
        self._at, self._fits, self._lines, self._foreign = {}, {}, 0, False
        for at, text in self._journal.lines():
            line = parsed(text)
            if not self._lines:
                self._foreign = line.get("kind") != "manifest" or line.get("format") != FORMAT
            self._lines += 1
            if self._foreign:
                return
            self._take(line, at)

    def _take(self, line: Line, at: int) -> None:
        kind = str(line.get("kind"))
        if kind == "gone":
            for files in (self._of("file"), self._of("package")):
                files.pop(str(line.get("name")), None)
        elif kind in KEYS:
            self._of(kind)[str(line.get(KEYS[kind], ""))] = at
            self._take_fit(line)

    def _take_fit(self, line: Line) -> None:
        fit, layout = line.get("fit"), line.get("layout")
        if layout and isinstance(fit, dict) and not fit.get("lines_over"):
            found = understood(lambda _: (float(fit["body"]), int(fit["alignment"])), line)
            if found:
                self._fits[str(layout)] = found

    def _append(self, lines: Sequence[Line]) -> None:
        if self._foreign or (self.torn and not self._lines):
            self._journal.rewrite([])
            self._index()
        if not self._lines:
            lines = [{"kind": "manifest", "format": FORMAT}, *lines]
        places = self._journal.append([text_of(line) for line in lines])
        self._lines += len(lines)
        for line, at in zip(lines, places, strict=True):
            self._take(line, at)

    def _of(self, kind: str) -> dict[str, int]:
        return self._at.setdefault(kind, {})

    def _read(self, kind: str, key: str, made: Callable[[Line], Record]) -> Record | None:
        at = self._of(kind).get(key)
        return None if at is None else understood(made, parsed(self._journal.line(at)))

    def _holding(self) -> Iterator[bytes]:
        """Yield the lines that still hold, without texts and clinics that no file has any more."""
        yield text_of({"kind": "manifest", "format": FORMAT})
        copies: set[str] = set()
        contacts: set[str] = set()
        for record in self.files():
            copies.add(record.copy)
            contacts.add(record.contact)
        wanted = {"copy": copies, "clinic": contacts}
        for kind in sorted(KEYS):
            for key, at in sorted(self._of(kind).items(), key=lambda item: item[1]):
                if kind not in wanted or key in wanted[kind]:
                    yield self._journal.line(at)


def read_manifest(storage: Storage) -> Manifest:
    """Return the manifest of a place, empty where there is none; nothing is written."""
    return Manifest(storage)
