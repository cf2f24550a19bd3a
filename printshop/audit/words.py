"""What changed in a text, word by word, in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby

MOST_PAIRS = 4_000_000  # words of one text times words of the other; beyond, texts change whole


class State(Enum):
    """What became of a run of words."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand next to each other and share their state, with the spaces between them."""

    state: State
    text: str


def word_changes(old: str, new: str) -> tuple[Run, ...]:
    """Return two texts as one: what was kept, what is gone and, right after it, what is new.

    The kept and gone runs together are the old text, the kept and new ones the new text.
    """
    before, after = tuple(_words(old)), tuple(_words(new))
    if len(before) * len(after) > MOST_PAIRS:
        return _runs([(old, new)])
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    pairs = [("".join(before[a:b]), "".join(after[c:d])) for _, a, b, c, d in matcher.get_opcodes()]
    return _runs(_joined(pairs))


def _joined(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Join changes that only a space parts: people read "old words new words" in one go."""
    old, new = "", ""
    for place, (a, b) in enumerate(pairs):
        inside = (old or new) and place + 1 < len(pairs)
        if a != b or (a.isspace() and inside):
            old, new = old + a, new + b
            continue
        yield old, new
        yield a, b
        old, new = "", ""
    yield old, new


def _runs(pairs: Iterable[tuple[str, str]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for old, new in pairs:
        if old == new:
            runs.append(Run(State.KEPT, old))
        else:
            runs += [Run(State.GONE, old), Run(State.NEW, new)]
    return tuple(run for run in runs if run.text)


def _words(text: str) -> Iterator[str]:
    """Cut a text into words, spaces and signs, which together are the text again."""
    for kind, letters in groupby(_whole_letters(text), _kind):
        if kind in ("word", "space"):
            yield "".join(letters)
        else:
            yield from letters


def _whole_letters(text: str) -> Iterator[str]:
    """Yield letters with the marks that stand on them: vowel signs, accents, joiners."""
    letter = ""
    for sign in text:
        if letter and unicodedata.category(sign) in ("Mn", "Mc", "Me", "Cf"):
            letter += sign
        else:
            if letter:
                yield letter
            letter = sign
    if letter:
        yield letter


# Scripts that put no spaces between words: a letter is the smallest thing that can change.
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF))


def _kind(letter: str) -> str:
    sign = letter[0]
    if sign.isspace():
        return "space"
    if unicodedata.category(sign)[0] not in "LNM":
        return "sign"
    wide = unicodedata.east_asian_width(sign) == "W" and not "\uac00" <= sign <= "\ud7a3"
    unspaced = wide or any(first <= ord(sign) <= last for first, last in _UNSPACED)
    return "letter" if unspaced else "word"
