"""Which marks each language has, how it sets spaces, and which words it may write twice.

Tables, by base language or by tag ("" is every language that is not named). Sources: chapter 6.2
and the code charts of the Unicode Standard, the exemplar punctuation of CLDR, the Lexique de
l'Imprimerie nationale (fr), the typography of the Office québécois de la langue française (fr_CA).
"""

from __future__ import annotations

import re

Spacing = tuple[re.Pattern[str], str]

# What may stand for an end mark of the source; "" is no mark at all. Thai ends sentences with a
# space. Armenian sets its question and exclamation marks on a vowel inside the sentence. The Greek
# question mark is U+037E or, the same to Unicode, a semicolon.
ENDS: dict[str, dict[str, tuple[str, ...]]] = {
    ".": {
        "": (".",),
        "am": ("።",),
        "as": ("।",),
        "bn": ("।",),
        "hi": ("।", "."),
        "hy": ("։", ":"),
        "ja": ("。",),
        "km": ("។",),
        "lo": ("",),
        "mr": (".", "।"),
        "my": ("။",),
        "ne": ("।",),
        "or": ("।",),
        "pa": ("।",),
        "ps": (".", "۔"),
        "th": ("",),
        "ti": ("።",),
        "ur": ("۔",),
        "zh": ("。",),
    },
    "?": {
        "": ("?",),
        "am": ("?", "፧"),
        "ar": ("؟",),
        "ckb": ("؟",),
        "el": (";", "\u037e"),
        "fa": ("؟",),
        "hy": ("", "։", ":", "՞"),
        "ja": ("？",),
        "km": ("?", "។"),
        "lo": ("?", ""),
        "my": ("။", "?"),
        "ps": ("؟",),
        "th": ("?", ""),
        "ug": ("؟",),
        "ur": ("؟",),
        "zh": ("？",),
    },
    "!": {
        "": ("!",),
        "hy": ("", "։", ":", "՜"),
        "ja": ("！",),
        "my": ("။", "!"),
        "zh": ("！",),
    },
    ":": {"": (":",), "am": (":", "፦"), "hy": ("՝", ":", "․"), "ja": ("：",), "zh": ("：",)},
}

_MARKS = ",.;:!?،؛؟۔।。、，；：！？"
_CJK = "\u3040-\u30ff\u3400-\u9fff"
_NO_SPACE_BEFORE = (
    re.compile(rf"\S[ \u00a0\u202f][{_MARKS}](?:\s|$)"),
    "There is a space before a mark; take it out.",
)
_NO_SPACE_BETWEEN = (
    re.compile(rf"[{_CJK}] [{_CJK}]"),
    "There is a space between characters; take it out.",
)
_NO_SPACE_BEFORE_BUT_COLON = (
    re.compile(rf"\S[ \u00a0\u202f][{_MARKS.replace(':', '')}](?:\s|$)"),
    "There is a space before a mark other than the colon; take it out.",
)
_SPACE_BEFORE_COLON = (
    re.compile(r"[^\u00a0\u202f]:(?=\s|$)"),
    "French sets a no-break space (U+00A0) before a colon.",
)
_SPACE_BEFORE_HIGH_MARKS = (
    re.compile(r"[^\u00a0\u202f?!…(\[][;!?](?=[\s\u00bb”\"’)\]]|$)"),
    "French sets a narrow no-break space (U+202F) before ; ! and ?",
)
_NO_SPACE_BEFORE_LOW_MARKS = (
    re.compile(r"\S[ \u00a0\u202f][,.](?:\s|$)"),
    "There is a space before a mark; take it out.",
)

# How spaces are set.
SPACING: dict[str, tuple[Spacing, ...]] = {
    "": (_NO_SPACE_BEFORE,),
    "fr": (_SPACE_BEFORE_HIGH_MARKS, _SPACE_BEFORE_COLON, _NO_SPACE_BEFORE_LOW_MARKS),
    "fr_CA": (_NO_SPACE_BEFORE_BUT_COLON, _SPACE_BEFORE_COLON),
    "ja": (_NO_SPACE_BEFORE, _NO_SPACE_BETWEEN),
    "zh": (_NO_SPACE_BEFORE, _NO_SPACE_BETWEEN),
}

# Marks of other languages that keyboards offer first, and what the language writes instead.
_ARABIC = {",": "،", ";": "؛", "?": "؟"}
OWN_MARKS: dict[str, dict[str, str]] = {
    "": {},
    "ar": _ARABIC,
    "ckb": _ARABIC,
    "el": {"?": ";"},
    "fa": _ARABIC,
    "ja": {",": "、", ".": "。", "?": "？", "!": "！", ":": "：", ";": "；"},
    "ps": _ARABIC,
    "ug": _ARABIC,
    "ur": {**_ARABIC, ".": "۔"},
    "zh": {",": "，", ".": "。", "?": "？", "!": "！", ":": "：", ";": "；"},
}

OPENING_MARKS: dict[str, tuple[tuple[str, str], ...]] = {
    "": (),
    "ast": (("¿", "?"), ("¡", "!")),
    "es": (("¿", "?"), ("¡", "!")),
}

# Words that may stand twice in a row. None: any word may, since doubling is grammar there.
DOUBLES: dict[str, frozenset[str] | None] = {
    "": frozenset(),
    "az": None,
    "bn": None,
    "da": frozenset(("der", "det", "den")),
    "de": frozenset(("der", "die", "das", "den", "dem", "sie")),
    "el": frozenset(("σιγά", "λίγο", "πολύ")),
    "en": frozenset(("that", "had")),
    "fa": None,
    "fr": frozenset(("vous", "nous")),
    "he": frozenset(("לאט", "מעט", "יום")),
    "hi": None,
    "hy": None,
    "id": None,
    "it": frozenset(("piano", "via", "man", "poco")),
    "ko": None,
    "mr": None,
    "ms": None,
    "ne": None,
    "nl": frozenset(("die", "dat", "er")),
    "th": None,
    "tr": None,
    "ur": None,
    "vi": None,
}
