"""Lines of type: the texts that stand side by side on one base line, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .marks import Box, Text

_GAP = 1.1  # of the type size: more white than this parts columns
_ALIKE = 1.25  # times the size: larger or smaller type stands on a line of its own
_LEVEL = 0.12  # of the type size: how far base lines of one line may lie apart
_WORD_GAP = 0.15  # of the type size: less is no space


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its texts from left to right, where it stands, and its base line in points."""

    texts: tuple[Text, ...]
    box: Box
    base: float
    size: float

    @property
    def text(self) -> str:
        """What the line says, with spaces where words stand apart; from left to right."""
        said = self.texts[0].text
        for last, text in zip(self.texts, self.texts[1:], strict=False):
            apart = text.box.left - last.box.right > _WORD_GAP * self.size
            said += " " * (apart and not said.endswith(" ")) + text.text
        return " ".join(said.split())


def lines(texts: Iterable[Text]) -> tuple[Line, ...]:
    """Gather texts that run across into lines, from the top of the page to its foot."""
    level = [text for text in texts if abs(text.angle) < 1 and not text.font.vertical]
    level.sort(key=lambda text: (-text.y, text.box.left))
    found = [line for row in _rows(level) for line in _columns(row)]
    return tuple(sorted(found, key=lambda line: (-line.base, line.box.left)))


def _rows(texts: Sequence[Text]) -> Iterator[list[Text]]:
    """Divide texts, sorted from the top, into those of about one height."""
    row: list[Text] = []
    for text in texts:
        if row and row[-1].y - text.y > _LEVEL * max(row[-1].size, text.size):
            yield row
            row = []
        row.append(text)
    if row:
        yield row


def _columns(row: list[Text]) -> Iterator[Line]:
    row = sorted(row, key=lambda text: text.box.left)
    run = [row[0]]
    for text in row[1:]:
        if _goes_on(run[-1], text):
            run.append(text)
        else:
            yield _line(run)
            run = [text]
    yield _line(run)


def _goes_on(last: Text, text: Text) -> bool:
    size = max(last.size, text.size)
    return text.box.left - last.box.right < _GAP * size and size < _ALIKE * min(
        last.size, text.size
    )


def _line(run: Sequence[Text]) -> Line:
    box = run[0].box
    for text in run[1:]:
        box = box.around(text.box)
    longest = max(run, key=lambda text: len(text.text))
    return Line(tuple(run), box, longest.y, longest.size)
