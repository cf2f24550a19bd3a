"""What a theme says to the press: the inks of its colours, and the press it is meant for."""

from __future__ import annotations

from pathlib import Path

from ..findings import Finding, Place, Severity
from ..model import Ink
from ..output_intents import OutputIntent, OutputIntentError, read_output_intent
from .documents import Document

FOLDER = "styles/profiles"
MOST_INK = 300  # percent, all inks together: what coated paper takes (ISO 12647-2)


def theme_colours(document: Document) -> dict[str, str]:
    """Return the colours of a theme as RGB such as #17443f, by name."""
    return {
        name: colour if isinstance(colour, str) else colour["rgb"]
        for name, colour in document.data["colours"].items()
    }


def theme_inks(document: Document) -> dict[str, Ink]:
    """Return the inks of those colours of a theme that name them."""
    return {
        name: _ink(colour["cmyk"])
        for name, colour in document.data["colours"].items()
        if not isinstance(colour, str)
    }


def _ink(values: list[float]) -> Ink:
    cyan, magenta, yellow, black = map(float, values)
    return cyan, magenta, yellow, black


def ink_findings(document: Document) -> list[Finding]:
    """Find colours with more ink than paper takes, and one colour with two kinds of ink."""
    colours, seen = theme_colours(document), dict[str, str]()
    findings = []
    inks = theme_inks(document)
    for name, ink in inks.items():
        place = document.place("colours", name)
        first = seen.setdefault(colours[name], name)
        if sum(ink) > MOST_INK:
            message = f"{name} has {sum(ink):g} % ink; paper takes {MOST_INK} % at most."
            findings.append(Finding("theme.ink", Severity.ERROR, message, place))
        if inks[first] != ink:
            message = (
                f"{name} and {first} are the same RGB, so they cannot have different inks; change "
                "the RGB of one, or give both the same CMYK."
            )
            findings.append(Finding("theme.ink", Severity.ERROR, message, place))
    return findings


def theme_output_intent(
    root: Path, document: Document
) -> tuple[OutputIntent | None, list[Finding]]:
    """Read the output intent that a theme names; None, with a finding, where it is no use."""
    place = document.place("output_intent")
    path = root / FOLDER / document.data["output_intent"]
    if not path.is_file():
        message = f"There is no '{path.name}' in {FOLDER}; put the ICC profile there."
        return None, [_error(message, place)]
    try:
        return read_output_intent(path), []
    except OutputIntentError as error:
        return None, [_error(str(error), place)]


def _error(message: str, place: Place) -> Finding:
    return Finding("theme.output-intent", Severity.ERROR, message, place)
