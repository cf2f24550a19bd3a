"""A new catalog for a language, ready for a translator."""

from __future__ import annotations

import re
from datetime import date

import babel
from babel.messages.plurals import get_plural

from ..messages import NOT_REVIEWED, REVIEW_HEADER, language_name
from ..model import Language
from .document import Document, parse
from .header import UNREVIEWED
from .prefill import prefill
from .similar import Memory
from .syntax import quoted

_FIELD = re.compile(r"^([\w-]+):.*\n", re.MULTILINE)


def new(
    template: Document,
    language: Language,
    name: str,
    memory: Memory | None = None,
    is_source: bool = False,
    day: date | None = None,
) -> Document:
    """Return a catalog called ``name`` with the messages of a template.

    They are empty, but for what ``memory`` knows of them, to be confirmed; in the source's own
    language (``is_source``) they have the source's words. The header names the language and its
    plural forms, the ``day`` of its making, and says that no clinician has read it.
    """
    head = (
        f"# Translation into {_english_name(language)}.\n{UNREVIEWED}\n"
        f"{quoted('msgid', '')}{quoted('msgstr', _header(template, language, day))}"
    )
    rows = "".join(entry.raw for entry in template.messages)
    catalog = parse(f"{head}{rows}".encode(), name)
    return prefill(catalog, memory or Memory(), is_source)[0]


def _english_name(language: Language) -> str:
    in_cldr = language.conventions == language.tag
    return language_name(language.tag, "en") if in_cldr else language.autonym


def _header(template: Document, language: Language, day: date | None) -> str:
    fields = template.header.texts[0] if template.header else ""
    own = {
        **({"PO-Revision-Date": f"{day} 00:00+0000"} if day else {}),
        "Language": language.tag,
        "Plural-Forms": get_plural(babel.Locale.parse(language.conventions)).plural_forms,
        REVIEW_HEADER: NOT_REVIEWED,
    }
    others = _FIELD.sub(lambda field: "" if field[1] in own else field[0], fields)
    return others + "".join(f"{key}: {value}\n" for key, value in own.items())
