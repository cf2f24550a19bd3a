"""What the desk says of a form in its reader's language, and the languages to choose from."""

from __future__ import annotations

from ...messages import COMMON, PSEUDO_LANGUAGES, language
from ...model import Clinic, Language
from ..texts import Texts
from ..workspace import Snapshot
from .form import Wrong


def wrong_entry(t: Texts, wrong: Wrong) -> dict[str, str]:
    """Return what is wrong with a field as scripts take it, in the reader's words."""
    return {
        "code": wrong.code,
        "severity": wrong.severity.word,
        "message": _sentence(t, wrong),
        "place": wrong.field,
    }


def _sentence(t: Texts, wrong: Wrong) -> str:
    own = t.starting("assistant.wrong.")
    code = "empty" if wrong.empty else wrong.code.removeprefix("input.")
    field = wrong.field.partition("-")[0]
    return own.get(code) or own.get(field) or wrong.message


def language_choices(snapshot: Snapshot, clinic: Clinic | None) -> list[Language]:
    """Return the languages that a clinic may work in: those that leaflets have words for."""
    tags = {tag for tag, domain in snapshot.catalogs if domain == COMMON}
    tags -= snapshot.library.languages.keys() | PSEUDO_LANGUAGES.keys()  # spoken at no desk
    if clinic:
        tags.add(clinic.language)
    return sorted(map(language, tags or {"en"}), key=lambda each: each.autonym.casefold())


def usual_language(snapshot: Snapshot, reader: Language) -> str:
    """Return the language of the clinics that there are, the reader's where they have several."""
    found = {clinic.language for clinic in snapshot.library.clinics.values()}
    return found.pop() if len(found) == 1 else reader.tag
