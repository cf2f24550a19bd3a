"""A clinic's form saved as its file; what somebody else wrote meanwhile is never lost."""

from __future__ import annotations

import threading
from pathlib import Path

from ...load.clinic_files import CLINICS, clinic_entry, clinic_text, new_clinic_id
from ...load.clinics import load_clinic
from ...load.library import reading_languages
from ...model import Clinic
from ...storage import write_file
from . import uploads
from .form import KEPT_LOGO, Checked, Form, digest_of

_lock = threading.Lock()  # between the look at a file and its change


class Changed(Exception):  # noqa: N818  (nothing is wrong: two people worked at once)
    """The file is not as it was when the form was opened; ``raw`` is as it is, None if it is gone.

    ``now`` is the clinic that it says, None where something in it is wrong.
    """

    def __init__(self, raw: bytes | None, now: Clinic | None) -> None:
        self.raw, self.now = raw, now
        super().__init__()


def clinic_path(root: Path, id: str) -> Path | None:
    """Return the file of a clinic that there is, None for an id that no file has."""
    return next((path for path in _files(root) if path.stem == id), None)


def save(root: Path, form: Form, checked: Checked) -> str:
    """Write a clinic's file, and its logo beside it; returns the clinic's id.

    Raises Changed where the file is another than the form was filled from, and BrochureError where
    it cannot be written.
    """
    with _lock:
        path, raw, was = _as_opened(root, form)
        if path is None:
            taken = [path.stem for path in _files(root)]
            id = new_clinic_id(checked.clinic.name, checked.clinic.address, taken)
            path = root / CLINICS / f"{id}.yaml"
        entry = dict(checked.entry)
        before = clinic_entry(was, path.parent) if was else None
        logo = _logo(path, form.logo, (before or {}).get("logo", ""))
        if logo:
            entry["logo"] = logo
        text = clinic_text(entry, raw, before)
        if text != raw:
            write_file(path, text)
        return path.stem


def _files(root: Path) -> list[Path]:
    return sorted((root / CLINICS).glob("*.yaml"))


def _as_opened(root: Path, form: Form) -> tuple[Path | None, bytes, Clinic | None]:
    """Return a clinic's file, its bytes and what it says; nothing for a new one."""
    if not form.clinic:
        return None, b"", None
    path = clinic_path(root, form.clinic)
    if path is None:
        raise Changed(None, None)
    raw = path.read_bytes()
    was, _ = load_clinic(root, path, reading_languages(root))
    if digest_of(raw) != form.digest:
        raise Changed(raw, was)
    return path, raw, was


def _logo(path: Path, logo: str, before: str) -> str:
    """Put an upload beside a clinic's file; returns the name of the clinic's logo."""
    if logo in ("", KEPT_LOGO):
        return before if logo else ""
    data = (uploads.folder() / logo).read_bytes()
    digest, _, suffix = logo.partition(".")
    beside = path.with_name(f"{path.stem}-{digest[:12]}.{suffix}")
    if not beside.is_file() or beside.read_bytes() != data:
        write_file(beside, data)
    return beside.name
