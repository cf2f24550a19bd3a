"""What a check looks at: a source text, its translation, and both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from ..findings import Finding, Place, Severity
from ..model import Language

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Pair:
    """A source text and its translation, with where the translation stands."""

    key: str
    source: str
    target: str
    source_language: Language
    language: Language
    place: Place

    @property
    def plain_source(self) -> str:
        return unescape(_TAG.sub("", self.source))

    @property
    def plain_target(self) -> str:
        return unescape(_TAG.sub("", self.target))

    def finding(self, code: str, severity: Severity, message: str) -> Finding:
        """Return a finding about this translation."""
        return Finding(f"translation.{code}", severity, message, self.place)
