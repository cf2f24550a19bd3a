"""What a workspace holds, once it has been read: all that the stages after it want to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..findings import Finding
from ..model import Brochure, Clinic, Language, Message, Theme

if TYPE_CHECKING:
    from ..messages import Approvals


@dataclass(frozen=True)
class Library:
    """Everything a workspace holds, by id.

    ``findings`` are on clinics that are left out because something in them is wrong. ``beside`` are
    the files outside of its folders that were looked for, there or not: a table's logos. ``known``
    is what CLDR knows of the languages of its catalogs and clinics.
    """

    root: Path
    brochures: Mapping[str, Brochure]
    clinics: Mapping[str, Clinic]
    themes: Mapping[str, Theme]
    shared_messages: tuple[Message, ...]
    languages: Mapping[str, Language]
    approvals: Approvals
    findings: tuple[Finding, ...] = ()
    beside: tuple[str, ...] = ()
    known: Mapping[str, Language] = field(default_factory=dict)

    def in_large_print(self, body: float) -> Library:
        """Return the workspace with themes that set text at one body size, in points."""
        themes = {id: theme.in_large_print(body) for id, theme in self.themes.items()}
        return replace(self, themes=themes)

    def language(self, tag: str) -> Language:
        """Return a language of CLDR, of a file in the workspace, or a pseudo-language.

        Raises BrochureError for a tag that nothing is known of.
        """
        from ..messages import PSEUDO_LANGUAGES

        return self.languages.get(tag) or PSEUDO_LANGUAGES.get(tag) or self.known_language(tag)

    def known_language(self, tag: str) -> Language:
        """Return what CLDR knows of a language.

        Raises BrochureError for a tag that it lacks.
        """
        if tag in self.known:
            return self.known[tag]
        from ..messages import language  # which takes its time

        return language(tag)
