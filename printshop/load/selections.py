"""Selections: which sections and blocks a fold shows that has no room for the whole brochure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..findings import Finding, Severity
from ..folds import FOLDS
from ..model import Block, ItemList, Section
from .documents import Document, KeyPath

TITLES = "titles"


def read_selections(
    document: Document, sections: tuple[Section, ...], findings: list[Finding]
) -> dict[str, tuple[Section, ...]]:
    """Return the sections that a brochure selects for folds, by fold.

    Names that do not exist are added to the findings.
    """
    known = {section.id: section for section in sections}
    selections = {}
    for fold, rows in document.data.get("selections", {}).items():
        path = ("selections", fold)
        if fold not in FOLDS:
            message = f"There is no fold '{fold}'; known: {', '.join(FOLDS)}."
            findings.append(_finding(document, message, path))
        selections[fold] = tuple(
            _selected(document, known[row["section"]], row, (*path, i), findings)
            for i, row in enumerate(rows)
            if _is_known(document, row["section"], known, (*path, i, "section"), findings)
        )
    return selections


def _selected(
    document: Document,
    section: Section,
    row: Mapping[str, Any],
    path: KeyPath,
    findings: list[Finding],
) -> Section:
    blocks = {block.id: block for block in section.blocks}
    wanted = row.get("blocks", blocks)
    chosen = [
        blocks[id]
        for i, id in enumerate(wanted)
        if _is_known(document, id, blocks, (*path, "blocks", i), findings)
    ]
    if row.get("lists") == TITLES:
        chosen = [_titles_only(block) for block in chosen]
    return replace(section, blocks=tuple(chosen))


def _titles_only(block: Block) -> Block:
    if not isinstance(block, ItemList):
        return block
    return replace(block, items=tuple(replace(item, text=None) for item in block.items))


def _is_known(
    document: Document,
    id: str,
    known: Mapping[str, object],
    path: KeyPath,
    findings: list[Finding],
) -> bool:
    if id not in known:
        message = f"There is no '{id}' here; choose one of: {', '.join(known)}."
        findings.append(_finding(document, message, path))
    return id in known


def _finding(document: Document, message: str, path: KeyPath) -> Finding:
    return Finding("input.selection", Severity.ERROR, message, document.place(*path))
