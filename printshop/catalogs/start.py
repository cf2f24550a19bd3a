"""A new catalog for a language, ready for a translator."""

from __future__ import annotations

import re

import babel
from babel.messages.plurals import get_plural

from ..messages import NOT_REVIEWED, REVIEW_HEADER, language, language_name
from .document import Document, parse
from .syntax import quoted

_FIELD = re.compile(r"^(Language|Plural-Forms):.*\n", re.MULTILINE)


def new(template: Document, tag: str, name: str) -> Document:
    """Return a catalog called ``name`` with the messages of a template, not translated yet.

    Its header names the language and its plural forms, and says that no clinician has read it.
    Raises BrochureError for a tag that CLDR lacks.
    """
    language(tag)
    head = (
        f"# Translation into {language_name(tag, 'en')}.\n"
        "# No clinician has reviewed this translation yet.\n"
        f"{quoted('msgid', '')}{quoted('msgstr', _header(template, tag))}"
    )
    rows = "".join(entry.raw for entry in template.messages)
    return parse(f"{head}{rows}".encode(), name)


def _header(template: Document, tag: str) -> str:
    fields = template.header.texts[0] if template.header else ""
    own = {
        "Language": tag,
        "Plural-Forms": get_plural(babel.Locale.parse(tag)).plural_forms,
        REVIEW_HEADER: NOT_REVIEWED,
    }
    return _FIELD.sub("", fields) + "".join(f"{key}: {value}\n" for key, value in own.items())
