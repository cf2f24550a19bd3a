"""Every glyph is a character: none is missing, and the file says which each one is.

Rationale: a missing glyph is printed as an empty box. Where the file does not say what a glyph
means, nobody can search, copy or hear the text, and no check can read it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..pdf import Text
from ..results import Problem, Rule, Spot, places
from ..subject import Check, Subject

MISSING = Rule("text.missing-glyph", Severity.ERROR, "No glyph is .notdef")
REPLACED = Rule("text.replacement", Severity.ERROR, "No character is U+FFFD")
UNTOLD = Rule("font.no-unicode", Severity.ERROR, "Fonts say what their glyphs mean (ToUnicode)")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find empty boxes, replacement characters and fonts that do not tell."""
    found: dict[tuple[Rule, str], list[Spot]] = {}
    for page in subject.pages:
        for text in page.of(Text):
            for rule in _broken(text):
                name = text.font.name if rule is UNTOLD else ""
                found.setdefault((rule, name), []).append(subject.spot(page, text))
    for (rule, name), spots in found.items():
        yield rule.broken(_message(rule, name, len(spots)), *spots)


def _broken(text: Text) -> Iterator[Rule]:
    if text.missing and text.drawn:
        yield MISSING
    told = text.text.count("\ufffd")
    if text.unknown:
        yield UNTOLD
    elif told:
        yield REPLACED


def _message(rule: Rule, name: str, count: int) -> str:
    if rule is MISSING:
        return (
            f"Text has characters that its font lacks, in {places(count)}, printed as empty boxes "
            "or not at all; choose a font that has them."
        )
    if rule is REPLACED:
        return (
            f"Text holds the replacement character U+FFFD in {places(count)}: a file was read in "
            "a wrong encoding; write the text anew."
        )
    return (
        f"The font {name} does not say which characters its glyphs are, so its text cannot be "
        "searched, copied or read aloud; export it with ToUnicode tables."
    )


CHECK = Check("font meaning", __doc__, (MISSING, REPLACED, UNTOLD), examine)
