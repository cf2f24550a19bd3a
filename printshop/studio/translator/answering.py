"""What the desk's scripts are told, as they take it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from ...audit.words import Run, word_changes
from ...catalogs.template import TAG
from ...model import Approval, Language
from ...save_translation import Standing
from ..pages import finding_entry
from .desk import Text
from .drawing import Drawn
from .helping import Help

_EXPLAINED = re.compile(r"\{(\w+)\}: (.+)")  # a placeholder, among the notes of a template


def text_entry(text: Text) -> dict[str, Any]:
    """Return a text as the list and the editor take it."""
    meanings = {m[1]: m[2] for note in text.notes if (m := _EXPLAINED.fullmatch(note))}
    return {
        "domain": text.domain,
        "key": text.message.key,
        "part": text.part,
        "source": text.message.text,
        "standing": standing_entry(text.standing),
        "state": text.state,
        "shared": text.shared,
        "plain": text.message.plain,
        "notes": [note for note in text.notes if not _EXPLAINED.fullmatch(note)],
        "placeholders": [
            {"name": name, "meaning": meanings.get(name, "")}
            for name in dict.fromkeys(text.message.placeholders)
        ],
        "tags": [] if text.message.plain else _tags(text.message.text),
        "longest": text.longest,
        "approval": approval_entry(text.approval),
        "former": approval_entry(text.former),
    }


def _tags(source: str) -> list[str]:
    """Return the names of the tags in a source text, each once, in their order."""
    return list(dict.fromkeys(re.sub(r"\W", "", tag) for tag in TAG.findall(source)))


def standing_entry(standing: Standing) -> dict[str, Any]:
    """Return what a catalog says in a place."""
    return {"text": standing.text, "fuzzy": standing.fuzzy}


def approval_entry(approval: Approval | None) -> dict[str, str] | None:
    """Return who approved a text."""
    if approval is None:
        return None
    return {"by": approval.by, "role": approval.role, "on": approval.on}


def changes_entry(runs: Iterable[Run]) -> list[dict[str, str]]:
    """Return what changed in a text, run by run."""
    return [{"state": run.state.value, "text": run.text} for run in runs]


def changes_between(old: str, new: str) -> list[dict[str, str]]:
    """Return what changed between two texts."""
    return changes_entry(word_changes(old, new))


def help_entry(help: Help) -> dict[str, Any]:
    """Return what helps with a text."""
    return {
        "changes": changes_entry(help.changes),
        "suggestions": [
            {
                "source": each.source,
                "text": each.text,
                "percent": int(100 * each.likeness),
            }
            for each in help.suggestions
        ],
        "terms": [
            {"name": term.name, "use": rendering.use, "avoid": rendering.avoid}
            for term, rendering in help.terms
        ],
        "notes": help.notes,
        "remarks": [
            {"by": remark.said.by, "role": remark.said.role, "text": remark.said.text}
            for remark in help.remarks
        ],
    }


def drawn_entry(drawn: Drawn) -> dict[str, Any]:
    """Return a drawing: the pictures that are new, and where the texts stand."""
    return {
        "panels": [
            {
                "look": panel.look,
                "width": panel.size.width,
                "height": panel.size.height,
                "png": b64encode(panel.png).decode() if panel.png is not None else None,
            }
            for panel in drawn.panels
        ],
        "boxes": [
            [box.key, box.page, *(round(mm, 2) for mm in (box.x, box.y, box.width, box.height))]
            for box in drawn.boxes
        ],
        "fit": {"body": drawn.fit.body, "over": drawn.fit.lines_over},
        "findings": [finding_entry(found) for found in drawn.findings if not found.place.key],
        "remembered": drawn.remembered,
        "settled": drawn.settled,
    }


def language_entry(language: Language, name: str) -> dict[str, str]:
    """Return a language as elements are marked with it."""
    return {"tag": language.html_tag, "direction": language.direction, "name": name}
