"""Tiny shops: whole workspaces written from a dict of files, and the editions planned in them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from printshop.fingerprint import Fingerprints
from printshop.load import load_library
from printshop.messages import catalog_path, load_catalogs
from printshop.model import Edition
from printshop.plan import BuildPlan, Request, plan

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


def write_shop(root: Path, files: Files) -> Path:
    """Write a valid workspace with the files of a dict on top; returns its root.

    It has one brochure ``warm``, one clinic ``noord``, the real templates and theme, and catalogs
    for en, nl and ar. Contents are text or bytes; None leaves a file out.
    """
    shutil.copytree(ROOT / "templates", root / "templates")
    shutil.copytree(ROOT / "styles" / "calm", root / "styles" / "calm")
    (root / "styles" / "fonts").symlink_to(FONTS)
    for name, content in {**_default_files(), **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def _default_files() -> dict[str, str]:
    files = {"brochures/warm.yaml": BROCHURE, "brochures/clinics/noord.yaml": CLINIC}
    for tag, texts in TRANSLATIONS.items():
        rows = zip(SOURCES.items(), texts, strict=True)
        files[catalog(tag)] = po(*(entry(key, source, text) for (key, source), text in rows))
        files[catalog(tag, "common")] = (ROOT / catalog(tag, "common")).read_text("utf-8")
    return files


def planned(root: Path, *languages: str) -> BuildPlan:
    """Return the plan of a workspace: all of it, or some languages."""
    catalogs, findings = load_catalogs(root)
    assert findings == []
    return plan(load_library(root), catalogs, Request(languages=languages), Fingerprints("test"))


def editions(root: Path, *languages: str) -> tuple[Edition, ...]:
    """Return the planned editions of a workspace: all, or those in some languages."""
    return planned(root, *languages).editions
