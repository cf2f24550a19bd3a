"""What the .po files say, read directly, with nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

import polib

from ..errors import BrochureError, InputError
from ..findings import Finding, Place, Severity
from ..model import Catalog, Translation
from .currency import Catalogs
from .languages import check_tag


def load_catalogs(root: Path, languages: Collection[str] = ()) -> tuple[Catalogs, list[Finding]]:
    """Read every catalog below ``locales/``; a file that cannot be read is a finding.

    ``languages`` are the tags that CLDR lacks and the workspace has.
    """
    catalogs: dict[tuple[str, str], Catalog] = {}
    findings: list[Finding] = []
    for path in sorted(root.glob("locales/*/LC_MESSAGES/*.po")):
        tag, domain = path.parents[1].name, path.stem
        try:
            if tag not in languages:
                check_tag(tag)
            catalogs[tag, domain] = read_catalog(path, root, tag, domain)
        except InputError as error:
            findings += error.findings
        except BrochureError as error:
            place = Place(path.relative_to(root).as_posix())
            findings.append(Finding("catalog.unreadable", Severity.ERROR, str(error), place))
    return catalogs, findings


def read_catalog(path: Path, root: Path, tag: str, domain: str) -> Catalog:
    """Read one .po file.

    Raises BrochureError where it cannot be read, or says two things about one place.
    """
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_text("utf-8-sig")
        _refuse_broken_lines(text, name)
        file = polib.pofile(str(path), encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise BrochureError(
            f"This catalog cannot be read ({error}); mend it in Poedit, or take the last good one."
        ) from error
    entries: dict[str, Translation] = {}
    for entry in file:
        if entry.obsolete or entry.msgctxt is None:
            continue
        if entry.msgctxt in entries:
            raise BrochureError(
                f"'{entry.msgctxt}' stands twice, in lines {entries[entry.msgctxt].place.line} and "
                f"{entry.linenum}; delete one."
            )
        place = Place(name, entry.linenum or 0, entry.msgctxt)
        entries[entry.msgctxt] = Translation(
            entry.msgid, entry.msgstr, entry.fuzzy, place, longest(entry.flags)
        )
    return Catalog(tag, domain, entries)


def longest(flags: Iterable[str]) -> int | None:
    """Return the length limit among the flags of an entry, as Weblate writes it."""
    found = (re.fullmatch(r"max-length:\s*(\d{1,9})", flag.strip()) for flag in flags)
    return min((int(match[1]) for match in found if match), default=None)


_PO_LINE = re.compile(
    r"\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?"
    r'"(?:[^"\\]|\\.)*"\s*)?'
)


def _refuse_broken_lines(text: str, name: str) -> None:
    """Refuse lines that are no PO syntax: the library would cut letters off in silence."""
    for number, line in enumerate(text.split("\n"), 1):
        if not _PO_LINE.fullmatch(line):
            message = (
                "This line is not as a catalog has it: is a quotation mark missing, or one too "
                'many inside (write \\" there)? Mend it, or take the last good file.'
            )
            place = Place(name, number)
            raise InputError((Finding("catalog.syntax", Severity.ERROR, message, place),))
