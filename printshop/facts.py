"""Facts as text: formatted for a language and isolated, so that no direction turns them round."""

from __future__ import annotations

import re
from html import escape

from .messages import long_date, measure_pattern, number, runs_right_to_left
from .model import Fact, Language

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END_ISOLATE = "\u2066", "\u2067", "\u2069"


def phone_link(number: str) -> str:
    """Return the address that dials a number (RFC 3966)."""
    return "tel:" + re.sub(r"[^+\d]", "", number)


def shown_url(url: str) -> str:
    """Return an address as people read it, without its scheme."""
    return re.sub(r"^https?://|/$", "", url)


def fact_html(fact: Fact, language: Language) -> str:
    """Return a fact formatted for a language, as HTML whose direction is its own.

    Phones, addresses and figures run from left to right everywhere; a name runs as its script
    does; words around figures run as the language does. An explicit ``dir`` is needed: <bdi> and
    unicode-bidi have no effect in the layout engine.
    """
    match fact.kind:
        case "phone":
            return _link(fact.kind, phone_link(fact.text), fact.text.replace(" ", "\u00a0"))
        case "mail":
            return _link(fact.kind, f"mailto:{fact.text}", fact.text)
        case "url":
            return _link(fact.kind, fact.text, shown_url(fact.text))
        case "name":
            return isolated(fact.kind, escape(fact.text), direction_of(fact.text))
        case "date":
            return isolated(fact.kind, escape(_date(fact, language)), language.direction)
    before, figures, after = _figures(fact, language)
    inner = escape(before) + isolated("number", escape(figures), "ltr") + escape(after)
    return isolated(fact.kind, inner, language.direction) if before or after else inner


def fact_plain(fact: Fact, language: Language) -> str:
    """Return a fact formatted for a language as plain text, isolated in right-to-left languages."""
    match fact.kind:
        case "phone" | "mail":
            return _isolated_plain(fact.text, "ltr", language)
        case "url":
            return _isolated_plain(shown_url(fact.text), "ltr", language)
        case "name":
            return _isolated_plain(fact.text, direction_of(fact.text), language)
        case "date":
            return _date(fact, language)
    before, figures, after = _figures(fact, language)
    return before + _isolated_plain(figures, "ltr", language) + after


def _date(fact: Fact, language: Language) -> str:
    if fact.date is None:
        raise ValueError(f"fact {fact.name} has no date")
    return long_date(fact.date, language.conventions)


def _figures(fact: Fact, language: Language) -> tuple[str, str, str]:
    last = fact.numbers[-1]
    if fact.unit:
        before, figures, after = measure_pattern(last, fact.unit, language.conventions)
    else:
        before, figures, after = "", number(last, language.conventions), ""
    if len(fact.numbers) > 1:
        figures = f"{number(fact.numbers[0], language.conventions)}–{figures}"
    return before, figures, after.replace(" ", "\u00a0")


def direction_of(text: str) -> str:
    """Return the direction of a text by its first strong character, ltr or rtl."""
    return "rtl" if runs_right_to_left(text) else "ltr"


def isolated(kind: str, html: str, direction: str) -> str:
    """Return HTML of a kind of fact that keeps its direction whatever stands around it."""
    return f'<span class="fact {kind}" dir="{direction}">{html}</span>'


def _isolated_plain(text: str, direction: str, language: Language) -> str:
    if direction == language.direction:
        return text
    opening = _LEFT_TO_RIGHT if direction == "ltr" else _RIGHT_TO_LEFT
    return f"{opening}{text}{_END_ISOLATE}"


def _link(kind: str, address: str, shown: str) -> str:
    return f'<a class="fact {kind}" dir="ltr" href="{escape(address)}">{escape(shown)}</a>'
