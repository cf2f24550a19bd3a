"""The pages of a review as HTML: a first page to sign, then the panels and their texts."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape

from ..compose import any_script, font_stack, paint
from ..errors import BrochureError, InputError
from ..findings import Finding, Place, Severity
from ..geometry import Size
from ..messages import language, language_name, long_date, short_code
from ..model import Edition, Language
from ..templates import fill_in
from .markers import GUTTER, Marker
from .texts import ReviewText, State

TEMPLATE, STYLES = "review.html", "review.css"
PICTURE_HEIGHT = 180.0  # mm: a page on its side, without its margins
PAGE_MARGIN = 10.0  # mm
_RULE = 4.4  # mm between the lines to write on
_LETTERS, _LINE = 42, 4.2  # letters in a line beside a narrow panel, and its height in mm; roughly
_MOST = 30  # lines to write on: a field has to fit a page
_TAG = re.compile(r"<[^>]+>")
INSTRUCTIONS = "en"  # the language that the template is written in

VERDICTS = (
    ("approved", "Approved as it is"),
    ("remarks", "Approved with the remarks made here"),
    ("refused", "Not approved"),
)
FIELDS = (
    ("name", "Name"),
    ("role", "Role"),
    ("registration", "Registration number"),
    ("date", "Date"),
    ("signature", "Signature"),
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A text under its number, which is its own in the whole review."""

    number: int
    text: ReviewText


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: the size of its picture in mm, the numbers on it, and the texts beginning on it."""

    number: int
    name: str
    size: Size
    markers: tuple[Marker, ...]
    texts: tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Texts that stand on no panel, and what they are."""

    name: str
    about: str
    texts: tuple[Numbered, ...]


def scale_of(edition: Edition) -> float:
    """Return how much smaller the pictures of panels are than the panels."""
    return PICTURE_HEIGHT / edition.fold.sheet.height


def document_html(
    edition: Edition, texts: Sequence[Numbered], panels: Sequence[Panel], parts: Sequence[Part]
) -> str:
    """Return a review as HTML; the places of panels are named with their numbers, and empty.

    Raises InputError where the theme has no review, or a wrong one.
    """
    theme, brochure = edition.theme, edition.brochure
    if STYLES not in theme.style_sheets:
        message = "This file is missing; take it from a new workspace (see 'init')."
        place = Place(f"styles/{theme.id}/{STYLES}")
        raise InputError((Finding("theme.file", Severity.ERROR, message, place),))
    source = language(brochure.source_language)
    title = next(entry.text for entry in texts if entry.text.key == brochure.title.key)
    name = _english_name(edition.language)
    context = {
        "title": f"Translation review: {_words(title.source)}, {name}",
        "names": {"source": title.source, "target": title.translation},
        "brochure": brochure,
        "clinic": edition.clinic,
        "source": source,
        "target": edition.language,
        "english_name": name,
        "code": code_of(texts),
        "facts": _facts(edition, texts, source),
        "approved": _approved(texts) == len(texts),
        "statement": _statement(texts),
        "counts": _counts(texts),
        "verdicts": VERDICTS,
        "fields": FIELDS,
        "room": _room,
        "panels": panels,
        "parts": parts,
        "css": _css(edition, source, panels),
    }
    return fill_in(theme, TEMPLATE, context)


def _room(entry: Numbered) -> float:
    """Return the height of the field for remarks on a text in mm: about that of the text."""
    letters = max(len(_words(html)) for html in (entry.text.source, entry.text.translation))
    lines = math.ceil(letters / _LETTERS) * _LINE / _RULE
    return round(min(max(2, math.floor(lines)), _MOST) * _RULE, 2)


def _words(html: str) -> str:
    return unescape(_TAG.sub("", html))


def _english_name(own: Language) -> str:
    try:
        return language_name(own.tag, INSTRUCTIONS)
    except BrochureError:  # a language that CLDR lacks, or a pseudo-language
        return own.autonym


# --- what the first page says --------------------------------------------------------------------


def code_of(texts: Iterable[Numbered]) -> str:
    """Return the code of the texts under review, as they are."""
    return short_code(entry.text.digest for entry in texts)


RULE = (  # a line to write on, repeated downwards
    f'<svg xmlns="http://www.w3.org/2000/svg" width="300mm" height="{_RULE}mm" '
    f'viewBox="0 0 300 {_RULE}"><path d="M0 {_RULE - 0.1}h300" stroke="#a0a0a0" '
    'stroke-width="0.15"/></svg>'
).encode()


def _facts(
    edition: Edition, texts: Sequence[Numbered], source: Language
) -> tuple[tuple[str, str], ...]:
    brochure, own = edition.brochure, edition.language
    produced, due = (long_date(day, INSTRUCTIONS) for day in (brochure.produced, brochure.review))
    messages = (*brochure.messages(), *edition.shared_messages)
    known = dict.fromkeys((_english_name(own), own.html_tag))
    sources = short_code(f"{message.key} {message.text}" for message in messages)
    return (
        ("Language", f"{own.autonym} ({', '.join(known)})"),
        ("Brochure", f"{brochure.id}, version {brochure.version}"),
        ("Dates", f"produced {produced}, review due {due}"),
        ("Shown as", f"{edition.fold.name}, for {edition.clinic.name}"),
        ("Source", f"{_english_name(source)}, code {sources}"),
        ("Translation", f"{_english_name(own)}, code {code_of(texts)}"),
    )


def _approved(texts: Sequence[Numbered]) -> int:
    return sum(entry.text.approval is not None for entry in texts)


def _statement(texts: Sequence[Numbered]) -> str:
    approved = _approved(texts)
    if not approved:
        return "These texts are not approved yet."
    if approved < len(texts):
        return f"Not all of these texts are approved yet: {approved} of {len(texts)} are."
    return "All of these texts are approved."


_COUNTED = {
    State.FUZZY: "marked as fuzzy",
    State.STALE: "older than their source",
    State.MISSING: "without a translation",
    State.BORROWED: "taken from another language",
}


def _counts(texts: Sequence[Numbered]) -> str:
    states = Counter(entry.text.state for entry in texts)
    trouble = [f"{states[state]} {words}" for state, words in _COUNTED.items() if states[state]]
    return f"{len(texts)} texts: {', '.join(trouble) or 'all of them translated'}."


# --- how it looks --------------------------------------------------------------------------------


def _css(edition: Edition, source: Language, panels: Sequence[Panel]) -> str:
    """Return the style sheet, with the sizes of the pictures and the fonts of both languages."""
    theme = edition.theme
    widest = max((panel.size.width for panel in panels), default=0.0)
    rules = f"""
@page panel {{ margin-left: {PAGE_MARGIN + widest + 2 * GUTTER:.2f}mm }}
.picture {{ margin-left: {PAGE_MARGIN}mm }}
html {{ font-family: {_families(edition, source, edition.language)} }}
.script {{ {_script_rules(edition, edition.language)} }}
.source {{ {_script_rules(edition, source)} }}
.source em {{ {_emphasis(edition, source)} }}
.script em {{ {_emphasis(edition, edition.language)} }}
.display {{ {_display_rules(edition, source)} }}
.display.script {{ {_display_rules(edition, edition.language)} }}
"""
    return paint(theme.style_sheets[STYLES], theme.colours) + rules


def _families(edition: Edition, *languages: Language) -> str:
    """Return the fonts of some languages, and then all others: names may be in any script."""
    styles = [edition.theme.script_style(own.script) for own in languages]
    own = (family for style in styles for family in style.body)
    return font_stack(tuple(dict.fromkeys((*own, *any_script(edition.theme, styles[-1])))))


def _script_rules(edition: Edition, own: Language) -> str:
    style = edition.theme.script_style(own.script)
    return f"font-family: {_families(edition, own)}; line-height: {style.line_height}"


def _emphasis(edition: Edition, own: Language) -> str:
    style = edition.theme.script_style(own.script)
    return f"font-{'style' if style.emphasis == 'italic' else 'weight'}: {style.emphasis}"


def _display_rules(edition: Edition, own: Language) -> str:
    style = edition.theme.script_style(own.script)
    return f"font-family: {font_stack(style.heading)}; font-weight: {style.heading_weight}"
