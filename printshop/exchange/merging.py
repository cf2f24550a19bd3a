"""What came back, put into the catalogs it belongs to, all of it or none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..catalogs.document import Document
from ..catalogs.entry import Entry
from ..errors import BrochureError
from ..findings import Finding, Place
from ..messages import language
from ..model import Language
from .decision import Outcome, decide
from .units import CatalogName, Returned, bcp47, error, shown, warning


@dataclass(frozen=True)
class Merged:
    """A catalog with what came back in it, and how many texts met with which outcome."""

    document: Document
    counts: Counter[Outcome]
    changed: bool


def merge(
    returned: Iterable[Returned], catalogs: Mapping[CatalogName, Document]
) -> tuple[dict[CatalogName, Merged], tuple[Finding, ...]]:
    """Return the catalogs that texts came back for, and what is to be said about these texts.

    A text of an unknown catalog or of another language is refused. Nothing is written here.
    """
    findings: list[Finding] = []
    by_catalog: dict[CatalogName, list[Returned]] = defaultdict(list)
    for text in returned:
        name = text.catalog
        refusal = _refusal(text, name, catalogs)
        if refusal:
            findings.append(refusal)
        elif name:
            by_catalog[name].append(text)
    merged = {}
    for name, texts in sorted(by_catalog.items()):
        merge = _Merge(catalogs[name])
        merged[name] = merge.run(texts)
        findings += merge.findings
    return merged, tuple(dict.fromkeys(findings))  # what is wrong with a file is said once


def _refusal(
    text: Returned, name: CatalogName | None, catalogs: Mapping[CatalogName, Document]
) -> Finding | None:
    file = Place(text.place.file)
    if name is None or name not in catalogs:
        message = f"There is no catalog '{shown(text.original)}' here; none of its texts was taken."
        return error("unknown-catalog", message, file)
    if not _is_language(text.language, name[0]):
        message = (
            f"The file says that its language is '{shown(text.language)}', but the texts are those "
            f"of {catalogs[name].name}; none of them was taken."
        )
        return error("language", message, file)
    return None


def _is_language(said: str, tag: str) -> bool:
    """Tell whether a file's language is a catalog's; tools add regions (nl-NL) and scripts."""
    if said.lower() in ("", bcp47(tag).lower()):
        return True
    try:
        theirs, ours = language(said.replace("-", "_")), language(tag)
    except BrochureError:
        return False
    regions = {_region(theirs), _region(ours)} - {""}
    return _base(theirs) == _base(ours) and theirs.script == ours.script and len(regions) < 2


def _base(language: Language) -> str:
    return language.tag.partition("_")[0].lower()


def _region(language: Language) -> str:
    """Return the region of a tag: two letters or three figures after the language (BCP 47)."""
    parts = language.tag.upper().split("_")[1:]
    return next((part for part in parts if len(part) == 2 or part.isdecimal()), "")


# --- one catalog ---------------------------------------------------------------------------------


class _Merge:
    """One catalog on its way: ``findings`` is what is to be said."""

    def __init__(self, catalog: Document) -> None:
        self.findings: list[Finding] = []
        self._catalog = catalog
        keys = Counter(entry.context for entry in catalog.messages)
        ours = (e for e in catalog.messages if e.plural is None and keys[e.context] == 1)
        self._entries = {entry.context: entry for entry in ours}
        self._changed: dict[int, Entry] = {}
        self._counts: Counter[Outcome] = Counter()

    def run(self, texts: Iterable[Returned]) -> Merged:
        """Take what may be taken of all texts of the catalog."""
        by_key: dict[str, list[Returned]] = defaultdict(list)
        for text in texts:
            by_key[text.key].append(text)
        for key, same in by_key.items():
            self._counts[self._outcome(self._entries.get(key), same)] += 1
        entries = [self._changed.get(id(entry), entry) for entry in self._catalog.entries]
        document = self._catalog.with_entries(entries) if self._changed else self._catalog
        return Merged(document, self._counts, bool(self._changed))

    def _outcome(self, entry: Entry | None, same: Sequence[Returned]) -> Outcome:
        if entry is None:
            message = "The catalog has no text with this key any more; nothing was imported."
            self.findings += [warning("unknown-key", message, text.place) for text in same]
            return Outcome.UNKNOWN
        text, *others = _telling(same)
        if any((text.text, text.is_fuzzy) != (other.text, other.is_fuzzy) for other in others):
            self.findings.append(_double([text, *others]))
            return Outcome.CONFLICT
        decision = decide(entry, text, self._catalog)
        self.findings += decision.findings
        if decision.entry is not entry:
            self._changed[id(entry)] = decision.entry
        return decision.outcome


def _telling(same: Sequence[Returned]) -> Sequence[Returned]:
    """Return the texts that say something new, or one that does not, of all with one key.

    So a job may be divided among people, who each send the whole file back.
    """
    filled = [text for text in same if text.text and text.whole]
    return [t for t in filled if not t.is_as_exported] or filled[:1] or same[:1]


def _double(same: Sequence[Returned]) -> Finding:
    first, *others = same
    places = ", ".join(f"{text.place.file}:{text.place.line}" for text in others)
    message = (
        f"This text came back more than once and differently, also in {places}; none was imported. "
        "Take out all but one."
    )
    return error("duplicate", message, first.place)
