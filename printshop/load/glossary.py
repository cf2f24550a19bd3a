"""The glossary: how each language renders the terms of the trade."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from ..findings import Finding, Severity
from ..model import Glossary, Rendering, Term
from .documents import Document, read_document
from .tags import language_findings

GLOSSARY = "locales/glossary.yaml"
ALL = "all"


def load_glossary(root: Path, languages: Collection[str] = ()) -> tuple[Glossary, list[Finding]]:
    """Read the glossary of a workspace; it is empty where there is none or where it is wrong.

    ``languages`` are the tags that CLDR lacks and the workspace has.
    """
    path = root / GLOSSARY
    if not path.exists():
        return Glossary(), []
    document, findings = read_document(path, GLOSSARY, "glossary")
    if document is None:
        return Glossary(), findings
    findings += [
        *_language_findings(document, languages),
        *_term_findings(document),
        *_rendering_findings(document),
    ]
    return (Glossary() if findings else _glossary(document)), findings


def _glossary(document: Document) -> Glossary:
    data = document.data
    terms = (
        Term(
            (name, *entry.get("forms", ())),
            {tag: _rendering(words) for tag, words in entry["translations"].items()},
            document.place("terms", name),
        )
        for name, entry in data.get("terms", {}).items()
    )
    same = {
        "" if tag == ALL else tag: frozenset(entries)
        for tag, entries in data.get("same_as_source", {}).items()
    }
    return Glossary(data.get("language", "en"), tuple(terms), same)


def _rendering(words: dict[str, list[str]]) -> Rendering:
    return Rendering(tuple(words.get("use", ())), tuple(words.get("avoid", ())))


def _language_findings(document: Document, known: Collection[str]) -> Iterator[Finding]:
    data = document.data
    used: list[tuple[str, tuple[str, ...]]] = [
        (tag, ("terms", name, "translations", tag))
        for name, entry in data.get("terms", {}).items()
        for tag in entry["translations"]
    ]
    used += [(tag, ("same_as_source", tag)) for tag in data.get("same_as_source", {}) if tag != ALL]
    used += [(data["language"], ("language",))] if "language" in data else []
    for tag, path in used:
        if tag not in known:
            yield from language_findings(document, tag, *path)


def _term_findings(document: Document) -> Iterator[Finding]:
    """Find forms of the source that stand under two terms, or have no letter."""
    seen: dict[str, str] = {}
    for name, entry in document.data.get("terms", {}).items():
        paths: list[tuple[str | int, ...]] = [("terms", name)]
        paths += [("terms", name, "forms", number) for number in range(len(entry.get("forms", ())))]
        for form, path in zip((name, *entry.get("forms", ())), paths, strict=True):
            folded = " ".join(form.casefold().split())
            if not any(map(str.isalnum, form)):
                yield _finding(document, f"'{form}' has no letters; write a word.", path)
            elif folded in seen:
                message = f"'{form}' stands under '{seen[folded]}' already; delete one."
                yield _finding(document, message, path)
            seen.setdefault(folded, name)


def _rendering_findings(document: Document) -> Iterator[Finding]:
    """Find renderings that have no letter, or are both right and forbidden."""
    for name, entry in document.data.get("terms", {}).items():
        for tag, words in entry["translations"].items():
            use = {text.casefold() for text in words.get("use", ())}
            for kind, number, text in _numbered(words):
                path = ("terms", name, "translations", tag, kind, number)
                if not any(map(str.isalnum, text)):
                    yield _finding(document, f"'{text}' has no letters; write a word.", path)
                elif kind == "avoid" and text.casefold() in use:
                    message = f"'{text}' stands under 'use' too; delete one."
                    yield _finding(document, message, path)


def _numbered(words: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    for kind, texts in words.items():
        yield from ((kind, number, text) for number, text in enumerate(texts))


def _finding(document: Document, message: str, path: tuple[str | int, ...]) -> Finding:
    return Finding("input.glossary", Severity.ERROR, message, document.place(*path))
