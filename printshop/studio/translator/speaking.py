"""What the checks say of one text while it is typed."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from pathlib import Path

from ...catalogs.template import TAG
from ...findings import Finding, Place, Severity
from ...load.glossary import load_glossary
from ...load.markup import markup_findings
from ...messages import COMMON, catalog_path
from ...model import Glossary
from ...preflight import families_of, missing_in
from ...translation_checks import Pair, check, letters
from .desk import Desk, Text


def glossary_of(desk: Desk) -> tuple[Glossary, tuple[Finding, ...]]:
    """Return the workspace's glossary; it is empty where it is wrong, which keeps nobody waiting.

    What is wrong with it are warnings, then.
    """
    library = desk.snapshot.library
    glossary, findings = load_glossary(library.root, library.languages)
    return glossary, tuple(replace(found, severity=Severity.WARNING) for found in findings)


def pair_of(desk: Desk, text: Text, target: str, glossary: Glossary) -> Pair:
    """Return a text and a translation as the checks look at them."""
    return Pair(
        text.message.key,
        text.message.text,
        target,
        desk.source(text.domain),
        desk.language,
        place_of(desk, text),
        text.longest,
        glossary,
    )


def place_of(desk: Desk, text: Text) -> Place:
    """Return where the translation of a text stands."""
    path = catalog_path(Path(), desk.language.tag, text.domain)
    return Place(path.as_posix(), 0, text.message.key)


def findings(desk: Desk, text: Text, target: str) -> tuple[Finding, ...]:
    """Return what the checks find in a translation, with markup that no text may have first."""
    refused = refusals(desk, text, target)
    glossary, troubles = glossary_of(desk)
    found = check(pair_of(desk, text, target, glossary))
    missing = _missing_signs(desk, text, target)
    return tuple(dict.fromkeys((*refused, *found, *missing, *troubles)))


def refusals(desk: Desk, text: Text, target: str) -> tuple[Finding, ...]:
    """Return why a translation cannot be saved at all: markup that no text may have."""
    return tuple(markup_findings(target, text.message.plain, place_of(desk, text)))


def width(target: str) -> int:
    """Return how many letters wide a translation is, as its limit counts them."""
    return letters(unescape(TAG.sub("", target)))


def _missing_signs(desk: Desk, text: Text, target: str) -> tuple[Finding, ...]:
    themes = desk.snapshot.library.themes
    wanted = [desk.brochure.theme] if text.domain != COMMON else sorted(themes)
    if text.message.plain:
        return ()
    found: list[Finding] = []
    for theme in (themes[id] for id in wanted):
        families = families_of(text.message.key, theme, desk.language.script)
        found += missing_in(target, theme, families, place_of(desk, text))
    return tuple(found)
