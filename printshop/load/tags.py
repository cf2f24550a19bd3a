"""Language tags in files: each is one that CLDR knows."""

from __future__ import annotations

from ..errors import BrochureError
from ..findings import Finding, Severity
from ..messages import language
from .documents import Document


def language_findings(document: Document, tag: str, *path: str | int) -> list[Finding]:
    """Return a finding where a tag, which stands at a path of a document, is not a language."""
    try:
        language(tag)
    except BrochureError as error:
        return [Finding("input.language", Severity.ERROR, str(error), document.place(*path))]
    return []
