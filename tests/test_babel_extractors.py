"""Babel's own command finds in our files what 'catalog extract' finds, and says what is wrong."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract, extract_from_dir

from printshop.catalogs.template import brochure_template
from printshop.extractors import brochure
from printshop.load import load_library

from .conftest import Shop
from .real import ROOT
from .shops import BROCHURE

CONFIG = ROOT / "babel.cfg"
PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">
<text data-label="hand" x="50" y="25" text-anchor="middle" font-size="4">A hand</text></svg>
"""
FIGURE = """\
      - id: drawing
        figure:
          - id: one
            picture: hand.svg
            alt: Drawing of a hand
            caption: Keep it warm, {clinic} says
"""


def pybabel(root: Path, target: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run 'pybabel extract' over a workspace."""
    command = ("-m", "babel.messages.frontend", "extract", "-F", str(CONFIG), "-o", str(target))
    return subprocess.run(
        [sys.executable, *command, *options, "."],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def said(*files: Path) -> dict[tuple[str | None, str], str]:
    """Return the messages of templates and their comments, however those are wrapped."""
    entries = (entry for file in files for entry in polib.pofile(file.read_text("utf-8")))
    return {(e.msgctxt, e.msgid): " ".join(e.comment.split()) for e in entries}


@pytest.mark.parametrize("options", [("--no-wrap",), ("--width", "40", "--sort-output")])
def test_babel_finds_what_the_shipped_templates_have(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    done = pybabel(ROOT, tmp_path / "all.pot", *options)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [
        "extracting messages from brochures/microneedling.yaml",
        "extracting messages from templates/messages.yaml",
        f"writing PO template file to {tmp_path / 'all.pot'}",
    ]
    own = ("microneedling", "common")  # the studio's texts are the program's
    assert said(tmp_path / "all.pot") == said(*(ROOT / f"locales/{name}.pot" for name in own))


def test_labels_and_alternative_texts_are_found_beside_their_picture(shop: Shop) -> None:
    files = {"brochures/warm.yaml": BROCHURE + FIGURE, "brochures/pictures/hand.svg": PICTURE}
    root = shop(files)
    mapping = [("brochures/*.yaml", "brochure")]
    rows = {context: row for *row, context in extract_from_dir(root, mapping)}
    template = brochure_template(load_library(root).brochures["warm"])
    assert list(rows) == [entry.context for entry in template.messages]
    text = (root / "brochures/warm.yaml").read_text("utf-8").splitlines()
    for context, part in (
        ("title", "title: "),
        ("why.drawing.one.alt", "alt: "),
        ("why.drawing.one.label.hand", "alt: "),
        ("why.drawing.one.caption", "caption: "),
    ):
        file, line, _, _ = rows[context]
        assert file == "brochures/warm.yaml"
        assert part in text[int(line) - 1]
    assert rows["why.drawing.one.label.hand"][2:] == ["A hand", ["Label inside a picture"]]
    assert rows["why.drawing.one.caption"][3] == [
        "Caption under one step of a picture; short",
        "{clinic}: name of the clinic, such as Huidkliniek Zuid",
    ]


@pytest.mark.parametrize(
    ("file", "content", "place"),
    [
        ("brochures/warm.yaml", "title: [", "brochures/warm.yaml:2"),
        ("brochures/warm.yaml", b"\xff\xfe", "brochures/warm.yaml:1"),
        ("brochures/warm.yaml", "titel: Warm hands\n", "brochures/warm.yaml:1 (titel)"),
        ("templates/messages.yaml", "a: {text: A\n", "templates/messages.yaml:2"),
        ("brochures/clinics/noord.yaml", "name: [\n", "brochures/clinics/noord.yaml:2"),
    ],
)
def test_broken_files_are_answered_with_sentences(
    file: str, content: str | bytes, place: str, shop: Shop, tmp_path: Path
) -> None:
    done = pybabel(shop({file: content}), tmp_path / "all.pot")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    rows = [row for row in done.stderr.splitlines() if not row.startswith("extracting")]
    assert f"{place}: " in "\n".join(rows)
    assert all(row.startswith(f"{file}:") and row[-1] in ".?" for row in rows)


def test_all_problems_of_a_brochure_are_said_at_once(shop: Shop) -> None:
    text = BROCHURE.replace("version:", "versoin:").replace("heading:", "haeding:")
    with pytest.raises(SystemExit) as caught:
        list(extract_from_dir(shop({"brochures/warm.yaml": text}), [("brochures/*", "brochure")]))
    assert {row.partition(": ")[0] for row in str(caught.value).splitlines()} == {
        "brochures/warm.yaml:1",
        "brochures/warm.yaml:2 (versoin)",
        "brochures/warm.yaml:8 (sections[0].haeding)",
    }


def test_what_is_no_file_is_refused() -> None:
    with pytest.raises(SystemExit, match="name one, or its folder"):
        list(extract(brochure, io.BytesIO(b"title: A")))


def test_a_workspace_elsewhere_is_read_by_its_own_path(shop: Shop, tmp_path: Path) -> None:
    root = shop()
    shutil.copy(CONFIG, root)
    done = pybabel(root, tmp_path / "all.pot")
    assert done.returncode == 0, done.stderr
    assert {context for context, _ in said(tmp_path / "all.pot")} >= {"why.text", "contact.call"}
