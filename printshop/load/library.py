"""The whole workspace: all brochures, clinics, themes and the texts they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from ..errors import BrochureError, InputError
from ..findings import Finding, Place, Severity
from ..folds import FOLDS
from ..messages import COMMON, language, load_approvals
from ..model import Brochure, Clinic, Language, Message, Theme
from .brochures import load_brochure
from .clinic_list import load_clinic_list
from .clinics import load_clinic
from .documents import Document, read_document
from .kinds import Library
from .languages import load_languages
from .markup import markup_findings
from .spreads import tint_findings
from .themes import drawing_findings, load_theme

Thing = TypeVar("Thing")
SHARED_MESSAGES = "templates/messages.yaml"


def load_library(
    root: Path, clinic_list: str | None = None, clinics_needed: bool = True
) -> Library:
    """Read the workspace at ``root``; the clinics are those of a table, where one is named.

    One source or the other: two would have clinics twice, and nobody would know which was printed.
    Without ``clinics_needed`` there may be none: somebody is about to write the first.
    Raises BrochureError where there is no workspace, and InputError with every problem of every
    file where there are any. Clinics that are wrong stop the others only where none is right.
    """
    if not (root / "brochures").is_dir():
        raise BrochureError(
            f"There is no folder 'brochures' in {root}; name the right folder with --root, or "
            "make a new workspace with 'init DIR'."
        )
    findings: list[Finding] = []
    brochures = _all(root, "brochures/*.yaml", load_brochure, findings)
    beside: list[str] = []
    clinics, clinic_findings = _clinics(root, clinic_list, beside)
    themes = _themes(root, brochures, findings)
    shared = _shared_messages(root, findings)
    for brochure in brochures.values():
        findings += _brochure_findings(brochure, shared, themes)
    languages, problems = load_languages(root)
    findings += problems
    approvals, problems = load_approvals(root)
    findings += problems
    if not findings:
        told = clinics or clinic_findings or not clinics_needed
        findings += _emptiness({"brochures": brochures, "brochures/clinics": told})
    if findings or (clinics_needed and not clinics):
        raise InputError((*findings, *clinic_findings))
    rest = (tuple(clinic_findings), tuple(beside), _known_languages(root, clinics.values()))
    return Library(root, brochures, clinics, themes, shared, languages, approvals, *rest)


def _brochure_findings(
    brochure: Brochure, shared: tuple[Message, ...], themes: Mapping[str, Theme]
) -> Iterator[Finding]:
    """Find what is wrong with a brochure beside the texts and the theme it goes with."""
    yield from _key_findings(brochure, shared)
    if brochure.theme in themes:
        yield from drawing_findings(brochure, themes[brochure.theme])
        yield from tint_findings(brochure, themes[brochure.theme])


def _themes(
    root: Path, brochures: Mapping[str, Brochure], findings: list[Finding]
) -> dict[str, Theme]:
    themes: dict[str, Theme] = {}
    for id in sorted({brochure.theme for brochure in brochures.values()}):
        theme, problems = load_theme(root, id)
        findings += problems
        if theme:
            themes[id] = theme
    findings += _fold_findings(brochures, themes)
    return themes


def _clinics(
    root: Path, clinic_list: str | None, beside: list[str]
) -> tuple[dict[str, Clinic], list[Finding]]:
    languages = reading_languages(root)
    if clinic_list is not None:
        return load_clinic_list(clinic_list, languages, beside)
    findings: list[Finding] = []
    load = partial(load_clinic, languages=languages)
    return _all(root, "brochures/clinics/*.yaml", load, findings), findings


def _known_languages(root: Path, clinics: Iterable[Clinic]) -> dict[str, Language]:
    tags = {*reading_languages(root), *(clinic.language for clinic in clinics)}
    return {tag: language(tag) for tag in sorted(tags)}


def reading_languages(root: Path) -> tuple[str, ...]:
    """Return the languages of a workspace's catalogs, which its people may write in, too."""
    tags = {path.parent.name for path in root.glob("locales/*/LC_MESSAGES")}
    known = []
    for tag in sorted(tags):
        with suppress(BrochureError):  # not in CLDR
            known.append(language(tag).tag)
    return tuple(known)


def _key_findings(brochure: Brochure, shared: tuple[Message, ...]) -> list[Finding]:
    """Find texts of a brochure under keys that the shared texts have."""
    taken = {message.key for message in shared}
    findings = [
        Finding(
            "input.same-id",
            Severity.ERROR,
            f"'{message.key}' is the key of a text that all brochures share; take another id.",
            message.place,
        )
        for message in brochure.messages()
        if message.key in taken
    ]
    if brochure.id == COMMON:
        message = f"A brochure cannot be called '{COMMON}': that is the catalog all share."
        findings.append(Finding("input.same-id", Severity.ERROR, message, Place(brochure.path)))
    return findings


def _fold_findings(brochures: Mapping[str, Brochure], themes: Mapping[str, Theme]) -> list[Finding]:
    return [
        Finding(
            "input.fold",
            Severity.ERROR,
            f"The theme '{brochure.theme}' has no layout '{FOLDS[fold].layout}', which the fold "
            f"'{fold}' needs; add it to the theme, or leave the fold out.",
            Place(brochure.path, 0, "folds"),
        )
        for brochure in brochures.values()
        for fold in brochure.folds
        if brochure.theme in themes and FOLDS[fold].layout not in themes[brochure.theme].layouts
    ]


def _all(
    root: Path,
    pattern: str,
    load: Callable[[Path, Path], tuple[Thing | None, list[Finding]]],
    findings: list[Finding],
) -> dict[str, Thing]:
    things = {}
    for path in sorted(root.glob(pattern)):
        thing, problems = load(root, path)
        findings += problems
        if thing is not None:
            things[path.stem] = thing
    return things


def _shared_messages(root: Path, findings: list[Finding]) -> tuple[Message, ...]:
    document, problems = read_document(root / SHARED_MESSAGES, SHARED_MESSAGES, "messages")
    findings += problems
    if document is None:
        return ()
    messages = messages_of(document)
    for message in messages:
        findings += markup_findings(message.text, message.plain, message.place)
    return messages


def messages_of(document: Document) -> tuple[Message, ...]:
    """Return the texts in a document of that schema, in its order."""
    return tuple(
        Message(
            key, entry["text"], entry["comment"], document.place(key), entry.get("plain", False)
        )
        for key, entry in document.data.items()
    )


def _emptiness(wanted: Mapping[str, object]) -> list[Finding]:
    return [
        Finding(
            "input.empty",
            Severity.ERROR,
            f"There is no .yaml file in {folder}/; put one there.",
            Place(folder),
        )
        for folder, found in wanted.items()
        if not found
    ]
