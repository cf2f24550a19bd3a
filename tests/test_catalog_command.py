"""The command catalog: extract, update and new, on copies of the shipped workspace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from printshop.catalogs.document import parse
from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError, InputError
from printshop.messages import load_catalogs

from .conftest import Shop
from .real import FONTS, ROOT
from .shops import BROCHURE, catalog, entry, po

NL = Path("locales/nl/LC_MESSAGES/microneedling.po")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    for name in ("brochures", "locales", "templates"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copytree(ROOT / "styles" / "calm", root / "styles" / "calm")
    (root / "styles" / "fonts").symlink_to(FONTS)
    for path in root.glob("locales/*.pot"):
        path.unlink()
    return root


def run(root: Path, *arguments: str) -> None:
    command = ["catalog", *arguments, "--root", str(root)]
    context = {"root": None, "screen": Screen()}
    assert cli.main(command, standalone_mode=False, obj=context) == 0


def contents(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.glob("locales/**/*.po*")}


def test_the_shipped_workspace_is_clean(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(workspace)
    run(workspace, "extract")
    run(workspace, "update")
    after = contents(workspace)
    assert after.keys() - before.keys() == {"locales/common.pot", "locales/microneedling.pot"}
    for name, old in before.items():
        rows = [parse(data, name) for data in (old, after[name])]
        assert rows[0].header == rows[1].header
        assert [(e.context, e.id, e.texts, e.fuzzy, e.obsolete) for e in rows[0].messages] == [
            (e.context, e.id, e.texts, e.fuzzy, e.obsolete) for e in rows[1].messages
        ]
        kept = [line for line in old.splitlines() if not line.startswith((b"#.", b"#:", b"#,"))]
        assert [
            line for line in after[name].splitlines() if not line.startswith((b"#.", b"#:", b"#,"))
        ] == kept
    assert load_catalogs(workspace)[1] == []
    capsys.readouterr()
    run(workspace, "extract")
    run(workspace, "update")
    assert contents(workspace) == after
    assert "written" not in capsys.readouterr().out


def test_what_has_not_changed_is_not_written(workspace: Path) -> None:
    run(workspace, "extract")
    run(workspace, "update")
    stamps = {p: p.stat().st_ino for p in workspace.glob("locales/**/*.po*")}
    run(workspace, "extract")
    run(workspace, "update")
    assert {p: p.stat().st_ino for p in workspace.glob("locales/**/*.po*")} == stamps


def test_update_takes_the_languages_named_and_counts(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    text = BROCHURE.replace("title: Warm hands", "title: Warm feet")
    root = shop({"brochures/warm.yaml": text})
    before = contents(root)
    run(root, "update", "nl")
    changed = {name for name, data in contents(root).items() if before[name] != data}
    assert changed == {catalog("nl")}
    row = next(line for line in capsys.readouterr().out.splitlines() if catalog("nl") in line)
    assert row.split() == [catalog("nl"), "2", "0", "1", "0", "written"]


def test_a_broken_catalog_stops_everything_before_anything_is_written(workspace: Path) -> None:
    whole = (workspace / NL).read_bytes()
    (workspace / NL).write_bytes(whole[:-3])
    (workspace / catalog("de", "common")).write_bytes(b"stray\n")
    before = contents(workspace)
    with pytest.raises(InputError) as caught:
        run(workspace, "update")
    places = [(f.place.file, f.place.line) for f in caught.value.findings]
    assert places == [(catalog("de", "common"), 1), (NL.as_posix(), whole.count(b"\n"))]
    assert contents(workspace) == before


def test_a_language_without_catalogs_cannot_be_updated(workspace: Path) -> None:
    before = contents(workspace)
    with pytest.raises(BrochureError, match="catalog new sv"):
        run(workspace, "update", "nl", "sv")
    assert contents(workspace) == before


def test_a_catalog_of_no_brochure_is_left_alone(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shop({catalog("nl", "gone"): po(entry("a", "A", "a"))})
    before = contents(root)[catalog("nl", "gone")]
    run(root, "update")
    assert contents(root)[catalog("nl", "gone")] == before
    assert "nl/LC_MESSAGES/gone.po belongs to no brochure" in capsys.readouterr().out


def test_new_starts_what_is_missing_and_overwrites_nothing(workspace: Path) -> None:
    run(workspace, "new", "pt_BR")
    started = contents(workspace)
    run(workspace, "update", "pt_BR")
    assert contents(workspace) == started
    with pytest.raises(BrochureError, match="catalog update pt_BR"):
        run(workspace, "new", "pt_BR")
    (workspace / catalog("nl", "common")).unlink()
    run(workspace, "new", "nl")
    assert (workspace / NL).read_bytes() == started[NL.as_posix()]
    assert b'"Language: nl\\n"' in (workspace / catalog("nl", "common")).read_bytes()


@pytest.mark.parametrize("tag", ["klingon", "../../nl"])
def test_new_refuses_what_is_no_language(tag: str, workspace: Path) -> None:
    before = contents(workspace)
    with pytest.raises(BrochureError, match="CLDR"):
        run(workspace, "new", tag)
    assert contents(workspace) == before


def test_a_folder_in_the_way_is_one_sentence(workspace: Path) -> None:
    (workspace / "locales" / "common.pot").mkdir()
    with pytest.raises(BrochureError, match=r"common\.pot cannot be read"):
        run(workspace, "extract")
