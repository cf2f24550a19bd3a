"""What a check looks at: a source text, its translation, both languages, and the glossary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import TypeVar

from ..findings import Finding, Place, Severity
from ..model import Glossary, Language

Rule = TypeVar("Rule")

_TAG = re.compile(r"<[^<>]*>")
NO_GLOSSARY = Glossary()


@dataclass(frozen=True, slots=True)
class Pair:
    """A source text and its translation, with where the translation stands.

    ``longest``: so many letters have room at most, where the place has a limit.
    """

    key: str
    source: str
    target: str
    source_language: Language
    language: Language
    place: Place
    longest: int | None = None
    glossary: Glossary = NO_GLOSSARY

    @property
    def plain_source(self) -> str:
        return unescape(_TAG.sub("", self.source))

    @property
    def plain_target(self) -> str:
        return unescape(_TAG.sub("", self.target))

    def finding(self, code: str, severity: Severity, message: str) -> Finding:
        """Return a finding about this translation."""
        return Finding(f"translation.{code}", severity, message, self.place)


def rule_of(language: Language, rules: Mapping[str, Rule]) -> Rule:
    """Return the rule of a language: its own, one it falls back to, its base's, or that of all.

    Base languages are asked though the chain stops at another script: marks go by the language.
    """
    tags = (*language.chain, language.conventions, language.conventions.partition("_")[0], "")
    return next(rules[tag] for tag in tags if tag in rules)
