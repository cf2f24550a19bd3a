"""What the workspace would print today in place of a file that was made once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from ..copies import Copies
from ..findings import Severity
from ..folds import FOLDS, UNFOLDED
from ..load import Library
from ..manifest import ClinicRecord, CopyRecord, FileRecord
from ..messages import language
from ..model import Edition
from ..profiles import PROFILES


class Present:
    """The texts and the clinics of a workspace as they are now.

    ``editions`` are at least one of each brochure in each language that it is made in, of any
    clinic, fold and profile.
    """

    def __init__(self, library: Library, editions: Iterable[Edition]) -> None:
        self.library = library
        self._copies = Copies()
        self._editions: dict[tuple[str, str], Edition] = {}
        for edition in editions:
            self._editions.setdefault((edition.brochure.id, edition.language.tag), edition)
        self._texts: dict[tuple[str, str, str, bool], CopyRecord] = {}
        self._by_digest: dict[str, CopyRecord] = {}
        self._clinic: ClinicRecord | None = None

    def offers(self, file: FileRecord) -> bool:
        """Tell whether a file like this one can still be made, for any clinic."""
        return (
            (file.brochure, file.language) in self._editions
            and file.profile in PROFILES
            and self._has_fold(file)
        )

    def has_clinic(self, id: str) -> bool:
        """Tell whether a clinic is there and can be read."""
        return id in self.library.clinics

    def may_be_unreadable(self, id: str) -> bool:
        """Tell whether a clinic that is not known may be there, with something wrong in it.

        A row of a table that cannot be read may be any clinic's.
        """
        wrong = [f.place for f in self.library.findings if f.severity >= Severity.ERROR]
        return any(place.rows or PurePosixPath(place.file).stem == id for place in wrong)

    def texts(self, file: FileRecord) -> CopyRecord:
        """Return the texts that a file, which has to be offered, would have today."""
        key = (file.brochure, file.language, file.fold, file.draft)
        if key not in self._texts:
            brochure = self.library.brochures[file.brochure].on(file.fold)
            edition = self._editions[file.brochure, file.language]
            texts = self._copies.texts(replace(edition, brochure=brochure, draft=file.draft))
            self._texts[key] = self._by_digest[texts.copy] = texts
        return self._texts[key]

    def copy(self, digest: str) -> CopyRecord:
        """Return texts that were asked for before, by their digest."""
        return self._by_digest[digest]

    def clinic(self, id: str) -> ClinicRecord:
        """Return the facts of a clinic of the workspace that files would have today."""
        if self._clinic is None or self._clinic.clinic != id:  # files come clinic by clinic
            clinic = self.library.clinics[id]
            edition = next(iter(self._editions.values()))  # any: a clinic's facts are its own
            reader = language(clinic.language)
            edition = replace(edition, clinic=clinic, clinic_language=reader)
            self._clinic = self._copies.clinic(edition)
        return self._clinic

    def _has_fold(self, file: FileRecord) -> bool:
        if file.fold == UNFOLDED.id or file.fold in self.library.brochures[file.brochure].folds:
            return True
        fold = FOLDS.get(file.fold)  # large print is made in folds that no brochure has to name
        ordinary = f"{file.clinic}/{file.brochure}.{file.language}.{file.fold}.{file.profile}"
        return fold is not None and bool(fold.roomier) and not file.name.startswith(ordinary)
