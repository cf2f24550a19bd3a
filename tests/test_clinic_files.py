"""Clinics' files written by a program: what a person wrote stays where it can."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from printshop.load.clinic_files import clinic_entry, clinic_text, new_clinic_id
from printshop.load.clinics import load_clinic

from .conftest import Shop

WRITTEN = """\
# Ours since 1998.
name: Kliniek Noord   # not "Noorder"
language: nl

# Ask the porter before you change this.
address:
  - Dorpsweg 1   # the back door
  - 1234 AB Noord
phone: '+31 30 555 01 23'
mail: info@noord.example
web: https://noord.example
page: https://noord.example/{language}
hours: "ma-vr 9.00-17.00"  # by heart
"""


def entry(shop: Shop, text: str = WRITTEN) -> tuple[Path, dict[str, Any]]:
    """Return a clinic's file and what it says."""
    root = shop({"brochures/clinics/noord.yaml": text})
    path = root / "brochures/clinics/noord.yaml"
    clinic, findings = load_clinic(root, path)
    assert clinic, findings
    return path, clinic_entry(clinic, path.parent)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_that_says_the_same_stays_as_it_is(shop: Shop, newline: str) -> None:
    path, said = entry(shop, WRITTEN.replace("\n", newline))
    assert clinic_text(said, path.read_bytes(), said) == path.read_bytes()


def test_only_the_line_that_changed_is_written_anew(shop: Shop) -> None:
    path, said = entry(shop)
    text = clinic_text({**said, "name": "Kliniek: Oost"}, path.read_bytes(), said).decode()
    assert "name: 'Kliniek: Oost'  # not \"Noorder\"\n" in text
    assert text.splitlines()[2:] == WRITTEN.splitlines()[2:]


def test_lists_come_and_go_and_comments_before_the_next_key_stay(shop: Shop) -> None:
    path, said = entry(shop)
    changed = {**said, "address": ["Plein 2"], "logo": "a.svg"}
    del changed["hours"]
    text = clinic_text(changed, path.read_bytes(), said).decode()
    assert "# Ask the porter before you change this.\naddress: [Plein 2]\nphone: '+31" in text
    assert "hours" not in text
    assert text.endswith("page: https://noord.example/{language}\nlogo: a.svg\n")


@pytest.mark.parametrize(
    "text",
    [
        "# Head.\n{name: X, language: nl, extra: 3}\n",  # keys share a line
        "# Head.\n---\n  name: X\n  extra: 3\n",
    ],
)
def test_what_cannot_be_changed_by_lines_keeps_its_head_and_unknown_keys(text: str) -> None:
    made = clinic_text({"name": "Y"}, text.encode()).decode()
    assert made == "# Head.\nname: Y\nextra: 3\n"


def test_values_that_yaml_would_read_otherwise_are_in_quotes(shop: Shop) -> None:
    _, said = entry(shop)
    nasty = {"name": "no", "address": ["- 1", "a: b #c", "'\"\\", "1234"], "phone": "+31 1"}
    root = shop({"brochures/clinics/nasty.yaml": clinic_text({**said, **nasty})}, at="other")
    clinic, _ = load_clinic(root, root / "brochures/clinics/nasty.yaml")
    again = {**said, **nasty, "phone": "+31 30 555 0123"}
    text = clinic_text(again)
    (root / "brochures/clinics/nasty.yaml").write_bytes(text)
    clinic, findings = load_clinic(root, root / "brochures/clinics/nasty.yaml")
    assert clinic, findings
    assert clinic_entry(clinic, root / "brochures/clinics") == again


def test_ids_are_never_taken_twice() -> None:
    taken: list[str] = []
    for _ in range(4):
        taken.append(new_clinic_id("Kliniek Noord", ["Dorpsweg 1"], [id.upper() for id in taken]))
    street = "kliniek-noord-dorpsweg-1"
    assert taken == ["kliniek-noord", street, f"{street}-2", f"{street}-3"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "con", "日本", "..", "a/b\\c", "x" * 400])
def test_ids_are_names_of_files_whatever_a_clinic_is_called(name: str) -> None:
    id = new_clinic_id(name, (), ())
    assert id == Path(id).name
    assert id.replace("-", "").isalnum()
    assert id != "con"
    assert len(id) <= 60


def test_a_logo_whose_view_box_is_none_is_refused(shop: Shop) -> None:
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{}"/>'
    root = shop({"brochures/clinics/noord.yaml": f"{WRITTEN}logo: a.svg\n"})
    for box, good in (("0 0 9 9", True), ("-1,-1 9,9", True), ("a b", False), ("0 0 9", False)):
        (root / "brochures/clinics/a.svg").write_text(head.format(box))
        clinic, _ = load_clinic(root, root / "brochures/clinics/noord.yaml")
        assert bool(clinic) == good
