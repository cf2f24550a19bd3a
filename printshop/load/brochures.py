"""Brochures: a checked YAML document becomes a Brochure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from ..errors import BrochureError
from ..findings import Finding, Severity
from ..folds import FOLDS
from ..messages import measure_pattern
from ..model import (
    Asset,
    Block,
    Brochure,
    Callout,
    Fact,
    Figure,
    Item,
    ItemList,
    Message,
    Paragraph,
    Picture,
    Section,
    Step,
)
from .clinics import phone
from .documents import Document, KeyPath, read_document
from .languages import language_path
from .markup import markup_findings
from .pictures import PictureError, read_drawing, read_picture
from .selections import read_selections
from .spreads import read_spreads
from .tags import language_findings

PICTURES = "brochures/pictures"
DEFAULT_FOLDS = ("trifold", "sheet")
Read = TypeVar("Read")


def load_brochure(root: Path, path: Path) -> tuple[Brochure | None, list[Finding]]:
    """Read a brochure of the workspace at ``root``; None, with all findings, where it is wrong."""
    name = path.relative_to(root).as_posix()
    document, findings = read_document(path, name, "brochure")
    if document is None:
        return None, findings
    reader = _Reader(root, path.stem, document)
    brochure = reader.brochure()
    return (None if reader.findings else brochure), reader.findings


@dataclass
class _Reader:
    """Walks a document that its schema has already accepted, and collects what it cannot say."""

    root: Path
    id: str
    document: Document
    findings: list[Finding] = field(default_factory=list)

    def brochure(self) -> Brochure:
        data = self.document.data
        brochure = Brochure(
            id=self.id,
            path=self.document.name,
            title=self._message(("title",), "title", "Title of the brochure"),
            version=data["version"],
            produced=self._date("produced"),
            review=self._date("review"),
            theme=data.get("theme", "calm"),
            folds=self._folds(),
            languages=tuple(data.get("languages", ())),
            cover=self._cover(),
            cover_wide=self._optional_asset(("cover", "wide")),
            sections=tuple(
                self._section(section, ("sections", i))
                for i, section in enumerate(data["sections"])
            ),
            facts=tuple(
                self._fact(name, ("facts", name)) for name in sorted(data.get("facts", {}))
            ),
            source_language=data.get("language", "en"),
        )
        selections = read_selections(self.document, brochure.sections, self.findings)
        spreads = read_spreads(self.document, self.root / PICTURES, self.findings)
        brochure = replace(brochure, selections=selections, spreads=spreads)
        self._refuse_same_keys(brochure)
        self.findings += language_findings(self.document, brochure.source_language, "language")
        for i, tag in enumerate(brochure.languages):
            if not language_path(self.root, tag).exists():
                self.findings += language_findings(self.document, tag, "languages", i)
        return brochure

    def _error(self, code: str, message: str, path: KeyPath) -> None:
        place = self.document.place(*path)
        self.findings.append(Finding(f"input.{code}", Severity.ERROR, message, place))

    def _value(self, path: KeyPath) -> Any:
        value = self.document.data
        for part in path:
            value = value[part]
        return value

    def _message(self, path: KeyPath, key: str, comment: str, plain: bool = False) -> Message:
        text = " ".join(str(self._value(path)).split())
        self.findings += markup_findings(text, plain, self.document.place(*path))
        return Message(key, text, comment, self.document.place(*path), plain)

    def _date(self, key: str) -> date:
        try:
            return date.fromisoformat(self._value((key,)))
        except ValueError:
            self._error(
                "date", f"'{key}' has to be a date such as 2026-11-01 (year-month-day).", (key,)
            )
            return date.min

    def _folds(self) -> tuple[str, ...]:
        folds = tuple(self.document.data.get("folds", DEFAULT_FOLDS))
        for i, fold in enumerate(folds):
            if fold not in FOLDS:
                known = ", ".join(FOLDS)
                self._error("fold", f"There is no fold '{fold}'; known: {known}.", ("folds", i))
        return folds

    def _cover(self) -> Picture | None:
        if "cover" not in self.document.data:
            return None
        picture = self._picture(("cover",), "cover")
        if picture.labels:
            message = "Labels are set in figures only; turn the words of a cover into outlines."
            self._error("picture", message, ("cover", "picture"))
        return picture

    def _checked(self, read: Callable[[], Read], path: KeyPath) -> Read | None:
        try:
            return read()
        except PictureError as problem:
            self._error("picture", str(problem), path)
            return None

    def _picture(self, path: KeyPath, key: str) -> Picture:
        name = self._value((*path, "picture"))
        alt = self._message(
            (*path, "alt"), f"{key}.alt", "Text for screen readers: describes a picture", plain=True
        )
        read = self._checked(
            lambda: read_picture(self.root / PICTURES, name, alt, f"{key}.label", PICTURES),
            (*path, "picture"),
        )
        if read is None:
            return Picture(Asset(name, "", ""), alt, 1, 1)
        picture, findings = read
        self.findings += findings
        return picture

    def _optional_asset(self, path: KeyPath) -> Asset | None:
        parent = self._value(path[:-1]) if path[0] in self.document.data else {}
        name = parent.get(path[-1])
        if name is None:
            return None
        return self._checked(lambda: read_drawing(self.root / PICTURES, name), path)

    def _section(self, data: dict[str, Any], path: KeyPath) -> Section:
        heading = None
        if "heading" in data:
            heading = self._message(
                (*path, "heading"), f"{data['id']}.heading", "Heading of a section"
            )
        blocks = tuple(
            self._block(block, (*path, "blocks", i), data["id"])
            for i, block in enumerate(data["blocks"])
        )
        return Section(
            data["id"], heading, blocks, data.get("style", "plain"), data.get("panel", "flow")
        )

    def _block(self, data: dict[str, Any], path: KeyPath, section: str) -> Block:
        key = f"{section}.{data['id']}"
        if "paragraph" in data:
            return Paragraph(data["id"], self._message((*path, "paragraph"), key, "Paragraph"))
        if "callout" in data:
            return Callout(
                data["id"],
                data["callout"],
                self._message((*path, "title"), f"{key}.title", "Title of a box; short"),
                self._message((*path, "text"), f"{key}.text", "Text in a box"),
            )
        if "list" in data:
            return ItemList(
                data["id"],
                tuple(self._item((*path, "list", i), key) for i in range(len(data["list"]))),
            )
        return Figure(
            data["id"],
            tuple(self._step((*path, "figure", i), key) for i in range(len(data["figure"]))),
        )

    def _item(self, path: KeyPath, key: str) -> Item:
        item = self._value((*path, "id"))
        key = f"{key}.{item}"
        return Item(
            item,
            self._optional_asset((*path, "icon")),
            self._message((*path, "title"), f"{key}.title", "Title of a list entry; short"),
            self._message((*path, "text"), f"{key}.text", "Text of a list entry"),
        )

    def _step(self, path: KeyPath, key: str) -> Step:
        step = self._value((*path, "id"))
        key = f"{key}.{step}"
        return Step(
            step,
            self._picture(path, key),
            self._message(
                (*path, "caption"), f"{key}.caption", "Caption under one step of a picture; short"
            ),
        )

    def _fact(self, name: str, path: KeyPath) -> Fact:
        data = self._value(path)
        kind = next(iter(key for key in data if key != "unit"))
        value = data[kind]
        if kind == "phone":
            number = phone(value, self.document, self.findings, *path, kind)
            return Fact(name, kind, text=number)
        if kind == "date":
            try:
                return Fact(name, kind, date=date.fromisoformat(value))
            except ValueError:
                self._error("date", "This has to be a date such as 2026-11-01.", (*path, kind))
                return Fact(name, kind, date=date.min)
        if kind in ("number", "measure"):
            numbers = value if isinstance(value, list) else [value]
            decimals = tuple(Decimal(str(number)) for number in numbers)
            self._check_figures(decimals, data.get("unit"), path)
            return Fact(name, kind, numbers=decimals, unit=data.get("unit", ""))
        return Fact(name, kind, text=value)

    def _check_figures(self, numbers: tuple[Decimal, ...], unit: str | None, path: KeyPath) -> None:
        if not all(number.is_finite() for number in numbers):
            self._error("number", "This has to be a plain number.", path)
        elif unit:
            try:
                measure_pattern(numbers[-1], unit, "en")
            except BrochureError as error:
                self._error("unit", str(error), (*path, "unit"))

    def _refuse_same_keys(self, brochure: Brochure) -> None:
        seen: dict[str, Message] = {}
        for message in brochure.messages():
            first = seen.setdefault(message.key, message)
            if first is not message:
                self.findings.append(
                    Finding(
                        "input.same-id",
                        Severity.ERROR,
                        f"The place '{message.key}' exists twice (also in line "
                        f"{first.place.line}); give one of them another id.",
                        message.place,
                    )
                )
