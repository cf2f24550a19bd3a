"""Sentences are short and words are plain: advice, not a rule.

Rationale: half of all readers of a leaflet read at the level of a twelve-year-old. Flesch's formula
(Douma's for Dutch) counts syllables and words; it knows nothing of sense, so a person has to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...findings import Place, Severity
from ..results import Problem, Rule
from ..subject import Check, Passage, Subject

HARD = Rule("text.readability", Severity.INFO, "The text is easy to read")
LONG = Rule("text.sentence-length", Severity.INFO, "Sentences are short")

_SENTENCE = re.compile(r"[^.!?]+[.!?]+(?=\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SCORED = 60  # words; of fewer the score says nothing


@dataclass(frozen=True)
class _Formula:
    """Reading ease: ``most``, less so much a word of a sentence, and a syllable of a word."""

    name: str
    most: float
    a_word: float
    a_syllable: float
    syllable: re.Pattern[str]
    silent: re.Pattern[str] = re.compile(r"(?!)")

    def score(self, words: list[str], sentences: int) -> float:
        syllables = sum(map(self._syllables, words))
        length = len(words) / sentences
        return self.most - self.a_word * length - self.a_syllable * syllables / len(words)

    def _syllables(self, word: str) -> int:
        word = self.silent.sub("", word.lower())
        return max(1, len(self.syllable.findall(word)))


_FORMULAS: Mapping[str, _Formula] = {
    # An e at the end of an English word is not heard, nor is that of -ed and -es after most.
    "en": _Formula(
        "Flesch",
        206.835,
        1.015,
        84.6,
        re.compile(r"[aeiouy]+"),
        re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouydt])ed$|(?<=[^aeiouysxz])es$"),
    ),
    "nl": _Formula(
        "Flesch-Douma",
        206.84,
        0.93,
        77.0,
        re.compile(r"aai|ooi|oei|eeu|ieu|[aeo]{2}|uu|ij|[eu]i|[oea]u|ie|oe|[aeiouyéëïöüáóè]"),
    ),
}


def examine(subject: Subject) -> Iterator[Problem]:
    """Advise on long sentences, and on a text that is hard as a whole."""
    formula = _FORMULAS.get(_language(subject))
    if formula is None:
        return
    read = list(_sentences(subject))
    words = [word for sentence in read for word in _WORD.findall(sentence.text)]
    if len(words) < _SCORED:
        return
    score, wanted = formula.score(words, len(read)), subject.thresholds.reading_ease
    if score < wanted:
        yield HARD.broken(
            f"The reading ease is {score:.0f} ({formula.name}); {wanted:g} or more is plain "
            "language. Use shorter sentences and more usual words.",
            place=_place(subject, Passage("", "")),
        )
    yield from _long(subject, read)


def _long(subject: Subject, read: list[Passage]) -> Iterator[Problem]:
    most = subject.thresholds.sentence_longest
    long = [sentence for sentence in read if _length(sentence) > most]
    if long:
        longest = max(long, key=_length)
        where = f" in {longest.key}" if longest.key else ""
        yield LONG.broken(
            f"{len(long)} of {len(read)} sentences have more than {most:g} words, the longest "
            f"{_length(longest)}{where}; divide them.",
            place=_place(subject, longest),
        )


def _place(subject: Subject, passage: Passage) -> Place:
    place = subject.place_of(passage)
    if place.file or subject.ours is None:
        return place
    return Place(subject.ours.edition.brochure.path)


def _sentences(subject: Subject) -> Iterator[Passage]:
    passages = subject.passages
    if subject.ours is None:  # lines, which end anywhere
        passages = (Passage(" ".join(passage.text for passage in passages), ""),)
    for passage in passages:
        for sentence in _SENTENCE.findall(passage.text):
            if _WORD.search(sentence):
                yield Passage(sentence, passage.key)


def _length(passage: Passage) -> int:
    return len(_WORD.findall(passage.text))


def _language(subject: Subject) -> str:
    return subject.language.split("_")[0].lower()


CHECK = Check(
    "readability", __doc__, (HARD, LONG), examine, lambda subject: _language(subject) in _FORMULAS
)
