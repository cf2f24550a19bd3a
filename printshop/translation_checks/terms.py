"""Terms are translated as the glossary says, and never by what it forbids.

Rationale: a patient who reads of scars on one page and of wounds on the next looks for two things.
A rendering is asked for once in a text, however often the term stands there: sentences use
pronouns. Forbidden renderings count only where their term is in the source: the same word may be
right for another one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..findings import Finding, Severity
from ..model import Rendering, Term
from .pair import Pair

Span = tuple[int, int]

# Thai to Burmese, Khmer, kana and Han: written without spaces, so a word is found anywhere.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
# Vowel points of Hebrew and Arabic and the tatweel: most texts leave them out.
_POINTS = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_ALIKE = str.maketrans("ı\u2010\u05be’", "i--'")
_LETTERS = r"[^\s.,;:!?…()\[\]\"«»„“”‚‘’、。，；：！？（）·]*"
_STAR = "*"


def check_terms(pair: Pair) -> Iterator[Finding]:
    """Find terms whose rendering is missing, and renderings that are forbidden."""
    wanted = wanted_terms(pair)
    text = folded(pair.plain_target)
    used = [span for _, rendering in wanted for span in _spans(rendering.use, text)]
    for term, rendering in wanted:
        if rendering.use and not _spans(rendering.use, text):
            yield _missing(pair, term, rendering)
        for forbidden in rendering.avoid:
            if any(not _inside(span, used) for span in _spans((forbidden,), text)):
                yield _forbidden(pair, term, rendering, forbidden)


def wanted_terms(pair: Pair) -> tuple[tuple[Term, Rendering], ...]:
    """Return the terms of a source text with how its translation is to write them."""
    found = ((term, _rendering(term, pair)) for term in _terms(pair.plain_source, pair))
    return tuple((term, rendering) for term, rendering in found if rendering is not None)


def _terms(source: str, pair: Pair) -> tuple[Term, ...]:
    """Return the terms of a source text; within 'acne scar' there is no 'scar'."""
    if pair.glossary.language != pair.source_language.tag:
        return ()
    text = folded(source)
    places = sorted(
        (start - end, start, end, number)
        for number, term in enumerate(pair.glossary.terms)
        for start, end in _spans(term.forms, text)
    )
    taken: list[Span] = []
    found: set[int] = set()
    for _, start, end, number in places:
        if not _inside((start, end), taken):
            taken.append((start, end))
            found.add(number)
    return tuple(pair.glossary.terms[number] for number in sorted(found))


def _rendering(term: Term, pair: Pair) -> Rendering | None:
    return next((term.renderings[t] for t in pair.language.chain if t in term.renderings), None)


def _inside(span: Span, others: Iterable[Span]) -> bool:
    """Tell whether a span lies in one that is longer, or is the same."""
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _missing(pair: Pair, term: Term, rendering: Rendering) -> Finding:
    return pair.finding(
        "term",
        Severity.WARNING,
        f"'{term.name}' of the source is not translated as in the glossary "
        f"({term.place.file}:{term.place.line}); write {_shown(rendering.use)}, or add your "
        "rendering there.",
    )


def _forbidden(pair: Pair, term: Term, rendering: Rendering, forbidden: str) -> Finding:
    instead = f"write {_shown(rendering.use)}" if rendering.use else "write another word"
    return pair.finding(
        "forbidden-term",
        Severity.ERROR,
        f"{_shown((forbidden,))} is not to be used for '{term.name}' "
        f"({term.place.file}:{term.place.line}); {instead}.",
    )


def _shown(renderings: tuple[str, ...]) -> str:
    return " or ".join(f"'{rendering.replace(_STAR, '…')}'" for rendering in renderings)


# --- finding words in texts ----------------------------------------------------------------------


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return a text in which letters of any case, width and encoding are the same.

    NFKC and case folding (Unicode, 3.13), without vowel points and invisible signs; the dotted and
    the dotless i of Turkish are one.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = _POINTS.sub("", text.replace("i\u0307", "i")).translate(_ALIKE)
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _spans(patterns: Iterable[str], text: str) -> list[Span]:
    """Return where words stand in a folded text; ``*`` as in a Rendering."""
    return [span for pattern in patterns for span in _found(pattern, text)]


def _found(pattern: str, text: str) -> Iterator[Span]:
    open_start, open_end = pattern.startswith(_STAR), pattern.endswith(_STAR)
    for match in _expression(pattern).finditer(text):
        start, end = match.span()
        if start == end:
            continue  # nothing is left of a rendering that is only vowel points
        if (open_start or not _goes_on(text[start - 1 : start], text[start])) and (
            open_end or not _goes_on(text[end : end + 1], text[end - 1])
        ):
            yield start, end


@lru_cache(maxsize=4096)
def _expression(pattern: str) -> re.Pattern[str]:
    words = (
        _LETTERS.join(re.escape(part) for part in folded(word).split(_STAR))
        for word in pattern.split()
    )
    return re.compile(r"\s+".join(words))


def _goes_on(neighbour: str, edge: str) -> bool:
    """Tell whether a word goes on beyond its edge, in a script that parts words by spaces."""
    if not neighbour or _UNSPACED.match(neighbour) or _UNSPACED.match(edge):
        return False
    return unicodedata.category(neighbour)[0] in "LMN"
