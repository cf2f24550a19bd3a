"""Workspaces that are kept as they were read: used again, and never when anything has changed."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from printshop import kept_workspace, stamps
from printshop.errors import BrochureError, InputError
from printshop.fingerprint import engine_digest, engine_parts, engine_stamp
from printshop.kept_workspace import Workspace, load_workspace
from printshop.load import load_library
from printshop.messages import load_catalogs

from .conftest import Shop
from .shops import BROCHURE, CLINIC, catalog

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"/>'
TABLE = """id,name,language,street,postcode,city,country,phone,mail,web,logo
oost,Oost,nl,Kade 1,1234 AB,Ede,NL,+31 30 555 01 23,a@example.org,https://example.org,one.svg
west,West,nl,Kade 2,1234 AB,Ede,NL,+31 30 555 01 24,b@example.org,https://example.org,no.svg
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a cache of its own, and believe in files that it wrote just now."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(stamps, "FRESH", -1e6)
    monkeypatch.setattr(kept_workspace, "engine_stamp", lambda: "this engine")
    return tmp_path / "home" / "make-brochure" / "workspaces"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Note each time that a workspace is read in earnest."""
    noted: list[Path] = []
    read = kept_workspace._read

    def noting(root: Path, clinic_list: str | None) -> Workspace:
        noted.append(root)
        return read(root, clinic_list)

    monkeypatch.setattr(kept_workspace, "_read", noting)
    return noted


def in_earnest(root: Path, clinic_list: str | None = None) -> Workspace:
    library = load_library(root, clinic_list)
    catalogs, findings = load_catalogs(root, library.languages)
    return Workspace(library, catalogs, (*findings, *library.findings))


def test_what_was_kept_is_what_is_read(shop: Shop, reads: list[Path]) -> None:
    root = shop({catalog("ar"): "nonsense"})
    first, second = load_workspace(root), load_workspace(root)
    assert reads == [root]
    assert first == second == in_earnest(root)
    assert [finding.code for finding in second.findings] == ["catalog.syntax"]
    assert second.findings[0].place.line == 1


def test_it_is_kept_for_other_processes(shop: Shop, reads: list[Path], home: Path) -> None:
    root = shop()
    load_workspace(root)
    (file,) = home.iterdir()
    assert stamps.unsealed(file.read_bytes()) is not None
    assert load_workspace(root) == in_earnest(root)


# --- whatever changes ----------------------------------------------------------------------------


def same_size(path: Path) -> None:
    before = path.stat()
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))


def behind_its_back(path: Path) -> None:
    """Write other text of the same size, and give the file the time of the old one."""
    before = path.stat()
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


def rename(path: Path) -> None:
    path.rename(path.with_name(f"zz{path.name}"))


def add(path: Path) -> None:
    shutil.copy(path, path.with_name(f"zz{path.name}"))


def link(path: Path) -> None:
    other = path.rename(path.parent.parent.parent / "elsewhere")
    path.symlink_to(other)


CHANGES = (same_size, behind_its_back, touch, rename, add, link, Path.unlink)
FILES = (
    "brochures/warm.yaml",
    "brochures/clinics/noord.yaml",
    "brochures/clinics/logo.svg",
    "locales/nl/LC_MESSAGES/warm.po",
    "locales/nl/approvals.jsonl",
    "templates/messages.yaml",
    "templates/leaflet.html",
    "styles/calm/theme.yaml",
)


def _quick(name: str, change: Callable[[Path], None]) -> bool:
    """Tell whether a change is tried in every run: each to one file, and the slyest to all."""
    return name == FILES[0] or change is behind_its_back


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param(name, change, marks=() if _quick(name, change) else pytest.mark.slow)
        for name in FILES
        for change in CHANGES
    ],
)
def test_any_change_of_a_file_is_seen(
    shop: Shop, reads: list[Path], name: str, change: Callable[[Path], None]
) -> None:
    clinic = CLINIC + "logo: logo.svg\n"
    root = shop({"brochures/clinics/noord.yaml": clinic, "brochures/clinics/logo.svg": SVG})
    load_workspace(root)
    path = root / name
    del reads[:]
    change(path)
    with_errors(root)
    assert reads == [root]


def with_errors(root: Path) -> None:
    try:
        load_workspace(root)
    except InputError as error:
        with pytest.raises(InputError) as raised:
            in_earnest(root)
        assert raised.value.findings == error.findings


def test_an_empty_folder_more_is_seen(shop: Shop, reads: list[Path]) -> None:
    root = shop()
    load_workspace(root)
    (root / "locales" / "tr" / "LC_MESSAGES").mkdir(parents=True)
    load_workspace(root)
    assert reads == [root, root]


def test_folders_that_are_links_are_watched(shop: Shop, reads: list[Path], tmp_path: Path) -> None:
    root = shop()
    (tmp_path / "pictures").mkdir()
    (root / "brochures" / "pictures").symlink_to(tmp_path / "pictures")
    (root / "brochures" / "round").symlink_to(root / "brochures")
    load_workspace(root)
    load_workspace(root)
    assert reads == [root]
    (tmp_path / "pictures" / "hand.svg").write_text(SVG, "utf-8")
    load_workspace(root)
    assert reads == [root, root]


def test_errors_are_not_kept(shop: Shop, home: Path) -> None:
    root = shop({"brochures/warm.yaml": BROCHURE + "colour: red\n"})
    for _ in range(2):
        with pytest.raises(InputError):
            load_workspace(root)
    assert list(home.glob("*")) == []


def test_where_there_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(BrochureError, match="no folder 'brochures'"):
        load_workspace(tmp_path / "nowhere")


def test_what_changed_a_moment_ago_is_not_trusted(
    shop: Shop, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shop()
    monkeypatch.setattr(stamps, "FRESH", 3600)
    load_workspace(root)
    load_workspace(root)
    assert reads == [root, root]


def test_what_changes_while_it_is_read_is_not_kept(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    root = shop()
    read = kept_workspace._read

    def meanwhile(root: Path, clinic_list: str | None) -> Workspace:
        workspace = read(root, clinic_list)
        same_size(root / "brochures" / "warm.yaml")
        return workspace

    monkeypatch.setattr(kept_workspace, "_read", meanwhile)
    load_workspace(root)
    assert list(home.glob("*")) == []


def test_another_engine_reads_anew(
    shop: Shop, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shop()
    load_workspace(root)
    monkeypatch.setattr(kept_workspace, "engine_stamp", lambda: "another engine")
    load_workspace(root)
    assert reads == [root, root]


def test_a_workspace_that_moves_knows_where_it_is(shop: Shop, tmp_path: Path) -> None:
    root = shop()
    load_workspace(root)
    moved = root.rename(tmp_path / "moved")
    assert load_workspace(moved) == in_earnest(moved)
    assert load_workspace(moved).library.root == moved


def test_a_workspace_goes_by_the_name_it_is_called(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = shop(at="one"), shop({"brochures/clinics/noord.yaml": None}, at="other")
    (other / "brochures" / "clinics" / "zuid.yaml").write_text(CLINIC, "utf-8")
    for root, clinics in ((one, ["noord"]), (other, ["zuid"])):
        monkeypatch.chdir(root)
        library = load_workspace(Path()).library
        assert (list(library.clinics), library.root) == (clinics, Path())


# --- tables --------------------------------------------------------------------------------------


@pytest.fixture
def table(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "one.svg").write_text(SVG, "utf-8")
    (folder / "clinics.csv").write_text(TABLE, "utf-8")
    return folder / "clinics.csv"


def edit_table(table: Path) -> None:
    table.write_text(TABLE.replace("Kade 1", "Kade 9"), "utf-8")


def add_settings(table: Path) -> None:
    table.with_suffix(".columns.yaml").write_text("encoding: utf-8\n", "utf-8")


def edit_logo(table: Path) -> None:
    table.with_name("one.svg").write_text(SVG.replace("40", "60"), "utf-8")


def remove_logo(table: Path) -> None:
    table.with_name("one.svg").unlink()


def add_missing_logo(table: Path) -> None:
    table.with_name("no.svg").write_text(SVG, "utf-8")


@pytest.mark.parametrize(
    "change", [edit_table, add_settings, edit_logo, remove_logo, add_missing_logo]
)
def test_a_table_with_its_logos_is_watched(
    shop: Shop, table: Path, reads: list[Path], change: Callable[[Path], None]
) -> None:
    root = shop()
    first = load_workspace(root, str(table))
    assert [*first.library.clinics] == ["oost"]
    assert load_workspace(root, str(table)) == first
    assert len(reads) == 1
    change(table)
    try:
        assert load_workspace(root, str(table)) == in_earnest(root, str(table))
    except InputError:
        with pytest.raises(InputError):
            in_earnest(root, str(table))
    assert len(reads) == 2


def test_the_findings_on_a_table_are_kept_with_it(shop: Shop, table: Path) -> None:
    root = shop()
    twice = [load_workspace(root, str(table)).findings for _ in range(2)]
    assert twice[0] == twice[1] == in_earnest(root, str(table)).findings
    assert [finding.place.rows for finding in twice[1]] == ["3"]


def test_each_table_is_another_workspace(shop: Shop, table: Path) -> None:
    root = shop()
    assert [*load_workspace(root, str(table)).library.clinics] == ["oost"]
    assert [*load_workspace(root).library.clinics] == ["noord"]


# --- what is kept may be damaged -----------------------------------------------------------------


class Harmful:
    def __reduce__(self) -> tuple[object, ...]:
        return (pytest.fail, ("it was read",))


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: pickle.dumps(Harmful()),
        lambda data: stamps.sealed(b"no pickle"),
        lambda data: stamps.sealed(pickle.dumps(([], "something else"))),
        lambda data: stamps.sealed(pickle.dumps("something else")),
    ],
)
def test_damage_is_mended_in_silence(
    shop: Shop,
    reads: list[Path],
    home: Path,
    damage: Callable[[bytes], bytes],
    capfd: pytest.CaptureFixture[str],
) -> None:
    root = shop()
    load_workspace(root)
    (file,) = home.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert load_workspace(root) == in_earnest(root)
    load_workspace(root)
    assert reads == [root, root]
    assert capfd.readouterr() == ("", "")


def test_without_a_home_nothing_is_kept_and_nothing_left_behind(
    shop: Shop, reads: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shop()
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    made = tmp_path / "make-brochure-for-once"
    monkeypatch.setattr(stamps, "cache_folder", lambda: made.mkdir() or made)
    load_workspace(root)
    load_workspace(root)
    assert reads == [root, root]
    assert not made.exists()


def _load(root: Path) -> int:
    stamps.FRESH = -1e6
    return len(load_workspace(root).catalogs)


def test_processes_may_write_at_once(shop: Shop, home: Path) -> None:
    root = shop()
    with multiprocessing.get_context("fork").Pool(4) as pool:
        assert len(set(pool.map(_load, [root] * 24, chunksize=1))) == 1
    assert load_workspace(root) == in_earnest(root)
    assert len(list(home.iterdir())) == 1


# --- the engine ----------------------------------------------------------------------------------

ASK = "from printshop.fingerprint import *; print(engine_stamp(), engine_digest('1.5'))"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Copy the program, its files a day old."""
    folder = tmp_path / "program"
    shutil.copytree(Path(stamps.__file__).parent, folder / "printshop")
    return folder


def asked(program: Path, fresh: float = -1e6) -> list[str]:
    code = f"import printshop.stamps; printshop.stamps.FRESH = {fresh}; {ASK}"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=program, capture_output=True, text=True, check=True
    )
    return run.stdout.split(" ")


def test_the_engine_s_digest_is_kept_and_is_right(program: Path, tmp_path: Path) -> None:
    stamp, digest = asked(program)
    assert stamp
    engine = tmp_path / "home" / "make-brochure" / "engine"
    (file,) = engine.iterdir()
    assert asked(program) == [stamp, digest]
    file.write_bytes(b"damaged")
    assert asked(program) == [stamp, digest]
    edited = program / "printshop" / "folds.py"
    edited.write_text(edited.read_text("utf-8") + "# more\n", "utf-8")
    again, another = asked(program)
    assert again != stamp
    assert another != digest


@pytest.mark.parametrize("name", ["more-1.0.dist-info/METADATA", "more.egg-info"])
def test_another_library_is_another_engine(program: Path, name: str) -> None:
    before = asked(program)[0]
    file = program / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("Version: 1.0\n")
    installed = asked(program)[0]
    file.write_text("Version: 1.1\n")
    assert len({before, installed, asked(program)[0]}) == 3


def test_the_engine_s_digest_is_of_what_it_was_before() -> None:
    parts = engine_parts("1.5")
    assert parts["Pango"] == "1.5"
    assert engine_digest("1.5") == engine_digest("1.5")
    assert engine_stamp() == engine_stamp()


def test_code_that_was_edited_just_now_is_not_trusted(program: Path) -> None:
    assert asked(program, 3600)[0] == ""
