"""Which files a table of clinics is: itself, perhaps with the name of a sheet, and its settings."""

from __future__ import annotations

from pathlib import Path

SHEET = "#"  # between a file and the name of the sheet in it


def path_and_sheet(given: str) -> tuple[Path, str]:
    """Return the file that is named and the sheet in it, which is empty where none is named."""
    if SHEET not in given or Path(given).exists():
        return Path(given), ""
    file, _, sheet = given.rpartition(SHEET)
    return Path(file), sheet


def settings_path(table: Path) -> Path:
    """Return where the settings of a table stand: clinics.columns.yaml of clinics.xlsx."""
    return table.with_suffix(".columns.yaml")
