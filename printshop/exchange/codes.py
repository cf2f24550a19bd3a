"""The inline codes of a text: tags, placeholders and entities, each with its exact characters.

Joined again, the parts of a text are the text, byte for byte. The same code has the same id in a
source and in its translation, found by content.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import count

PLACEHOLDER, ENTITY = "placeholder", "entity"
_CODE = re.compile(
    r"</?(?P<tag>[A-Za-z][A-Za-z0-9]*+)[^<>]*+>"
    r"|(?P<placeholder>\{[A-Za-z][A-Za-z0-9_]*\})"
    r"|(?P<entity>&#?[A-Za-z0-9]+;)"
)
_VOID = frozenset({"br", "hr", "img", "wbr"})  # HTML elements that have no end
_DEEPEST = 50  # XML readers refuse what is nested by some hundreds


class Role(Enum):
    """What a code does: begins or ends a pair, stands alone, or lacks its other half."""

    BEGIN = "begin"
    END = "end"
    ALONE = "alone"
    LOOSE_BEGIN = "loose begin"
    LOOSE_END = "loose end"


@dataclass(frozen=True, slots=True)
class Code:
    """One code: ``text`` as it is written; ``what`` is a tag's name, placeholder or entity.

    Both halves of a pair have one ``id``.
    """

    id: str
    role: Role
    text: str
    what: str

    @property
    def is_markup(self) -> bool:
        """Whether a translation must have it as often as its source; entities it need not."""
        return self.what != ENTITY


Part = str | Code


def parts(text: str, like: Iterable[Part] = ()) -> tuple[Part, ...]:
    """Divide a text at its codes; ids are those of the same codes in ``like``, or new ones.

    Pairs are nested properly; what would overlap is loose.
    """
    found = _paired(_pieces(text))
    theirs = _by_id(like)
    free: dict[object, list[str]] = defaultdict(list)
    for id, codes in theirs.items():
        free[_content(codes)].append(id)
    fresh = (str(n) for n in count(len(theirs) + 1))
    ids = {
        id: free[content].pop(0) if free[content := _content(codes)] else next(fresh)
        for id, codes in _by_id(found).items()
    }
    return tuple(p if isinstance(p, str) else replace(p, id=ids[p.id]) for p in found)


def markup(text: str) -> Counter[str]:
    """Count the tags and placeholders of a text, each as it is written."""
    return Counter(p.text for p in _pieces(text) if isinstance(p, Code) and p.is_markup)


def _by_id(found: Iterable[Part]) -> dict[str, list[Code]]:
    codes: dict[str, list[Code]] = {}
    for part in found:
        if isinstance(part, Code):
            codes.setdefault(part.id, []).append(part)
    return codes


def _content(codes: Sequence[Code]) -> object:
    return tuple((code.role, code.text) for code in codes)


def _pieces(text: str) -> list[Part]:
    """Divide a text into plain text and codes, each with an id of its own, none paired yet."""
    pieces: list[Part] = []
    at = 0
    for number, match in enumerate(_CODE.finditer(text), 1):
        if match.start() > at:
            pieces.append(text[at : match.start()])
        at = match.end()
        pieces.append(Code(str(number), _role(match), match[0], match["tag"] or _kind(match)))
    if at < len(text):
        pieces.append(text[at:])
    return pieces


def _kind(match: re.Match[str]) -> str:
    return PLACEHOLDER if match["placeholder"] else ENTITY


def _role(match: re.Match[str]) -> Role:
    if not match["tag"] or match[0].endswith("/>") or match["tag"].lower() in _VOID:
        return Role.ALONE
    return Role.LOOSE_END if match[0].startswith("</") else Role.LOOSE_BEGIN


def _paired(pieces: list[Part]) -> list[Part]:
    """Make pairs of tags that begin and end, by their names, the innermost first."""
    open_tags: list[tuple[int, Code]] = []
    for i, piece in enumerate(pieces):
        if isinstance(piece, str) or piece.role is Role.ALONE:
            continue
        if piece.role is Role.LOOSE_BEGIN:
            if len(open_tags) < _DEEPEST:
                open_tags.append((i, piece))
            continue
        depth = _depth_of(piece, open_tags)
        if depth is not None:
            at, begin = open_tags[depth]
            pieces[at] = replace(begin, role=Role.BEGIN)
            pieces[i] = replace(piece, role=Role.END, id=begin.id)
            del open_tags[depth:]
    return pieces


def _depth_of(end: Code, open_tags: Sequence[tuple[int, Code]]) -> int | None:
    """Return which of the open tags an end tag ends, None for none of them."""
    depths = range(len(open_tags) - 1, -1, -1)
    return next((d for d in depths if open_tags[d][1].what == end.what), None)
