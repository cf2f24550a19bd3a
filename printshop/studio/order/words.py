"""What can be ordered, in the words of people who order: for the page and for its scripts."""

from __future__ import annotations

from typing import Any

from ...sign_off import SignOff
from ..texts import Texts
from .choices import Format, Offer, Paper, name_of


def offered_words(offer: Offer, t: Texts) -> dict[str, Any]:
    """Return languages, formats and papers, and each language's state in each format."""
    return {
        "languages": [
            {
                "tag": own.tag,
                "html_tag": own.html_tag,
                "direction": own.direction,
                "autonym": own.autonym,
                "name": name_of(own, t.language.tag),
            }
            for own in offer.languages
        ],
        "usual": offer.clinic.language,
        "formats": [_format(one, t) for one in offer.formats],
        "papers": [_paper(one, t) for one in offer.papers],
        "states": {
            one.id: {own.tag: _state(offer.state(own, one), t) for own in offer.languages}
            for one in offer.formats
        },
    }


def _format(one: Format, t: Texts) -> dict[str, str]:
    """Say what a format is; one that the texts do not know has the fold's own name."""
    names, hints = t.starting("order.format."), t.starting("order.format-hint.")
    return {"id": one.id, "name": names.get(one.id, one.fold.name), "hint": hints.get(one.id, "")}


def _paper(one: Paper, t: Texts) -> dict[str, str]:
    name = t.starting("order.paper.").get(one.kind, one.description)
    return {"id": one.id, "name": name, "hint": one.description}


def _state(state: SignOff, t: Texts) -> dict[str, str]:
    """Say with a colour and a few words how far a language is."""
    if state.waiting:
        return {"look": "bad", "text": t("order.state.waiting", n=len(state.waiting))}
    if state.unapproved:
        return {"look": "warning", "text": t("order.state.unapproved", n=len(state.unapproved))}
    return {"look": "good", "text": t("order.state.ready")}
