"""An audit for programs: groups as JSON, and a row of CSV for each file that is not current."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Any

from ..audit.changes import Change
from ..audit.groups import TextGroup, clinic_groups, text_groups
from ..audit.standing import Audit, Reason, Review, Spread, review_on
from ..manifest import FileRecord, Manifest
from ..storage.files import write_chunks
from .report import finding_entry

COLUMNS = (
    *("file", "brochure", "language", "clinic", "fold", "profile", "version"),
    *("made", "review", "standing", "reasons"),
)
_CHUNK = 1 << 20  # bytes


class Rows:
    """Rows of CSV, a file each, that grow on the disk; without a file to write, nothing."""

    def __init__(self, text: IO[str] | None) -> None:
        self._text = text
        self._row([*COLUMNS])

    def add(self, file: FileRecord, reasons: Sequence[Reason], today: date) -> None:
        """Write a row about a file, if it has to be replaced or its review is near or past."""
        standing = review_on(file.review, today)
        if reasons or standing is not Review.IN_DATE:
            said = "; ".join(reason.value for reason in reasons)
            values = [str(getattr(file, name)) for name in COLUMNS[:-2]]
            self._row([*values, standing.value, said])

    def _row(self, values: list[str]) -> None:
        if self._text:
            csv.writer(self._text).writerow(values)


@contextmanager
def csv_file(path: Path | None) -> Iterator[Rows]:
    """Open a CSV file (UTF-8, as spreadsheets read it), written whole when the block is left."""
    if path is None:
        yield Rows(None)
        return
    with tempfile.TemporaryFile() as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        yield Rows(text)
        text.detach()
        file.seek(0)
        write_chunks(path, iter(lambda: file.read(_CHUNK), b""))


def as_json(audit: Audit, manifest: Manifest) -> str:
    """Return an audit as JSON (format 1): reviews, texts, clinics and other files, in groups."""
    content = {
        "format": 1,
        "today": audit.today.isoformat(),
        "files": audit.files,
        "current": audit.current,
        "urgent": audit.urgent,
        "brochures": [_brochure(audit, id) for id in sorted(audit.brochures)],
        "printed": [
            {
                "brochure": brochure,
                "review": review.isoformat(),
                "standing": review_on(review, audit.today).value,
                **_spread(spread),
            }
            for (brochure, review), spread in sorted(audit.printed.items())
        ],
        "texts": [_texts(group) for group in text_groups(audit, manifest)],
        "findings": [finding_entry(finding) for finding in audit.present.library.findings],
        "clinics": [asdict(group) for group in clinic_groups(audit, manifest)],
        "others": [
            {"what": reason.name.lower(), "brochure": brochure, **_spread(spread)}
            for (reason, brochure), spread in sorted(
                audit.others.items(), key=lambda item: (item[0][0].name, item[0][1])
            )
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _brochure(audit: Audit, id: str) -> dict[str, Any]:
    brochure = audit.brochures[id]
    return {
        "brochure": id,
        "version": brochure.version,
        "review": brochure.review.isoformat(),
        "days_left": (brochure.review - audit.today).days,
        "standing": review_on(brochure.review, audit.today).value,
    }


def _texts(group: TextGroup) -> dict[str, Any]:
    key = group.key
    return {
        "brochure": key.brochure,
        "language": key.language,
        "version_then": key.then,
        "version_now": key.now,
        "known": group.known,
        **_spread(group.spread),
        "changes": [_change(change) for change in group.changes],
        "facts": [asdict(fact) for fact in group.facts],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "key": change.key,
        "kind": change.kind,
        "before": _text(change.before),
        "after": _text(change.after),
    }


def _text(text: tuple[str, str | None] | None) -> dict[str, str | None] | None:
    return None if text is None else {"source": text[0], "translation": text[1]}


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "files": spread.files,
        "clinics": spread.clinics,
        "languages": [*spread.languages],
        "folds": [*spread.folds],
        "examples": spread.examples,
    }
