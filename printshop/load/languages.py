"""Languages that CLDR lacks: a small file ``locales/<tag>/language.yaml`` says what it would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ..findings import Finding, Severity
from ..messages import PSEUDO_LANGUAGES, language
from ..model import Language
from .documents import read_document
from .tags import language_findings

_TAG = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_([A-Z]{2}|\d{3}))?")


def language_path(root: Path, tag: str) -> Path:
    """Return where the file of a language that CLDR lacks stands."""
    return root / "locales" / tag / "language.yaml"


def is_tag(tag: str) -> bool:
    """Tell whether a tag is written as CLDR writes them (language, script, territory)."""
    return bool(_TAG.fullmatch(tag))


def load_languages(root: Path) -> tuple[Mapping[str, Language], list[Finding]]:
    """Return the languages that have a file of their own, by tag."""
    languages: dict[str, Language] = {}
    findings: list[Finding] = []
    for path in sorted(root.glob("locales/*/language.yaml")):
        own, problems = _load_language(root, path)
        findings += problems
        if own:
            languages[own.tag] = own
    return languages, findings


def _load_language(root: Path, path: Path) -> tuple[Language | None, list[Finding]]:
    tag = path.parent.name
    document, findings = read_document(path, path.relative_to(root).as_posix(), "language")
    if document is None:
        return None, findings
    if not is_tag(tag) or tag in PSEUDO_LANGUAGES:
        message = f"'{tag}' cannot be a language's tag; call the folder srn, srn_SR or srn_Latn."
        findings.append(Finding("input.language", Severity.ERROR, message, document.place()))
    findings += language_findings(document, document.data["like"], "like")
    if findings:
        return None, findings
    data = document.data
    like = language(data["like"])
    return (
        Language(tag, data["script"], data["direction"], data["name"], (tag,), like.conventions),
        [],
    )


def language_file(name: str, script: str, direction: str, like: str) -> str:
    """Return the text of a language's file."""
    fields = {"name": name, "script": script, "direction": direction, "like": like}
    rows = (f"{key}: {_quoted(value)}\n" for key, value in fields.items())
    return "".join(("# A language that CLDR lacks.\n", *rows))


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
