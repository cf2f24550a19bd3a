"""Nothing is promised that medicine cannot promise.

Rationale: words such as guaranteed mislead patients, and advertising rules for care forbid them.
The words are looked for, except where the sentence denies them; a person has to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...findings import Severity
from ..results import Problem, Rule
from ..subject import Check, Subject

PROMISE = Rule("text.guarantee", Severity.WARNING, "Nothing is guaranteed")

_ALL_OF_IT = r"(?<![\d.,])100\s?%|%\s?100(?!\d)|٪\s?١٠٠|١٠٠\s?٪"
_SENTENCE = re.compile(r"(?:[^.!?。！？؟।]|[.!?](?=\S))+")


@dataclass(frozen=True)
class _Words:
    """Words that promise, and words that deny them; a * stands for any letters that follow.

    ``inside``: words may have letters joined to their beginning, or no spaces around them.
    """

    promises: tuple[str, ...]
    denials: tuple[str, ...]
    inside: bool = False


_WORDS: Mapping[str, _Words] = {
    "ar": _Words(("ضمان", "مضمون", "نضمن لك"), ("لا ", "ليس", "دون", "بدون", "غير"), inside=True),
    "de": _Words(("garantie*",), ("nicht", "kein*", "ohne", "nie")),
    "en": _Words(
        ("guarantee*", "risk-free", "never fails", "permanent cure"),
        ("not", "no", "cannot", "can't", "can’t", "never", "without"),
    ),
    "es": _Words(("garantizad*", "garantizamos", "garantía*"), ("no", "sin", "ningún", "ninguna")),
    "fr": _Words(
        ("garanti", "garantis", "garantie*", "garantissons"),
        ("ne", "non", "sans", "aucun*", "pas", "n"),
    ),
    "he": _Words(
        ("הצלחה מובטחת", "תוצאה מובטחת", "תוצאות מובטחות", "אנו מבטיחים", "ערבות"),
        ("לא", "אין", "ללא", "אינו"),
        inside=True,
    ),
    "hi": _Words(("गारंटी", "गारण्टी"), ("नहीं", "बिना"), inside=True),
    "it": _Words(("garantit*", "garantiamo", "garanzi*"), ("non", "senza", "nessun*")),
    "ja": _Words(("保証", "必ず治", "絶対"), ("ません", "ない", "できかね"), inside=True),
    "nl": _Words(
        ("gegarandeerd*", "garandeer*", "garanderen", "garantie*"),
        ("niet", "geen", "nooit", "zonder"),
    ),
    "pl": _Words(("gwarant*", "gwarancj*"), ("nie", "bez", "brak")),
    "tr": _Words(("garanti*",), ("değil*", "yok*", "etmez", "edilemez", "edilmez", "vermez")),
    "uk": _Words(("гарант*",), ("не", "без", "жодн*", "немає")),
    "zh": _Words(
        ("保证", "確保", "保證", "根治", "百分之百"), ("不", "无", "無", "没", "沒"), inside=True
    ),
}
_NONE = _Words((), ())


def examine(subject: Subject) -> Iterator[Problem]:
    """Find words that promise, in the file's language."""
    base = subject.language.split("_")[0].lower()
    words = _WORDS.get(base, _NONE)
    more = subject.requirements.guarantees
    promises = _pattern((*words.promises, *more.get(base, ())), words.inside, _ALL_OF_IT)
    denials = _pattern(words.denials, words.inside)
    for passage in subject.passages:
        for sentence in _SENTENCE.findall(passage.text):
            found = promises.search(sentence)
            if found and not denials.search(sentence):
                yield PROMISE.broken(
                    f"'{found[0].strip()}' promises much in '{_short(sentence)}'; say what "
                    "can be expected, and how likely it is.",
                    *passage.spots,
                    place=subject.place_of(passage),
                )


def _pattern(words: tuple[str, ...], inside: bool, *others: str) -> re.Pattern[str]:
    """Return what finds any of some words, or other patterns; nothing where there are none."""
    every = [*(_word(word, inside) for word in words), *others]
    return re.compile("|".join(every) or r"(?!)", re.IGNORECASE)


def _word(word: str, inside: bool) -> str:
    letters = re.escape(word.removesuffix("*"))
    if inside:
        return letters
    return rf"(?<!\w){letters}" + (r"\w*" if word.endswith("*") else r"(?!\w)")


def _short(sentence: str) -> str:
    words = " ".join(sentence.split())
    return f"{words[:80]}..." if len(words) > 80 else words


CHECK = Check("guarantees", __doc__, (PROMISE,), examine)
