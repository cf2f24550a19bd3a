"""Inline markup in source texts: a few plain tags, without attributes."""

from __future__ import annotations

import re

from ..findings import Finding, Place, Severity

ALLOWED_TAGS = ("em", "strong", "sub", "sup", "br")
_TAG = re.compile(r"<[/!?A-Za-z][^>]*>?")
_ALLOWED = re.compile(rf"</?(?:{'|'.join(ALLOWED_TAGS)})>")


def markup_findings(text: str, plain: bool, place: Place) -> list[Finding]:
    """Return a finding where a text has markup it cannot have; ``plain`` texts have none."""
    tags = _TAG.findall(text)
    if not tags or (not plain and all(_ALLOWED.fullmatch(tag) for tag in tags)):
        return []
    allowed = "none" if plain else ", ".join(f"<{tag}>" for tag in ALLOWED_TAGS)
    message = f"Markup that is not allowed here; possible: {allowed}."
    return [Finding("input.markup", Severity.ERROR, message, place)]
