"""The architecture, read from the imports of every file: layers, homes of libraries, sizes."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import printshop
from printshop.folds import FOLDS
from printshop.profiles import PROFILES

from .real import ROOT

PACKAGE = Path(printshop.__file__).parent

# From the bottom; what stands on one line knows nothing of its neighbours.
LAYERS = (
    ("geometry", "findings", "late", "output_intents"),
    ("errors", "folds", "kept", "profiles"),
    ("request", "stamps"),
    ("fits", "model", "fingerprint", "thresholds", "storage"),
    ("messages", "manifest"),
    ("facts", "catalogs", "line_breaks", "qr_codes", "templates"),
    ("translate",),
    ("sign_off", "copies"),
    ("jobs",),
    ("load", "compose", "render", "impose", "press", "preflight", "translation_checks", "exchange"),
    ("audit", "checking", "kept_workspace", "plan", "extractors", "web"),
    ("imprint",),
    ("pipeline", "review", "dummy"),
    ("clock", "deposits", "executors", "packages", "write"),
    ("catalog_files",),
    ("catalog_findings", "save_translation"),
    ("approve",),
    ("cluster", "studio"),
    ("cli",),
    ("__main__",),
)
LEVELS = {module: level for level, modules in enumerate(LAYERS) for module in modules}

HOMES = {
    "_cffi_backend": {"render"},
    "PIL": {"cli", "imprint", "load", "preflight", "press", "render", "web"},
    "babel": {"messages", "catalogs"},
    "budoux": {"line_breaks"},
    "cffi": {"render"},
    "click": {"cli"},
    "concurrent": {"cluster", "executors", "storage", "studio"},
    "cssselect2": {"render"},
    "distributed": {"cluster"},
    "filelock": {"storage"},
    "fontTools": {"preflight"},
    "fsspec": {"storage"},
    "jinja2": {"compose", "studio", "templates"},
    "jsonschema": {"load"},
    "lxml": {"exchange"},
    "markupsafe": {"compose", "web"},
    "multiprocessing": {"executors"},
    "nh3": {"translate"},
    "openpyxl": {"load"},
    "phonenumbers": {"load"},
    "pikepdf": {"impose", "packages", "imprint", "preflight", "press", "review"},
    "polib": {"messages", "catalogs"},
    "pydyf": {"render"},
    "pypdfium2": {"cli", "preflight", "studio"},
    "pyphen": {"render"},
    "rich": {"cli"},
    "segno": {"qr_codes"},
    "starlette": {"studio"},
    "tinycss2": {"render"},
    "tinyhtml5": {"render"},
    "uvicorn": {"studio"},
    "watchfiles": {"studio"},
    "weasyprint": {"render"},
    "yaml": {"load"},
    "zxingcpp": {"preflight"},
}
PROCESSES = {"concurrent", "multiprocessing"}  # of the standard library, and at home all the same

LONGEST_FILE, LONGEST_FUNCTION = 340, 40

FILES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in FILES.items()}


def _dotted(name: str) -> tuple[str, ...]:
    """Return a file's module as parts below the package: load/clinics.py is (load, clinics)."""
    parts = tuple(name.removesuffix(".py").split("/"))
    return parts[:-1] if parts[-1] == "__init__" else parts


MODULES = {_dotted(name): name for name in FILES}


@cache
def _imports(name: str) -> tuple[tuple[str, ...], ...]:
    """Return what a file imports: (printshop, ...) for our own, else the library's parts."""
    return tuple(_imported(name))


def _imported(name: str) -> Iterator[tuple[str, ...]]:
    package = ("printshop", *name.split("/")[:-1])
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            module = (*start, *(node.module.split(".") if node.module else ()))
            for alias in node.names:
                yield (*module, alias.name) if (*module[1:], alias.name) in MODULES else module


def _own_imports(name: str) -> set[tuple[str, ...]]:
    return {parts[1:] for parts in _imports(name) if parts[0] == "printshop"}


def _libraries(name: str) -> set[str]:
    tops = {parts[0] for parts in _imports(name)} - {"printshop"}
    return tops - (sys.stdlib_module_names - PROCESSES)


def test_every_module_has_its_line() -> None:
    assert {module[0] for module in MODULES if module} == set(LEVELS)


@pytest.mark.parametrize("name", FILES)
def test_imports_go_down_only(name: str) -> None:
    here = _dotted(name)
    targets = {module[0] for module in _own_imports(name) if module}
    above = {t for t in targets if here and t != here[0] and LEVELS[t] >= LEVELS[here[0]]}
    assert above == set()


def test_no_file_imports_itself_by_way_of_others() -> None:
    TopologicalSorter({_dotted(name): _own_imports(name) for name in FILES}).prepare()


@pytest.mark.parametrize("name", FILES)
def test_every_library_is_used_in_its_home_only(name: str) -> None:
    here = _dotted(name)[:1]
    strangers = {lib for lib in _libraries(name) if not HOMES.get(lib, set()).issuperset(here)}
    assert strangers == set()


def test_every_home_is_lived_in() -> None:
    used = {(lib, _dotted(name)[0]) for name in FILES for lib in _libraries(name)}
    assert used == {(lib, home) for lib, homes in HOMES.items() for home in homes}


# --- what only one place may know ----------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(FILES.keys() - {"geometry.py"}))
def test_inches_are_geometry_s_business(name: str) -> None:
    numbers = [n for n in ast.walk(TREES[name]) if isinstance(n, ast.Constant)]
    assert [n.lineno for n in numbers if n.value in (72, 25.4)] == []


def _names_people_give() -> set[str]:
    """The names of languages, folds, profiles, themes, clinics and brochures."""
    stems = {path.stem for path in ROOT.glob("brochures/**/*.yaml")}
    tags = {path.name for path in ROOT.glob("locales/*")}
    themes = {path.parent.name for path in ROOT.glob("styles/*/theme.yaml")}
    return {*FOLDS, *PROFILES, *stems, *tags, *themes}


def _branches(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield what is compared with what: an expression's source, and the other side."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
            yield from ((ast.unparse(a), b) for a in sides for b in sides if a is not b)
        elif isinstance(node, ast.Match):
            patterns = (p for case in node.cases for p in ast.walk(case.pattern))
            values = (p.value for p in patterns if isinstance(p, ast.MatchValue))
            yield from ((ast.unparse(node.subject), value) for value in values)


@pytest.mark.parametrize("name", FILES)
def test_no_branch_on_names(name: str) -> None:
    people = _names_people_give()
    found = [
        f"{name}:{constant.lineno}: {subject} against {constant.value!r}"
        for subject, side in _branches(TREES[name])
        if not subject.endswith(".layout")  # a property, whose value is called as a fold is
        for constant in ast.walk(side)
        if isinstance(constant, ast.Constant) and constant.value in people
    ]
    assert found == []


# --- sizes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_files_can_be_read_in_a_sitting(name: str) -> None:
    lines = len(FILES[name].read_text("utf-8").splitlines())
    assert lines <= LONGEST_FILE


@pytest.mark.parametrize("name", FILES)
def test_functions_are_short(name: str) -> None:
    functions = [f for f in ast.walk(TREES[name]) if isinstance(f, ast.FunctionDef)]
    long = [
        (f.name, f.lineno) for f in functions if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION
    ]
    assert long == []
