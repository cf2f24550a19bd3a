"""Extraction: the messages of a brochure, or those that all share, become a template (.pot)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..messages import COMMON, long_date, measure_pattern, number
from ..model import Brochure, Fact, Label, Message
from .document import Document, parse
from .syntax import quoted

PROGRAM_FLAGS = ("xml-text", "placeholders:", "max-length:")
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*[^>]*>")
_MARKUP = re.compile(rf"{TAG.pattern}|&#?[A-Za-z0-9]+;")
_LETTER = 1.6  # percent of a picture's width: what a letter of a label takes, roughly
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"  # how gettext writes file names with spaces

# What the program itself fills in, in every brochure: what it is, and one example.
_ALWAYS_KNOWN = {
    "clinic": ("name of the clinic", "Huidkliniek Zuid"),
    "phone": ("telephone number", "+31 40 555 01 23"),
    "mail": ("e-mail address", "info@clinic.example"),
    "url": ("web address", "clinic.example"),
    "page": ("web address of the page about this leaflet", "https://clinic.example/en/leaflet"),
    "version": ("number of the version", "1.0"),
    "produced": ("date", "November 1, 2026"),
    "review": ("date", "November 1, 2028"),
    "title": ("title of the leaflet", "Microneedling for scars"),
    "language": ("name of a language", "Deutsch"),
}
_KINDS = {
    "phone": "telephone number",
    "mail": "e-mail address",
    "url": "web address",
    "date": "date",
    "number": "number",
    "measure": "measure",
    "name": "name",
}

_HEADER = (
    "Project-Id-Version: {project}\n"
    "Report-Msgid-Bugs-To: \n"
    "PO-Revision-Date: \n"
    "Last-Translator: \n"
    "Language-Team: \n"
    "Language: \n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
)


def template_path(domain: str) -> str:
    """Return where the template of a brochure (or ``common``) stands in a workspace."""
    return f"locales/{domain}.pot"


def brochure_template(brochure: Brochure) -> Document:
    """Return the template of a brochure: its messages in reading order.

    The same brochure gives the same bytes: there is no date and no line number in it.
    """
    about = f"Texts of the brochure '{brochure.title.text}', to translate."
    known = {**_ALWAYS_KNOWN, **_explained(brochure.facts, brochure.source_language)}
    labels = {
        label.message.key: _room(label)
        for picture in brochure.pictures()
        for label in picture.labels
    }
    return _template(brochure.id, about, brochure.messages(), known, labels)


def shared_template(messages: Iterable[Message]) -> Document:
    """Return the template of the messages that all brochures share, in the order given."""
    about = "Texts that all brochures share, to translate."
    return _template(COMMON, about, messages, _ALWAYS_KNOWN, {})


def interface_template(domain: str, messages: Iterable[Message]) -> Document:
    """Return the template of the texts on the studio's own pages."""
    return _template(domain, "Texts on the pages of the studio, to translate.", messages, {}, {})


def _template(
    domain: str,
    about: str,
    messages: Iterable[Message],
    known: Mapping[str, tuple[str, str]],
    labels: Mapping[str, int],
) -> Document:
    head = (
        f"# {about}\n# Made by 'catalog extract'; what is changed here is lost.\n"
        f"{quoted('msgid', '')}{quoted('msgstr', _HEADER.format(project=domain))}"
    )
    entries = [_entry(message, known, labels.get(message.key)) for message in messages]
    return parse("\n".join((head, *entries)).encode(), template_path(domain))


def _entry(message: Message, known: Mapping[str, tuple[str, str]], room: int | None) -> str:
    names = list(dict.fromkeys(message.placeholders))
    own = " ".join(message.comment.split())
    comments = [own, *(_explanation(n, known) for n in names if f"{{{n}}}:" not in own)]
    flags = _flags(message, names, room)
    return "".join(
        (
            *(f"#. {comment}\n" for comment in comments if comment),
            f"#: {_reference(message.place.file)}\n" if message.place.file else "",
            f"#, {', '.join(flags)}\n" if flags else "",
            quoted("msgctxt", message.key),
            quoted("msgid", message.text),
            quoted("msgstr", ""),
        )
    )


def _explanation(name: str, known: Mapping[str, tuple[str, str]]) -> str:
    if name not in known:
        return f"{{{name}}}: filled in by the program"
    meaning, example = known[name]
    return f"{{{name}}}: {meaning}, such as {' '.join(example.split())}"


def _flags(message: Message, names: list[str], room: int | None) -> list[str]:
    flags = []
    if not message.plain and _MARKUP.search(message.text):
        flags.append("xml-text")
    if names:
        flags.append("placeholders:" + ":".join(f"{{{name}}}" for name in names))
    if room is not None:
        flags.append(f"max-length:{max(room, len(message.text))}")
    return flags


def _reference(file: str) -> str:
    return f"{_ISOLATE}{file}{_END_ISOLATE}" if " " in file else file


def _room(label: Label) -> int:
    """Return how many letters of a label fit between its anchor and the picture's edges."""
    right = 100 - label.left
    widths = {"start": right, "middle": 2 * min(label.left, right), "end": label.left}
    return max(0, int(widths.get(label.anchor, right) / _LETTER))


def _explained(facts: Iterable[Fact], tag: str) -> dict[str, tuple[str, str]]:
    return {fact.name: (_KINDS.get(fact.kind, fact.kind), _example(fact, tag)) for fact in facts}


def _example(fact: Fact, tag: str) -> str:
    """Write a fact as it stands in the source language."""
    if fact.date:
        return long_date(fact.date, tag)
    if not fact.numbers:
        return fact.text
    figures = "–".join(number(value, tag) for value in fact.numbers)
    if not fact.unit:
        return figures
    before, _, after = measure_pattern(fact.numbers[-1], fact.unit, tag)
    return f"{before}{figures}{after}"
