"""A list keeps its items: those of a source sentence, and lines with bullets.

Rationale: of five side effects the fourth is easily forgotten, and the sentence still reads well.

An enumeration is found in the source as its language writes one (CLDR list patterns): three items
or more, a conjunction before the last, the middle ones short. Commas do other work too, and each
language has its own use of them; so everything that can part items is counted in the translation,
and a warning is given only where that is too little for the items. Where a text is nothing but a
list of short items there is no other work for commas, and an item too many is found as well.
Lists in markup are the business of the tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..findings import Finding, Severity
from ..messages import list_signs
from ..model import Language
from .pair import Pair, rule_of

LONGEST_ITEM = 4  # words of an item in the middle of an enumeration
LONGEST_ITEM_THERE = 8  # the same in a translation
LONGEST_BARE_ITEM = 3  # words of an item in a text that is a list and nothing else
FEWEST_JOINTS = 2  # two things are joined in too many ways to count them

_MARKS = "[,،;؛、，；]"
_ALL_MARKS = "[,،;؛、，；・·/]"
_SPACED = "[^\\W\\d_\u0e00-\u0eff\u3040-\u9fff]"  # letters of scripts with spaces between words
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u9fff]")
_END = re.compile(r"(?<=[.!?؟।۔])\s+|(?<=[。！？])\s*")
_ASIDE = re.compile(r"\([^()]*\)|（[^（）]*）")
_LEAD = re.compile(r"^[^:：]*[:：]\s*(?=\S)")
_NOT_BARE = re.compile(r"[.!?؟।۔。！？:：;；–—](?=.)")
_BULLET = re.compile(r"^\s*(?:[-–—•*·・▪◦‣]|\d{1,2}[.)])\s+\S", re.MULTILINE)

# What joins items, beside CLDR's "and" and "or": "nor", "as well as", other forms of "and", and the
# endings by which some languages string verbs together.
# By language; a regular expression each, with spaces where the language has them.
_MORE_CONJUNCTIONS: dict[str, tuple[str, ...]] = {
    "": (),
    "ar": (" أم ",),
    "cs": (" i ", " ani ", " či ", " anebo "),
    "da": (" samt ", " hverken "),
    "de": (" sowie ", " noch ", " bzw. ", " als auch "),
    "el": (" κι ", " ούτε ", " είτε "),
    "en": (" nor ", " as well as ", " and/or "),
    "es": (" e ", " u ", " ni ", " así como "),
    "fi": (" sekä ", " eikä "),
    "fr": (" ni ", " ainsi que "),
    "he": (" וגם ",),
    "hi": (" तथा ", " एवं ", " व ", " न ", "कर "),
    "it": (" ed ", " od ", " né ", " nonché ", " oppure "),
    "ja": (
        "や",
        "および",
        "及び",
        "又は",
        "もしくは",
        "ならびに",
        "て",
        "(?<=[一-鿿ァ-ー])と(?=[一-鿿ァ-ー])",
    ),
    "ko": ("(?<=[가-힣])[와과나] ", " 그리고 ", " 혹은 ", "[고며서] "),
    "nl": (" noch ", " alsook ", " evenals ", " alsmede "),
    "pl": (" oraz ", " ani ", " czy ", " albo ", " a także "),
    "pt": (" nem ", " bem como ", " assim como "),
    "sv": (" samt ", " varken "),
    "th": ("กับ", "รวมทั้ง"),
    "tr": (" ile ", " ya da ", " ya ", " ne ", " hem ", " ister ", "[ıiuü]p "),
    "uk": (" й ", " та ", " чи ", " ані ", " а також "),
    "ur": (" نیز ",),
    "zh": ("及", "与", "與", "以及", "并", "並"),
}

# What opens an enumeration: a comma before it parts no items. By language; whole words.
_OPENINGS: dict[str, tuple[str, ...]] = {
    "": (),
    "ar": ("مثل", "منها", "ومنها", "بما", "لا سيما"),
    "cs": ("včetně", "jako", "například", "např", "zejména"),
    "da": ("herunder", "såsom", "for eksempel", "fx", "især", "blandt andet"),
    "de": ("darunter", "wie", "etwa", "zum Beispiel", "z", "beispielsweise", "insbesondere"),
    "el": ("όπως", "συμπεριλαμβανομένων", "μεταξύ", "ιδίως", "π.χ"),
    "en": ("including", "such as", "like", "for example", "e.g", "namely", "especially", "whether"),
    "es": ("como", "entre", "incluidos", "incluidas", "por ejemplo", "tales como", "en especial"),
    "fa": ("مانند", "مثل", "از جمله", "شامل"),
    "fi": ("kuten", "mukaan lukien", "esimerkiksi", "muun muassa", "erityisesti"),
    "fr": ("notamment", "dont", "tels", "telles", "comme", "par exemple", "y compris", "à savoir"),
    "he": ("כגון", "כמו", "ובהן", "ביניהן", "לרבות", "כולל", "למשל"),
    "hi": ("जैसे", "जिनमें", "जिसमें", "खासकर"),
    "it": (
        "tra cui",
        "fra cui",
        "come",
        "compresi",
        "comprese",
        "inclusi",
        "incluse",
        "ad esempio",
    ),
    "nl": ("waaronder", "zoals", "bijvoorbeeld", "onder meer", "onder andere", "met name"),
    "pl": ("w tym", "takich jak", "takie jak", "m.in", "np", "na przykład", "zwłaszcza", "jak"),
    "pt": ("como", "incluindo", "inclusive", "por exemplo", "entre", "tais como"),
    "sv": ("inklusive", "såsom", "till exempel", "t.ex", "bland annat", "särskilt"),
    "th": ("เช่น", "รวมถึง", "โดยเฉพาะ"),
    "tr": ("örneğin", "özellikle", "başta"),
    "uk": ("зокрема", "такі як", "таких як", "як-от", "наприклад", "у тому числі", "насамперед"),
    "ur": ("جیسے", "بشمول", "مثلاً"),
    "zh": ("包括", "如", "例如", "比如", "尤其", "特别", "特別"),
}

# How a sentence begins whose first comma ends a clause: "In rare cases, ...", "If it hurts, ...".
# By source language; of one that is not named, no first comma is taken to part items.
_CLAUSES = {
    "": re.compile(""),
    "en": re.compile(
        r"(?:after|although|among|and|as|at|because|before|but|by|during|even|every|first|for|from|"
        r"however|if|in|like|next|of|on|once|or|over|please|since|so|some|sometimes|then|therefore|"
        r"though|to|under|unless|unlike|until|what|when|whenever|where|whether|while|with|within|"
        r"without|\w+ly)\b",
        re.IGNORECASE,
    ),
}


def check_lists(pair: Pair) -> Iterator[Finding]:
    """Find enumerations that lost items, bare lists that gained some, and bullets that differ."""
    bullets = [len(_BULLET.findall(text)) for text in (pair.source, pair.target)]
    if bullets[0] >= FEWEST_JOINTS and bullets[0] != bullets[1]:
        yield _finding(pair, f"The source has {bullets[0]} lines with bullets, not {bullets[1]}")
    source, target = _flat(pair.plain_source), _flat(pair.plain_target)
    wanted = _bare_joints(source, pair.source_language)
    if wanted >= FEWEST_JOINTS and _fewest_joints(target, pair.language) > wanted:
        yield _finding(pair, f"The list has more items than the {wanted + 1} of the source")
    elif _lost(source, target, pair):
        yield _finding(pair, "An enumeration of the source has more items than there are here")


def _finding(pair: Pair, message: str) -> Finding:
    return pair.finding(
        "list-length", Severity.WARNING, f"{message}; compare them one by one, and mend it."
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _lost(source: str, target: str, pair: Pair) -> bool:
    """Tell whether a sentence has no enumeration that can be as long as the source's.

    Where the translator divided the text otherwise, all of it is counted.
    """
    needs = [_needed(text, pair.source_language) for text in _sentences(source)]
    given = [_longest_run(text, pair.language) for text in _sentences(target)]
    if len(needs) != len(given):
        # An end of a sentence parts items too: "Clean, dress, and cover it" may become three.
        everything = len(_any_joint(pair.language).findall(target)) + len(given) - 1
        needs, given = [max(needs, default=0)], [everything]
    return any(need > there for need, there in zip(needs, given, strict=True))


def _sentences(text: str) -> list[str]:
    return [part for part in _END.split(text) if part]


def _needed(sentence: str, language: Language) -> int:
    """Return how many joints the longest enumeration of a source sentence has, 0 for none.

    Where the language sets a comma before the last conjunction, one without joins two words only.
    """
    serial = list_signs(language.conventions).serial
    longest = count = 0
    joints = list(_joint(language).finditer(sentence))
    if rule_of(language, _CLAUSES).match(sentence):
        del joints[:1]
    for before, joint in zip((None, *joints), joints, strict=False):
        goes_on = before and not before["word"] and _words(before, joint) <= LONGEST_ITEM
        count = count + 1 if goes_on else 1
        if joint["word"] and not (serial and joint["word"] == joint[0]):
            longest = max(longest, count)
    return longest if longest >= FEWEST_JOINTS else 0


def _longest_run(sentence: str, language: Language) -> int:
    """Return how many joints at most follow one another with nothing but an item between them."""
    longest = count = 0
    joints = list(_any_joint(language).finditer(sentence))
    for before, joint in zip((None, *joints), joints, strict=False):
        # "A and B, C": a comma after a word for "and" begins something else.
        goes_on = before and _words(before, joint) <= LONGEST_ITEM_THERE
        if before and before["word"] and before["word"].endswith(" ") and not joint["word"]:
            goes_on = False
        count = count + 1 if goes_on else 1
        longest = max(longest, count)
    return longest


def _words(before: re.Match[str], after: re.Match[str]) -> float:
    """Count the words between two joints; three characters of Chinese are about one."""
    return _length(before.string[before.end() : after.start()])


def _length(item: str) -> float:
    return max(len(item.split()), len(_UNSPACED.findall(item)) / 3)


def _bare_joints(text: str, language: Language) -> int:
    """Return how many joints a text has that is nothing but a list of short items, or 0."""
    text = _LEAD.sub("", text)
    items = _joint(language).split(text)[:: _joint(language).groups + 1]
    if _NOT_BARE.search(text) or any(_length(item) > LONGEST_BARE_ITEM for item in items):
        return 0
    return len(items) - 1


def _fewest_joints(text: str, language: Language) -> int:
    """Count what surely parts items: marks, and conjunctions that are words of their own."""
    conjunctions = list_signs(language.conventions).conjunctions
    words = [word for word in conjunctions if word.startswith(" ") and word.endswith(" ")]
    text = _ASIDE.sub("", _LEAD.sub("", text))
    return len(_pattern(_MARKS, words, rule_of(language, _OPENINGS)).findall(text))


@lru_cache(maxsize=64)
def _any_joint(language: Language) -> re.Pattern[str]:
    """Return all that can part items in a language."""
    separators, conjunctions, _ = list_signs(language.conventions)
    marks = f"{_ALL_MARKS}| " if " " in separators else _ALL_MARKS
    words = (*map(re.escape, conjunctions), *rule_of(language, _MORE_CONJUNCTIONS))
    return _pattern(marks, words, rule_of(language, _OPENINGS))


@lru_cache(maxsize=64)
def _joint(language: Language) -> re.Pattern[str]:
    """Return what stands between the items of an enumeration, as the language writes one."""
    separators, conjunctions, _ = list_signs(language.conventions)
    signs = "".join(sorted(separators - {" "}))
    mark = f"[{re.escape(signs)}]" if signs else r"(?!)"
    return _pattern(mark, map(re.escape, conjunctions), rule_of(language, _OPENINGS))


def _pattern(mark: str, words: Iterable[str], openings: Iterable[str]) -> re.Pattern[str]:
    """Return a mark, a conjunction, or both together; no mark that opens an enumeration."""
    word = "|".join(sorted(words, key=len, reverse=True)) or r"(?!)"
    opening = "|".join(map(re.escape, openings)) or r"(?!)"
    no_item = rf"(?!\d|\s?(?:{opening})(?!{_SPACED}))"
    return re.compile(rf"(?:{mark})?(?P<word>{word})|(?:{mark}){no_item}")
