"""What checks look at: a finished file, what is asked of it and, of our own, what it should say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ..findings import Place
from ..folds import Fold
from ..geometry import millimetres
from ..model import Copy, Edition
from ..thresholds import Requirements, Thresholds
from .pdf import Box, Mark, PdfDocument, PdfPage
from .pdf.lines import Line
from .pdf.logical import contents_of
from .results import Problem, Rule, Spot

_UNSAID = re.compile("[\\s\u00ad\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+")


def squeezed(text: str) -> str:
    """Return a text without white space and marks that nobody sees, to compare it with others."""
    return _UNSAID.sub("", text)


@dataclass(frozen=True)
class Ours:
    """What is known of a file that was built here.

    ``fold`` is as in the file: mirrored where its script runs from right to left, and with as many
    pages as it got; None where that is not to be known. ``facts`` are the values that the template
    prints, as they are read, in reading order. ``has_code``: it prints a QR code.
    """

    edition: Edition
    copy: Copy
    fold: Fold | None
    facts: tuple[str, ...]
    has_code: bool


@dataclass(frozen=True)
class Passage:
    """A text to be read: its words, and where it stands."""

    text: str
    key: str
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Subject:
    """A file under examination, and the day of it. ``separate``: plates may be made, which takes
    time.
    """

    document: PdfDocument
    requirements: Requirements
    today: date
    ours: Ours | None = None
    separate: bool = True

    @property
    def pages(self) -> tuple[PdfPage, ...]:
        return self.document.pages

    @property
    def thresholds(self) -> Thresholds:
        return self.requirements.thresholds

    @cached_property
    def language(self) -> str:
        """The tag of the language the file is in; nothing where nobody says."""
        return self.ours.edition.language.tag if self.ours else self.document.language

    def spot(self, page: PdfPage, mark: Mark | Box) -> Spot:
        """Return the place of a mark, or of a box in points."""
        box = mark if isinstance(mark, Box) else mark.box
        mcid = None if isinstance(mark, Box) else mark.tag.mcid
        lengths = (box.left - page.trim.left, page.trim.top - box.top, box.width, box.height)
        left, top, width, height = (round(millimetres(length), 2) for length in lengths)
        key = self._keys.get((page.number, mcid), "") if mcid is not None else ""
        return Spot(page.number, (left, top, width, height), key)

    def line_spot(self, page: PdfPage, line: Line) -> Spot:
        """Return the place of a line of type."""
        return replace(self.spot(page, line.texts[0]), box=self.spot(page, line.box).box)

    def paragraphs_in(self, page: PdfPage, line: Line) -> set[int]:
        """Return the paragraphs that a line shows, by number; none where the file has no tags."""
        contents = {(page.number, text.tag.mcid) for text in line.texts}
        return {self._numbers[content] for content in contents & self._numbers.keys()}

    def place_of(self, passage: Passage) -> Place:
        """Return where people write a text, nowhere where that is not known."""
        if self.ours is None:
            return Place()
        return self.ours.copy.places.get(passage.key, Place(key=passage.key))

    @cached_property
    def _numbers(self) -> dict[tuple[int, int | None], int]:
        """The paragraph, by its number in reading order, that each piece of content belongs to."""
        return {
            content: number
            for number, paragraph in enumerate(self.document.paragraphs)
            for content in paragraph.contents
        }

    @cached_property
    def _keys(self) -> dict[tuple[int, int], str]:
        """The message that each piece of marked content shows, where just one says the same."""
        if self.ours is None:
            return {}
        keys: dict[str, str] = {}
        for key, text in self.ours.copy.plain.items():
            said = squeezed(text)
            keys[said] = "" if said in keys else key
        return {
            content: keys.get(squeezed(paragraph.text), "")
            for content, paragraph in contents_of(self.document.paragraphs)
        }

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """What there is to read: of our own the texts of the brochure, else the lines."""
        if self.ours is not None:
            plain = self.ours.copy.plain
            messages = self.ours.edition.brochure.messages()
            return tuple(Passage(plain[m.key], m.key) for m in messages if m.key in plain)
        return tuple(
            Passage(line.text, "", (self.line_spot(page, line),))
            for page in self.pages
            for line in page.lines
        )


def always(_: Subject) -> bool:
    """Ask for a check whatever the file is for."""
    return True


def for_press(subject: Subject) -> bool:
    """Ask for a check where a print firm gets the file, as inks."""
    return subject.requirements.for_press


def is_ours(subject: Subject) -> bool:
    """Ask for a check where it is known what the file should say."""
    return subject.ours is not None


@dataclass(frozen=True)
class Check:
    """One topic: the rules it knows, when it is asked for, and what breaks a rule.

    ``why`` is its rationale. ``examine`` raises NotCheckedError where something is missing;
    ``manner`` says how it was made where there are several ways.
    """

    name: str
    why: str
    rules: tuple[Rule, ...]
    examine: Callable[[Subject], Iterator[Problem]]
    asked: Callable[[Subject], bool] = always
    manner: Callable[[Subject], str] | None = None
