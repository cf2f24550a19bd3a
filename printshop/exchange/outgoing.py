"""What of a catalog goes out: its messages as units, and a finding for each that cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..catalogs.document import Document
from ..catalogs.entry import Entry
from ..catalogs.syntax import Kind
from ..findings import Finding, Place
from .safe_xml import UNSPEAKABLE
from .units import Batch, CatalogName, State, Unit, error, shown, warning

_ROOM = "max-length:"


def batch(
    document: Document, name: CatalogName, source_language: str
) -> tuple[Batch, tuple[Finding, ...]]:
    """Return what goes out of a catalog, in its order, and a finding for what is left behind.

    That is what has no key, shares its key with another message, or has plural forms.
    """
    keys = Counter(entry.context for entry in document.messages)
    units, findings = [], []
    for entry in document.messages:
        reason = _hindrance(entry, keys)
        if reason:
            findings.append(_left_behind(_place(document, entry), reason))
        else:
            units.append(_unit(entry, _place(document, entry)))
    tag, domain = name
    return Batch(document.name, tag, domain, source_language, tuple(units)), tuple(findings)


def without_unspeakable(found: Batch, texts_too: bool) -> tuple[Batch, tuple[Finding, ...]]:
    """Return a batch without what XML cannot hold, and a finding for each unit left out.

    ``texts_too``: the format has no way to write control characters in texts. Keys never may
    have any.
    """
    units, findings = [], []
    for unit in found.units:
        said = (unit.key, unit.source, unit.text) if texts_too else (unit.key,)
        character = next((m[0] for text in said if (m := UNSPEAKABLE.search(text))), None)
        if character is None:
            units.append(unit)
        else:
            reason = (
                f"the character U+{ord(character):04X}, which this format cannot hold, is in it"
            )
            findings.append(_left_behind(unit.place, reason))
    return replace(found, units=tuple(units)), tuple(findings)


def current(found: Batch, template: Document) -> Batch:
    """Return a batch with what a translation memory may learn, in the template's order.

    That is what is translated, not fuzzy, and made from the present source. Of the source's own
    language it is nothing.
    """
    learnt = found.units if found.tag != found.source_language else ()
    units = {(u.key, u.source): u for u in learnt if u.state is State.TRANSLATED}
    wanted = ((entry.context or "", entry.id) for entry in template.messages)
    return replace(found, units=tuple(units[name] for name in wanted if name in units))


def outdated(template: Document, catalog: Document, tag: str) -> tuple[Finding, ...]:
    """Return a warning if a catalog has other messages than its template."""
    wanted, there = (
        {(entry.context, entry.id, entry.plural) for entry in document.messages}
        for document in (template, catalog)
    )
    if wanted == there:
        return ()
    message = (
        "This catalog does not have the present texts of the brochure; run 'catalog update "
        f"{tag}' and export again, or old texts are paid for."
    )
    return (warning("outdated", message, Place(catalog.name)),)


def _hindrance(entry: Entry, keys: Counter[str | None]) -> str:
    """Return why a message cannot go out, empty if it can."""
    if not entry.context:
        return "it has no key (msgctxt)"
    if keys[entry.context] > 1:
        return "its key (msgctxt) stands twice in this catalog"
    return "" if entry.plural is None else "it has plural forms, which brochures never have"


def _left_behind(place: Place, reason: str) -> Finding:
    message = f"This text was not exported: {reason}. Mend the catalog, then export again."
    return error("unexportable", message, place)


def _place(document: Document, entry: Entry) -> Place:
    return Place(document.name, entry.line, shown(entry.context or ""))


def _unit(entry: Entry, place: Place) -> Unit:
    text = entry.texts[0]
    state = State.FUZZY if entry.fuzzy else State.TRANSLATED
    return Unit(
        key=entry.context or "",
        source=entry.id,
        text=text,
        state=state if text else State.MISSING,
        place=place,
        comments=tuple(_said(entry, Kind.EXTRACTED)),
        notes=tuple(_said(entry, Kind.TRANSLATOR)),
        room=_room(entry.flags),
        previous=entry.previous.get("msgid"),
    )


def _said(entry: Entry, kind: Kind) -> Iterator[str]:
    return (line for line in entry.said(kind) if line)


def _room(flags: Iterable[str]) -> int | None:
    limits = (flag.removeprefix(_ROOM) for flag in flags if flag.startswith(_ROOM))
    return next((int(limit) for limit in limits if limit.isdecimal() and limit.isascii()), None)
