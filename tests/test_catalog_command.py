"""The command catalog: extract, update and new, on copies of the shipped workspace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from printshop.catalogs.changes import SUGGESTION
from printshop.catalogs.document import parse
from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError, InputError
from printshop.messages import load_catalogs

from .conftest import Shop
from .real import FONTS, ROOT
from .shops import BROCHURE, SOURCES, catalog, entry, po

NL = Path("locales/nl/LC_MESSAGES/microneedling.po")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    for name in ("brochures", "locales", "templates"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copytree(ROOT / "styles" / "calm", root / "styles" / "calm")
    (root / "styles" / "fonts").symlink_to(FONTS)
    (root / "styles" / "profiles").symlink_to(ROOT / "styles" / "profiles")
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


# --- what other catalogs of the language know ----------------------------------------------------

FEET = BROCHURE.replace("hands?", "feet?").replace("Cold hands", "Cold feet")
FEET_SOURCES = {
    "title": "Warm hands",
    "why.heading": "Why warm feet?",
    "why.text": "Cold feet are <em>hard</em> to draw blood from.",
}
EMPTY_FEET = po(*(entry(key, text, "") for key, text in FEET_SOURCES.items()))


def rows(root: Path, tag: str, domain: str) -> dict[str | None, tuple[str, bool, str]]:
    """Return key -> text, whether it is fuzzy, and the key of the text it was made from."""
    document = parse((root / catalog(tag, domain)).read_bytes(), "any.po")
    return {
        e.context: (e.texts[0], e.fuzzy, e.previous.get("msgctxt", "")) for e in document.messages
    }


def test_new_fills_a_catalog_from_the_others_of_the_language(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    warm = po(
        entry("title", "Warm hands", "Warme handen"),
        entry("why.heading", "Why warm hands?", "Waarom?", "#, fuzzy\n"),
        entry("why.text", SOURCES["why.text"], "Uit koude handen is <em>moeilijk</em> prikken."),
    )
    root = shop({"brochures/feet.yaml": FEET, catalog("nl"): warm})
    run(root, "new", "nl")
    assert rows(root, "nl", "feet") == {
        "title": ("Warme handen", True, "title"),
        "why.heading": ("", False, ""),
        "why.text": ("", False, ""),
    }
    assert (
        "feet.po with 3 messages, 1 of them filled in to be confirmed." in capsys.readouterr().out
    )
    text = (root / catalog("nl", "feet")).read_text("utf-8")
    assert f"# {SUGGESTION}Uit koude handen" in text
    assert "Waarom?" not in text
    assert (root / catalog("nl")).read_text("utf-8") == warm


def test_update_and_prefill_fill_alike(shop: Shop) -> None:
    files = {"brochures/feet.yaml": FEET}
    one = shop({**files, catalog("nl", "feet"): po(entry("x", "X", "x"))}, at="one")
    two = shop({**files, catalog("nl", "feet"): EMPTY_FEET}, at="two")
    run(one, "update", "nl")
    run(two, "prefill", "nl")
    assert rows(one, "nl", "feet") == rows(two, "nl", "feet")
    assert rows(one, "nl", "feet")["title"] == ("Warme handen", True, "title")


def test_prefill_fills_what_is_empty_once(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    sources = {"contact.address": "Warm hands", "contact.web": "Why warm hand?", "z": "Zebra"}
    common = po(*(entry(key, text, "") for key, text in sources.items()))
    root = shop({catalog("nl", "common"): common, catalog("ar", "common"): common})
    before = contents(root)
    run(root, "prefill", "nl")
    changed = {name for name, data in contents(root).items() if before[name] != data}
    assert changed == {catalog("nl", "common")}
    assert rows(root, "nl", "common") == {
        "contact.address": ("Warme handen", True, "title"),
        "contact.web": ("", False, ""),
        "z": ("", False, ""),
    }
    assert f"# {SUGGESTION}Waarom warme handen?\n" in (root / catalog("nl", "common")).read_text()
    table = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert table[0] == ["catalog", "filled", "suggested", "empty", "file"]
    assert [catalog("nl", "common"), "1", "1", "2", "written"] in table
    after = contents(root)
    run(root, "prefill", "nl")
    assert contents(root) == after
    table = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [catalog("nl", "common"), "0", "0", "2", "unchanged"] in table


def test_the_source_s_own_language_has_the_source_s_words(shop: Shop) -> None:
    text = BROCHURE.replace("title: Warm hands", "title: Warm feet").replace("Why warm", "Why so")
    own = po(entry("title", "Warm hands", "Warm hands"), entry("why.heading", "Why?", "Wherefore?"))
    files = {"brochures/warm.yaml": text, catalog("en"): own, catalog("en", "common"): None}
    root = shop(files)
    run(root, "update", "en")
    assert rows(root, "en", "warm") == {
        "title": ("Warm feet", False, ""),
        "why.heading": ("Wherefore?", True, ""),
        "why.text": (SOURCES["why.text"], False, ""),
    }
    run(root, "new", "en")
    assert rows(root, "en", "common")["contact.address"] == ("Address", False, "")
    (root / catalog("en")).write_text(po(entry("title", "Warm feet", "")), "utf-8")
    run(root, "prefill", "en")
    assert rows(root, "en", "warm") == {"title": ("Warm feet", False, "")}


def test_what_was_written_in_another_language_helps_nobody(shop: Shop) -> None:
    """German "Gift" is poison: the same letters in another source are another text."""
    empty = po(entry("title", "Gift", ""))
    files = {
        "brochures/german.yaml": BROCHURE.replace("title: Warm hands", "title: Gift\nlanguage: de"),
        "brochures/english.yaml": BROCHURE.replace("title: Warm hands", "title: Gift"),
        catalog("nl", "german"): po(entry("title", "Gift", "Vergif")),
        catalog("nl", "english"): empty,
        catalog("de", "german"): empty,
        catalog("de", "english"): empty,
        catalog("en", "english"): empty,
    }
    root = shop(files)
    run(root, "prefill")
    assert rows(root, "nl", "english") == {"title": ("", False, "")}
    assert rows(root, "de", "english") == {"title": ("", False, "")}
    assert rows(root, "de", "german") == {"title": ("Gift", False, "")}
    assert rows(root, "en", "english") == {"title": ("Gift", False, "")}


def test_the_catalog_of_a_brochure_that_is_gone_still_helps(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = po(entry("heading", "Why warm feet?", "Waarom warme voeten?"))
    files = {
        "brochures/feet.yaml": FEET,
        catalog("nl", "feet"): EMPTY_FEET,
        catalog("nl", "gone"): gone,
        catalog("nl", "broken"): "stray",
    }
    root = shop(files)
    (root / catalog("nl", "folder")).mkdir()
    run(root, "prefill", "nl")
    assert rows(root, "nl", "feet")["why.heading"] == ("Waarom warme voeten?", True, "heading")
    assert (root / catalog("nl", "gone")).read_text("utf-8") == gone
    out = capsys.readouterr().out
    assert "gone.po belongs to no brochure; left alone" in out
    assert "broken.po belongs to no brochure; left alone" in out


@pytest.mark.parametrize("command", [("prefill",), ("update", "nl"), ("new", "nl")])
def test_a_broken_catalog_of_the_language_stops_before_anything_is_written(
    command: tuple[str, ...], shop: Shop
) -> None:
    files = {"brochures/feet.yaml": FEET, catalog("nl"): "stray", catalog("nl", "common"): b"\xff"}
    root = shop(files)
    before = contents(root)
    with pytest.raises(InputError) as caught:
        run(root, *command)
    places = [(f.code, f.place.file) for f in caught.value.findings]
    assert places == [("catalog.syntax", catalog("nl", d)) for d in ("common", "warm")]
    assert contents(root) == before


def test_a_text_that_a_charset_lacks_stops_before_anything_is_written(shop: Shop) -> None:
    narrow = po(entry("a", "Why warm hands?", "")).replace("UTF-8", "ISO-8859-1")
    wide = po(entry("why.heading", "Why warm hands?", "Ваша рука?"))
    root = shop({catalog("nl", "common"): narrow, catalog("nl"): wide})
    before = contents(root)
    with pytest.raises(InputError, match="msgconv -t UTF-8"):
        run(root, "prefill", "nl")
    assert contents(root) == before
