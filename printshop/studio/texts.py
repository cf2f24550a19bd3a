"""The texts of the studio's own pages, in the language that a browser asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..load.interface import INTERFACE, interface_messages
from ..messages import Catalogs, best_language, is_current, language, long_date, number
from ..model import Language

SOURCE = "en"  # the language the texts are written in
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"  # a value keeps its direction among the words


@dataclass(frozen=True)
class Texts:
    """The texts of the interface in a language; what is not translated is in English."""

    language: Language
    catalogs: Catalogs

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its placeholders filled in; numbers and dates as people write them.

        Raises KeyError for a text that there is not.
        """
        text = self._texts[key]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", f"{_ISOLATE}{self._written(value)}{_END_ISOLATE}")
        return text

    def starting(self, prefix: str) -> dict[str, str]:
        """Return all texts whose keys start like that, without it: what a script needs."""
        found = self._texts.items()
        return {key.removeprefix(prefix): text for key, text in found if key.startswith(prefix)}

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        texts = {message.key: message.text for message in interface_messages()}
        for tag in reversed(self.language.chain):
            catalog = self.catalogs.get((tag, INTERFACE))
            for message in interface_messages() if catalog else ():
                entry = catalog.entries.get(message.key) if catalog else None
                if entry and is_current(message, entry):
                    texts[message.key] = entry.text
        return texts

    def _written(self, value: object) -> str:
        if isinstance(value, date):
            return long_date(value, self.language.tag)
        return number(value, self.language.tag) if isinstance(value, int) else str(value)


def offered(catalogs: Catalogs) -> tuple[str, ...]:
    """Return the languages that the interface is there in."""
    return tuple(sorted({SOURCE, *(tag for tag, domain in catalogs if domain == INTERFACE)}))


def texts(catalogs: Catalogs, wanted: str) -> Texts:
    """Return the texts in the best language for what a browser asks for (Accept-Language)."""
    return Texts(language(best_language(wanted, offered(catalogs), SOURCE)), catalogs)
