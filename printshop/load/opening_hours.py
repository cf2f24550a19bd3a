"""Opening hours as people write them: "ma-vr 9.00-12.00, 13.00-17.30; za gesloten"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ..messages.names import day_names, folded
from ..model import Hours
from .values import RefusedError

WEEK = 7
EXAMPLE = "Mon-Fri 09:00-12:00, 13:00-17:00; Sat 10:00-13:00"
FALLBACK = "en"  # its short names are those of OpenStreetMap, too

Spans = tuple[tuple[str, str], ...]  # when it opens and closes, in order

_WORDS = {
    "to": "to till until through thru bis tot tm tem totenmet a au aux al alle as ate do до по "
    "から 至 到 الى حتى עד से",
    "and": "and en und et e y i ve та і и و ו 和 及 と और",
    "closed": "closed off gesloten dicht geschlossen zu ruhetag ferme fermee cerrado chiuso "
    "fechado zamkniete nieczynne kapali зачинено вихідний закрыто выходной مغلق סגור 定休日 休診 "
    "休み 休業 休 休息 休诊 关闭 关门 बद",
    "daily": "daily everyday dagelijks elkedag taglich jedentag quotidien touslesjours diario "
    "diariamente todoslosdias tuttiigiorni ognigiorno codziennie hergun щодня ежедневно يوميا "
    "כליום 毎日 每天 रोज",
    "holiday": "ph sh feiertag feiertage feestdagen holidays",
    "filler": "h u uur uhr hrs hr hours from van von de des del dal dalle das od w godz ore saat "
    "om с з о година годин год ч le les du lo los il la open geoffnet offen ouvert abierto aperto "
    "من ימים שעות 時 时 点 點 分 まで बज तक kadar",
}
_KINDS = {folded(word): kind for kind, words in _WORDS.items() for word in words.split()}
_LETTER = "(?:[^\\W\\d_]|[\u0900-\u0dff])"  # with the vowels of Indic scripts
_TOKEN = re.compile(
    r"(?P<time>(?P<h>\d{1,2})(?:\s?[:.h時时点點]\s?(?P<m>\d{2})(?!\s?h))?(?!\d)"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?)"
    r"|(?P<hhmm>\d{4}(?!\d))"
    r"|(?P<word>LETTER+(?:[/.'’׳]LETTER+)*)"
    r"|(?P<to>[-‐‑–—―−~〜～])|(?P<and>[,،、&+/])|(?P<end>[;\n|])|(?P<skip>[\s.:'’׳]+)".replace(
        "LETTER", _LETTER
    )
)
_MORE = re.compile(rf"[ ']?{_LETTER}+")
_IDEOGRAPHS = "\u2e80"  # from here on, words have no spaces between them


class _Token(NamedTuple):
    kind: str  # day, time, to, and, end, closed, daily
    day: int = 0
    time: str = ""
    half: str = ""


def opening_hours(text: str, language: str, others: tuple[str, ...]) -> tuple[Hours, ...]:
    """Return opening hours written in words, as runs of days that open alike.

    The words are those of one language: the clinic's, English or OpenStreetMap's, or one of the
    others. Raises RefusedError where they cannot be read, or in two ways.
    """
    found = _read(text, language, others)
    if isinstance(found, RefusedError):
        raise RefusedError(found.code, found.sentence)  # a new one, since this one is kept
    return found


def times(text: str) -> Spans:
    """Return the times of one day, nothing where it is closed. Raises RefusedError."""
    found = _week(text, FALLBACK, all_days=True)
    if found is None:
        raise _unreadable("09:00-12:00, 13:00-17:00")
    return found[0]


def runs(week: Sequence[Spans]) -> tuple[Hours, ...]:
    """Return the hours of seven days, Monday first, with days that open alike as one run."""
    if all(spans == week[0] for spans in week):
        return tuple(Hours(0, WEEK - 1, *span) for span in week[0])
    hours: list[Hours] = []
    for first in range(WEEK):
        if week[first] and week[first] != week[first - 1]:  # before Monday is Sunday
            last = first
            while week[(last + 1) % WEEK] == week[first]:
                last += 1
            hours += (Hours(first, last % WEEK, *span) for span in week[first])
    return tuple(hours)


@lru_cache(maxsize=4096)
def _read(text: str, language: str, others: tuple[str, ...]) -> tuple[Hours, ...] | RefusedError:
    problem = _unreadable(EXAMPLE)
    for tags in ((language, FALLBACK), others):
        found = set()
        for tag in dict.fromkeys(tags):
            try:
                found.add(_week(text, tag))
            except RefusedError as told:
                problem = told
        found.discard(None)
        if len(found) > 1:
            return RefusedError(
                "input.hours",
                f"'{{value}}' can be read in two ways; write the days in English, as '{EXAMPLE}'.",
            )
        for week in found:
            if week is not None:
                return runs(week)
    return problem


def _unreadable(example: str) -> RefusedError:
    return RefusedError(
        "input.hours", f"'{{value}}' cannot be read as opening hours; write them as '{example}'."
    )


def _week(text: str, tag: str, all_days: bool = False) -> tuple[Spans, ...] | None:
    """Return the hours of each day, None where the words are not of that language."""
    try:
        tokens = list(_tokens(text, day_names(tag)))
    except KeyError:
        return None
    return _Rules(tokens, all_days).week()


# --- words ---------------------------------------------------------------------------------------


def _tokens(text: str, days: dict[str, int]) -> Iterator[_Token]:
    """Yield what a text consists of; raises KeyError for a word that is not known."""
    text = _plain(text)
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise KeyError(text[position])
        position = match.end()
        if match["word"]:
            token, position = _longest_word(text, match, days)
            if token:
                yield token
        elif match["time"] or match["hhmm"]:
            yield _time(match)
        elif match.lastgroup != "skip":
            yield _Token(str(match.lastgroup))


def _plain(text: str) -> str:
    """Return a text without case and accents, with Latin digits."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = (c for c in letters if unicodedata.category(c) != "Mn")
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in kept)


def _longest_word(
    text: str, match: re.Match[str], days: dict[str, int]
) -> tuple[_Token | None, int]:
    """Return the longest known name that begins at a word, and where it ends."""
    start = match.start()
    for end in _word_ends(text, match):
        name = folded(text[start:end])
        if name in days:
            return _Token("day", days[name]), end
        kind = _KINDS.get(name)
        if kind:
            return (None if kind == "filler" else _Token(kind)), end
    raise KeyError(match[0])


def _word_ends(text: str, match: re.Match[str]) -> list[int]:
    """Return where a name that begins with a word may end, the furthest first."""
    ends = [match.end()]
    for _ in range(2):  # "tous les jours", "tot en met"
        more = _MORE.match(text, ends[-1])
        if more is None:
            break
        ends.append(more.end())
    inside = [i for i in range(match.start() + 1, match.end()) if _breaks(text, i)]
    return sorted({*ends, *inside}, reverse=True)


def _breaks(text: str, position: int) -> bool:
    """Tell whether a name may end inside of what has no spaces: before /, and in ideographs."""
    return not text[position].isalpha() or text[position - 1] >= _IDEOGRAPHS


def _time(match: re.Match[str]) -> _Token:
    hour, minute = int(match["h"] or 0), int(match["m"] or 0)
    if match["hhmm"]:
        hour, minute = divmod(int(match["hhmm"]), 100)
    half = match["half"] or ""
    if half:
        if not 1 <= hour <= 12:
            raise _no_time()
        hour = hour % 12 + 12 * (half == "p")
    if hour > 23 or minute > 59:
        raise _no_time()
    return _Token("time", time=f"{hour:02}:{minute:02}", half=half)


def _no_time() -> RefusedError:
    return RefusedError(
        "input.hours", "'{value}' has a time that is none; write times from 00:00 to 23:59."
    )


# --- rules ---------------------------------------------------------------------------------------


class _Rules:
    """Days and their times, one rule after the other."""

    def __init__(self, tokens: list[_Token], all_days: bool) -> None:
        self._tokens = tokens
        self._position = 0
        self._all_days = all_days
        self._days: dict[int, Spans] = {}

    def week(self) -> tuple[Spans, ...] | None:
        """Return the spans of the seven days; None where the tokens are in no order."""
        while self._position < len(self._tokens):
            if self._take("end") or self._take("and"):
                continue
            if not self._rule():
                return None
        return tuple(self._days.get(day, ()) for day in range(WEEK)) if self._days else None

    def _rule(self) -> bool:
        if self._take("holiday"):  # only regular hours are printed
            return self._take("closed") is not None
        days = list(range(WEEK)) if self._all_days or self._take("daily") else self._some_days()
        if self._take("closed") or (self._all_days and self._take("to")):
            self._days.update(dict.fromkeys(days, ()))
            return bool(days)
        spans = self._spans()
        if not days or not spans:
            return False
        if any(self._days.get(day) for day in days):
            raise RefusedError(
                "input.hours",
                "'{value}' names a day twice; write all its times together, with commas.",
            )
        self._days.update(dict.fromkeys(days, spans))
        return True

    def _some_days(self) -> list[int]:
        days: list[int] = []
        while day := self._take("day"):
            last = self._range_end(day)
            days += Hours(day.day, last.day, "", "").days
            if self._next_is("and", "day"):
                self._position += 1
        return days

    def _range_end(self, day: _Token) -> _Token:
        if self._next_is("to", "day"):
            self._position += 2
            return self._tokens[self._position - 1]
        return day

    def _spans(self) -> Spans:
        spans: list[tuple[str, str]] = []
        while self._next_is("time", "to", "time"):
            opens, _, closes = self._tokens[self._position : self._position + 3]
            self._position += 3
            spans.append(_span(opens, closes))
            if self._next_is("and", "time"):
                self._position += 1
        return in_order(spans)

    def _take(self, kind: str) -> _Token | None:
        if not self._next_is(kind):
            return None
        self._position += 1
        return self._tokens[self._position - 1]

    def _next_is(self, *kinds: str) -> bool:
        following = self._tokens[self._position : self._position + len(kinds)]
        return [token.kind for token in following] == list(kinds)


def _span(opens: _Token, closes: _Token) -> tuple[str, str]:
    if bool(opens.half) != bool(closes.half):
        raise RefusedError(
            "input.hours", "'{value}' says am or pm only once; write it with both times."
        )
    return opens.time, closes.time


def in_order(spans: Sequence[tuple[str, str]]) -> Spans:
    """Return the spans of a day in order.

    Raises RefusedError where one closes before it opens, or two overlap.
    """
    found = tuple(sorted(spans))
    if any(opens >= closes for opens, closes in found):
        raise RefusedError("input.hours", "'{value}' closes before it opens; correct the times.")
    if any(before[1] > after[0] for before, after in pairwise(found)):
        raise RefusedError("input.hours", "'{value}' has times that overlap; correct them.")
    return found
