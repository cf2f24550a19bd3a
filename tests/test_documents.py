"""YAML files nobody has vouched for: refused with file and line, or read with all positions."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.findings import Finding, Severity
from printshop.load import load_library
from printshop.load.documents import (
    DEEPEST,
    LARGEST_FILE,
    Document,
    dotted,
    read_document,
    schema_text,
)

from .real import ROOT
from .shops import BROCHURE, CLINIC

SCHEMAS = (
    "brochure",
    "clinic",
    "clinic-columns",
    "glossary",
    "language",
    "messages",
    "profile",
    "theme",
)


def read(
    folder: Path, content: str | bytes, schema: str = "brochure"
) -> tuple[Document | None, list[Finding]]:
    path = folder / "some.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(path, "shop/some.yaml", schema)


def refusal(folder: Path, content: str | bytes, schema: str = "brochure") -> Finding:
    """Return the only finding about a document that is refused."""
    document, findings = read(folder, content, schema)
    assert document is None
    (finding,) = findings
    assert finding.severity is Severity.ERROR
    assert finding.place.file == "shop/some.yaml"
    return finding


# --- files that are refused as such --------------------------------------------------------------


def test_a_good_document_is_read_in_silence(tmp_path: Path) -> None:
    document, findings = read(tmp_path, BROCHURE)
    assert findings == []
    assert document is not None
    assert document.data["title"] == "Warm hands"


def test_an_alias_bomb_is_refused_before_it_is_built(tmp_path: Path) -> None:
    levels = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 6)]
    found = refusal(tmp_path, "\n".join(("a0: &a0 boom", *levels)))
    assert (found.code, found.place.line) == ("input.file", 1)


@pytest.mark.parametrize("sign", ["&here Warm", "*here"])
def test_anchors_and_aliases_are_refused_with_their_line(tmp_path: Path, sign: str) -> None:
    found = refusal(tmp_path, f'version: "1.0"\ntitle: {sign}\n')
    assert (found.code, found.place.line) == ("input.file", 2)


@pytest.mark.parametrize("depth", [DEEPEST, 100_000])
def test_deep_nesting_is_refused(tmp_path: Path, depth: int) -> None:
    found = refusal(tmp_path, f"title: x\nsections:\n  {'[' * depth}{']' * depth}\n")
    assert (found.code, found.place.line) == ("input.file", 3)


def test_nesting_to_the_limit_is_left_to_the_schema(tmp_path: Path) -> None:
    depth = DEEPEST - 1
    _, findings = read(tmp_path, f"title: {'[' * depth}{']' * depth}\n")
    assert "input.file" not in {finding.code for finding in findings}


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    padding = "#" * (LARGEST_FILE - len(BROCHURE.encode()))
    assert read(tmp_path, BROCHURE + padding)[1] == []
    assert refusal(tmp_path, BROCHURE + padding + "#").code == "input.file"


def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    found = refusal(tmp_path, 'version: "1.0"\n# caf\n# café\n'.encode("latin-1"))
    assert (found.code, found.place.line) == ("input.file", 3)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + BROCHURE.encode())[1] == []


def test_a_key_twice_is_refused_with_the_second_one_s_line(tmp_path: Path) -> None:
    found = refusal(tmp_path, BROCHURE + "title: Again\n")
    assert (found.code, found.place.line) == ("input.file", BROCHURE.count("\n") + 1)


@pytest.mark.parametrize("nothing", ["", "\n\n", "# only a remark\n"])
def test_an_empty_file_is_refused(tmp_path: Path, nothing: str) -> None:
    assert refusal(tmp_path, nothing).code == "input.file"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: x\nversion: [1\n", 3),
        ("title: x\n\tversion: 1\n", 2),
        ('title: "never closed\n', 2),
        ("title: one: two\n", 1),
        ("[a, b]: title\n", 1),
        ("title: x\n---\ntitle: y\n", 2),
        ("version: !!int many\n", 1),
    ],
)
def test_invalid_yaml_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    found = refusal(tmp_path, text)
    assert (found.code, found.place.line) == ("input.file", line)


def test_control_characters_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "title: \0\n").code == "input.file"


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    document, findings = read_document(tmp_path / "no.yaml", "no.yaml", "brochure")
    assert document is None
    assert [(f.code, f.place.file) for f in findings] == [("input.file", "no.yaml")]


def test_tags_make_no_objects(tmp_path: Path) -> None:
    text = BROCHURE.replace("Warm hands", '!!python/object/apply:os.system ["true"]')
    assert refusal(tmp_path, text).code == "input.file"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    document, findings = read(tmp_path_factory.getbasetemp(), content)
    assert (document is None) == bool(findings)


# --- documents that do not keep to their schema --------------------------------------------------


def test_a_misspelled_key_is_named_with_its_line_and_the_right_one(tmp_path: Path) -> None:
    found = refusal(tmp_path, BROCHURE.replace("    heading:", "    haeding:"))
    assert found.code == "input.unknown-key"
    assert (found.place.line, found.place.key) == (8, "sections[0].haeding")
    assert "did you mean 'heading'?" in found.message


def test_a_key_like_no_other_is_answered_with_those_there_are(tmp_path: Path) -> None:
    found = refusal(tmp_path, CLINIC + "qqq: x\n", "clinic")
    assert found.code == "input.unknown-key"
    assert "mail" in found.message


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('version: "1.0"', "version: 1.0", "input.wrong-type", "version"),
        ("folds: [trifold]", "folds: trifold", "input.wrong-type", "folds"),
        ("title: Warm hands", "title: null", "input.wrong-type", "title"),
        ("title: Warm hands", "title: ''", "input.wrong-value", "title"),
        ("id: why", "id: Why?", "input.wrong-value", "sections[0].id"),
        ("id: why", "id: why\n    panel: somewhere", "input.wrong-value", "sections[0].panel"),
        ("paragraph:", "callout:", "input.wrong-value", "sections[0].blocks[0].callout"),
    ],
)
def test_what_the_schema_refuses_is_named(
    tmp_path: Path, old: str, new: str, code: str, key: str
) -> None:
    _, findings = read(tmp_path, BROCHURE.replace(old, new, 1))
    assert (code, key) in [(f.code, f.place.key) for f in findings]


def test_a_missing_key_is_named_at_its_parent(tmp_path: Path) -> None:
    found = refusal(tmp_path, BROCHURE.replace("  - id: why\n    heading", "  - heading"))
    assert (found.code, found.place.line) == ("input.missing-key", 7)
    assert "'id'" in found.message


def test_all_problems_come_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = BROCHURE.replace('"1.0"', "1.0").replace("    heading:", "    haeding:")
    text = text.replace("paragraph: Cold", "paragraph: ''  # Cold")
    _, findings = read(tmp_path, text)
    assert [(f.code, f.place.line) for f in findings] == [
        ("input.wrong-type", 2),
        ("input.unknown-key", 8),
        ("input.wrong-value", 11),
    ]


# --- positions -----------------------------------------------------------------------------------


def test_every_value_knows_its_line(tmp_path: Path) -> None:
    document, _ = read(tmp_path, BROCHURE)
    assert document is not None
    key = ("sections", 0, "blocks", 0, "paragraph")
    assert document.place(*key).line == 11
    assert document.place(*key).key == "sections[0].blocks[0].paragraph"


def test_what_is_not_there_stands_where_its_parent_does(tmp_path: Path) -> None:
    document, _ = read(tmp_path, BROCHURE)
    assert document is not None
    assert document.place("sections", 0, "style").line == 7
    assert document.place("cover").line == 1


def test_paths_are_written_as_people_do() -> None:
    assert dotted(("sections", 2, "blocks", 0, "id")) == "sections[2].blocks[0].id"
    assert dotted(()) == ""


# --- what is shipped -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_valid_themselves(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text(name)))


def test_every_schema_is_known_here() -> None:
    folder = ROOT / "printshop" / "schemas"
    assert {path.name for path in folder.iterdir()} == {f"{n}.schema.json" for n in SCHEMAS}


def _shipped() -> list[tuple[str, str]]:
    kinds = (
        ("brochures/*.yaml", "brochure"),
        ("brochures/clinics/*.yaml", "clinic"),
        ("styles/*/theme.yaml", "theme"),
        ("templates/messages.yaml", "messages"),
        ("locales/glossary.yaml", "glossary"),
    )
    return [
        (path.relative_to(ROOT).as_posix(), schema)
        for pattern, schema in kinds
        for path in sorted(ROOT.glob(pattern))
    ]


@pytest.mark.parametrize(("name", "schema"), _shipped())
def test_shipped_files_keep_to_their_schemas(name: str, schema: str) -> None:
    assert read_document(ROOT / name, name, schema)[1] == []


@pytest.mark.parametrize(("name", "schema"), _shipped())
def test_shipped_files_tell_editors_their_schema(name: str, schema: str) -> None:
    path = ROOT / name
    first = path.read_text("utf-8").splitlines()[0]
    target = path.parent / first.rpartition("$schema=")[2]
    assert target.resolve() == ROOT / "printshop" / "schemas" / f"{schema}.schema.json"


def test_every_shipped_yaml_is_one_of_these() -> None:
    names = {name for name, _ in _shipped()}
    folders = ("brochures", "styles", "templates", "locales")
    every = {p.relative_to(ROOT).as_posix() for f in folders for p in (ROOT / f).rglob("*.y*ml")}
    assert every == names


def test_the_shipped_workspace_loads() -> None:
    library = load_library(ROOT)
    assert library.brochures
    assert library.clinics
