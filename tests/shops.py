"""Tiny shops: whole workspaces written from a dict of files, and the editions planned in them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from printshop.errors import BrochureError
from printshop.fingerprint import Fingerprints
from printshop.load import load_library
from printshop.messages import (
    COMMON,
    approval_line,
    approvals_path,
    catalog_path,
    load_catalogs,
    text_digest,
)
from printshop.model import Approval, Edition
from printshop.plan import BuildPlan, Request, plan
from printshop.profiles import PROFILES

from .real import FONTS, ROOT

Files = Mapping[str, str | bytes | None]

BROCHURE = """\
title: Warm hands
version: "1.0"
produced: 2026-11-01
review: 2028-11-01
folds: [trifold]
sections:
  - id: why
    heading: Why warm hands?
    blocks:
      - id: text
        paragraph: Cold hands are <em>hard</em> to draw blood from.
"""
CLINIC = """\
name: Kliniek Noord
language: nl
address: [Dorpsweg 1, 1234 AB Noord]
phone: "+31 30 555 01 23"
mail: info@noord.example
web: https://noord.example
page: https://noord.example/{language}/{brochure}
"""
SOURCES = {
    "title": "Warm hands",
    "why.heading": "Why warm hands?",
    "why.text": "Cold hands are <em>hard</em> to draw blood from.",
}
TRANSLATIONS = {
    "en": tuple(SOURCES.values()),
    "nl": (
        "Warme handen",
        "Waarom warme handen?",
        "Uit koude handen is <em>moeilijk</em> bloed te prikken.",
    ),
    "ar": ("أيدٍ دافئة", "لماذا الأيدي الدافئة؟", "سحب الدم من الأيدي الباردة <em>صعب</em>."),
}


def po(*entries: str, header: str = "") -> str:
    """Return a catalog: a header and entries, each as the file has it."""
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n{header}'
    return "\n".join((head, *entries))


def entry(key: str, source: str, text: str, flags: str = "") -> str:
    """Return one entry of a catalog; ``flags`` are whole lines that stand before it."""
    key, source, text = (
        part.replace("\\", r"\\").replace('"', r"\"") for part in (key, source, text)
    )
    return f'{flags}msgctxt "{key}"\nmsgid "{source}"\nmsgstr "{text}"\n'


def catalog(tag: str, domain: str = "warm") -> str:
    """Return the path of a catalog in a workspace."""
    return catalog_path(Path(), tag, domain).as_posix()


def write_shop(root: Path, files: Files, approved: bool = True) -> Path:
    """Write a valid workspace with the files of a dict on top; returns its root.

    It has one brochure ``warm``, one clinic ``noord``, the real templates and theme, and catalogs
    for en, nl and ar. Contents are text or bytes; None leaves a file out.
    """
    shutil.copytree(ROOT / "templates", root / "templates")
    shutil.copytree(ROOT / "styles" / "calm", root / "styles" / "calm")
    (root / "styles" / "fonts").symlink_to(FONTS)
    (root / "styles" / "profiles").symlink_to(ROOT / "styles" / "profiles")
    for name, content in {**_default_files(), **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    if approved:
        key = tuple(sorted(files.items()))
        if key not in _APPROVALS:
            _APPROVALS[key] = {}
            with suppress(BrochureError):  # a workspace that is broken on purpose
                _APPROVALS[key] = _approvals(root)
        _write_approvals(root, _APPROVALS[key])
    return root


# By the files on top: many tests write the same workspace, and reading it to approve it takes long.
_APPROVALS: dict[tuple[tuple[str, str | bytes | None], ...], dict[str, str]] = {}


def approve(root: Path) -> None:
    """Approve every translation of a workspace as it is now."""
    _write_approvals(root, _approvals(root))


def _write_approvals(root: Path, lines: dict[str, str]) -> None:
    for tag, of_language in lines.items():
        approvals_path(root, tag).write_text(of_language, "utf-8")


def _approvals(root: Path) -> dict[str, str]:
    """Return the lines that approve all there is, by language."""
    library = load_library(root)
    catalogs, _ = load_catalogs(root, library.languages)
    domains = {id: (b.messages(), b.facts) for id, b in library.brochures.items()}
    domains[COMMON] = (library.shared_messages, ())
    made = {}
    for tag in {tag for tag, domain in catalogs if domain == COMMON}:
        lines = [
            approval_line(Approval(domain, message.key, digest, "A. Nurse", "nurse", "2026-11-01"))
            for domain, (messages, facts) in domains.items()
            for message in messages
            if (tag, domain) in catalogs
            if (entry := catalogs[tag, domain].entries.get(message.key))
            for digest in [text_digest(tag, domain, message, entry.text, facts)]
        ]
        made[tag] = "".join(lines)
    return made


def _default_files() -> dict[str, str]:
    files = {"brochures/warm.yaml": BROCHURE, "brochures/clinics/noord.yaml": CLINIC}
    for tag, texts in TRANSLATIONS.items():
        rows = zip(SOURCES.items(), texts, strict=True)
        files[catalog(tag)] = po(*(entry(key, source, text) for (key, source), text in rows))
        files[catalog(tag, "common")] = (ROOT / catalog(tag, "common")).read_text("utf-8")
    return files


def planned(root: Path, *languages: str) -> BuildPlan:
    """Return the plan of a workspace's leaflets: all of them, or those in some languages."""
    library = load_library(root)
    catalogs, findings = load_catalogs(root, library.languages)
    assert findings == []
    folded = tuple(id for id, profile in PROFILES.items() if profile.folded)
    request = Request(languages=languages, profiles=folded)
    return plan(library, catalogs, request, Fingerprints("test"))


def editions(root: Path, *languages: str) -> tuple[Edition, ...]:
    """Return the planned editions of a workspace's leaflets: all, or those in some languages."""
    return tuple(planned(root, *languages).editions)
