"""A print firm's own thresholds: a profile file on top of one of our profiles."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..findings import Finding, Severity
from ..profiles import CMYK, PROFILES
from ..thresholds import Requirements, requirements
from .documents import Document, read_document

_OFF = "off"
_ORDERED = (  # what has to be at least what
    ("image_good", "image_least"),
    ("text_to_fold", "text_to_fold_least"),
    ("ink_limit", "ink_most"),
)


def load_requirements(path: Path, codes: Collection[str]) -> Requirements:
    """Read a profile file; ``codes`` are those of all findings that there can be.

    Raises InputError with everything that is wrong in it.
    """
    document, findings = read_document(path, str(path), "profile")
    if document is None:
        raise InputError(tuple(findings))
    data = document.data
    known = [id for id, profile in PROFILES.items() if profile.folded]
    usual = data.get("profile", next(id for id in known if PROFILES[id].colour == CMYK))
    problems = [
        *_unknown(document, "profile", [usual] if "profile" in data else [], known),
        *_unknown(document, "severities", data.get("severities", {}), codes),
    ]
    if problems:
        raise InputError(tuple(problems))
    wanted = _requirements(usual, path, data)
    problems += _order_findings(document, wanted)
    if problems:
        raise InputError(tuple(problems))
    return wanted


def _requirements(profile: str, path: Path, data: dict[str, Any]) -> Requirements:
    usual = requirements(PROFILES[profile])
    numbers = {name: float(number) for name, number in data.get("thresholds", {}).items()}
    sections = {name: tuple(ids) for name, ids in data.get("sections", {}).items()}
    return replace(
        usual,
        name=data.get("name", path.stem),
        thresholds=replace(usual.thresholds, **numbers),
        severities={
            code: None if word == _OFF else Severity[word.upper()]
            for code, word in data.get("severities", {}).items()
        },
        sections=sections if "sections" in data else usual.sections,
        guarantees={tag: tuple(words) for tag, words in data.get("guarantees", {}).items()},
        output_conditions=tuple(data.get("output_conditions", ())),
    )


def _unknown(
    document: Document, key: str, names: Iterable[str], known: Collection[str]
) -> list[Finding]:
    findings = []
    for name in names:
        if name in known:
            continue
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"there are: {', '.join(sorted(known))}."
        path = (key, name) if isinstance(document.data[key], dict) else (key,)
        findings.append(_finding(document, f"'{name}' is not known; {hint}", *path))
    return findings


def _order_findings(document: Document, wanted: Requirements) -> list[Finding]:
    findings = []
    for more, less in _ORDERED:
        higher, lower = getattr(wanted.thresholds, more), getattr(wanted.thresholds, less)
        if higher is not None and lower is not None and higher < lower:
            named = document.data.get("thresholds", {})
            message = f"{more} ({higher:g}) has to be at least {less} ({lower:g})."
            key = more if more in named else less
            findings.append(_finding(document, message, "thresholds", key))
    return findings


def _finding(document: Document, message: str, *path: str | int) -> Finding:
    return Finding("input.profile", Severity.ERROR, message, document.place(*path))
