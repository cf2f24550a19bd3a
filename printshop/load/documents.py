"""YAML files read with care: positions kept, bombs refused, content held against a schema."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from ..findings import Finding, Place, Severity

LARGEST_FILE = 1_000_000  # bytes; a brochure is some ten thousand
DEEPEST = 20  # levels; a brochure has seven

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALARS = ("null", "bool", "int", "float")  # dates stay text: the schema says what a date is

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """What a YAML file holds, and the line (from 1) of every key and value in it."""

    name: str
    data: Any
    lines: dict[KeyPath, int]

    def place(self, *path: str | int) -> Place:
        """Return where the value at a path stands; of a missing one, where its parent stands."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return Place(self.name, self.lines.get(known, 1), dotted(path))


def dotted(path: KeyPath) -> str:
    """Write a path as people do: sections[2].heading."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def read_document(path: Path, name: str, schema: str) -> tuple[Document | None, list[Finding]]:
    """Read a YAML file and check it against one of the shipped schemas.

    ``name`` is how findings call the file. Returns no document where there is any problem; the
    findings then list all that could be found.
    """
    try:
        document = Document(name, *_values(_decoded(_read(path))))
    except _RefusedFileError as refused:
        return None, [_error("file", str(refused), Place(name, refused.line))]
    findings = schema_findings(document, schema)
    return (None if findings else document), findings


def parse_document(raw: bytes, name: str) -> Document | None:
    """Return what a YAML file holds, checked against no schema; None where it cannot be read."""
    try:
        return Document(name, *_values(_decoded(raw)))
    except _RefusedFileError:
        return None


def schema_findings(document: Document, schema: str) -> list[Finding]:
    """Return what is wrong with a document by one of the shipped schemas."""
    return [
        finding
        for error in _schema_errors(document, schema)
        for finding in _schema_findings(document, error)
    ]


class _RefusedFileError(Exception):
    def __init__(self, message: str, line: int = 0) -> None:
        self.line = line
        super().__init__(message)


def _error(code: str, message: str, place: Place) -> Finding:
    return Finding(f"input.{code}", Severity.ERROR, message, place)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _RefusedFileError(
                f"The file is larger than {LARGEST_FILE:,} bytes; is it the right file?"
            )
        return path.read_bytes()
    except OSError as error:
        raise _RefusedFileError(f"The file cannot be read: {error.strerror}.") from error


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _RefusedFileError(
            "The file is not UTF-8 text; save it as UTF-8 in your editor.", line
        ) from error


def _values(text: str) -> tuple[Any, dict[KeyPath, int]]:
    """Return the plain values of a YAML text and the line of each."""
    try:
        _refuse_bombs(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = _line(error.problem_mark)
        raise _RefusedFileError(f"This is not valid YAML: {error.problem}.", line) from error
    except yaml.YAMLError as error:
        raise _RefusedFileError(f"This is not valid YAML: {error}.") from error
    if node is None:
        raise _RefusedFileError("The file is empty.", 1)
    lines: dict[KeyPath, int] = {}
    return _value(node, (), lines), lines


def _line(mark: Any) -> int:
    """Return a YAML mark's line, counted from 1; 0 where there is no mark."""
    return mark.line + 1 if mark else 0


def _refuse_bombs(text: str) -> None:
    """Refuse aliases and deep nesting before anything is built from the text."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedFileError(
                "Anchors (&) and aliases (*) are not allowed; write the text out, or put it in "
                "quotes if the sign belongs to it.",
                _line(event.start_mark),
            )
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise _RefusedFileError(
                f"Tags such as {tag} are not allowed; leave it out.", _line(event.start_mark)
            )
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _RefusedFileError(
                f"The file is nested more than {DEEPEST} deep.", _line(event.start_mark)
            )


def _value(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int]) -> Any:
    lines[path] = _line(node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, i), lines) for i, child in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: KeyPath, lines: dict[KeyPath, int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        line = _line(key_node.start_mark)
        if not isinstance(key_node, yaml.ScalarNode):
            raise _RefusedFileError("A key has to be a plain word.", line)
        if key in result:
            raise _RefusedFileError(f"The key '{key}' stands here twice; delete one.", line)
        result[key] = _value(value_node, (*path, key), lines)
        lines[(*path, key)] = line
    return result


def _scalar(node: yaml.Node) -> Any:
    kind = node.tag.rpartition(":")[2]
    if kind not in _SCALARS:
        return node.value
    try:
        return _constructor().construct_object(node)
    except (ValueError, yaml.YAMLError) as error:
        raise _RefusedFileError(
            f"'{node.value}' cannot be read as a value; put it in quotes.",
            _line(node.start_mark),
        ) from error


def _constructor() -> yaml.constructor.SafeConstructor:
    return yaml.constructor.SafeConstructor()


@cache
def schema_text(name: str) -> str:
    """Return the text of a shipped JSON Schema such as ``brochure``."""
    folder = resources.files(__package__.rpartition(".")[0]) / "schemas"
    return (folder / f"{name}.schema.json").read_text("utf-8")


def _schema_errors(document: Document, schema: str) -> Iterator[jsonschema.ValidationError]:
    validator = jsonschema.Draft202012Validator(json.loads(schema_text(schema)))
    errors = validator.iter_errors(document.data)
    return iter(sorted(errors, key=lambda e: (document.place(*e.absolute_path), e.message)))


_TYPE_NAMES = {
    "string": "text (in quotes if it looks like a number or a date)",
    "object": "a group of keys",
    "array": "a list (each entry after a dash)",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def _schema_findings(document: Document, error: jsonschema.ValidationError) -> Iterator[Finding]:
    """Turn a validator's error into sentences for people."""
    if error.validator != "additionalProperties":
        yield _schema_finding(document, error)
        return
    schema: Any = error.schema
    instance: Any = error.instance
    known = list(schema.get("properties", {}))
    for key in instance:
        if key not in known:
            yield _unknown_key(document, (*error.absolute_path, key), key, known)


def _schema_finding(document: Document, error: jsonschema.ValidationError) -> Finding:
    path = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    if error.validator == "required":
        # One error for each missing key; only its text says which.
        missing = next(key for key in wanted if error.message.startswith(f"{key!r} "))
        return _error(
            "missing-key", f"The key '{missing}' is missing; add it.", document.place(*path)
        )
    if error.validator == "type":
        types = [wanted] if isinstance(wanted, str) else wanted
        name = " or ".join(_TYPE_NAMES.get(kind, kind) for kind in types)
        return _error("wrong-type", f"'{_last(path)}' has to be {name}.", document.place(*path))
    if error.validator == "enum":
        choices = ", ".join(map(str, wanted))
        return _error(
            "wrong-value",
            f"'{error.instance}' is not possible here; choose one of: {choices}.",
            document.place(*path),
        )
    hint = error.schema.get("x-hint") if isinstance(error.schema, dict) else None
    message = hint or f"{error.message}."
    return _error("wrong-value", f"'{_last(path)}': {message}", document.place(*path))


def _unknown_key(document: Document, path: KeyPath, key: str, known: list[str]) -> Finding:
    close = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"known here: {', '.join(known)}."
    message = f"The key '{key}' is not known; {hint}"
    return _error("unknown-key", message, document.place(*path))


def _last(path: KeyPath) -> str:
    return dotted(path) or "the file"
