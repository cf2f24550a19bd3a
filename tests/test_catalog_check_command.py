"""The command catalog check: what it looks at, what it says where, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from printshop.catalog_findings import translation_findings
from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError, InputError
from printshop.findings import Finding, Severity

from .conftest import Shop
from .real import ROOT
from .shops import BROCHURE, SOURCES, TRANSLATIONS, catalog, entry, po

EGYPTIAN = "Warme handen 𓀀"
GLOSSARY = """\
terms:
  hands:
    translations:
      nl: {use: [hand*], avoid: [poot*, poten]}
same_as_source:
  nl: [Website]
"""


def dutch(**texts: str) -> dict[str, str]:
    """Return a Dutch catalog with other words; keys have _ for a full stop."""
    words = dict(zip(SOURCES, TRANSLATIONS["nl"], strict=True))
    words |= {key.replace("_", "."): text for key, text in texts.items()}
    entries = (entry(key, SOURCES[key], text) for key, text in words.items())
    return {catalog("nl"): po(*entries), "locales/glossary.yaml": GLOSSARY}


def run(root: Path, *arguments: str) -> int:
    command = ["catalog", "check", *arguments, "--root", str(root)]
    context = {"root": None, "screen": Screen()}
    code: int = cli.main(command, standalone_mode=False, obj=context)
    return code


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(f.code, str(f.place)) for f in findings]


def test_a_good_workspace_is_silent(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    root = shop({"locales/glossary.yaml": GLOSSARY})
    assert translation_findings(root, ("nl", "ar", "en"), ("warm",)) == ()
    assert run(root, "nl", "--brochure", "warm") == 0
    assert capsys.readouterr().out == "0 errors, 0 other findings.\n"


def test_warnings_fail_only_where_that_is_asked_for(shop: Shop) -> None:
    root = shop(dutch(why_heading="Waarom warme handen"))
    assert run(root, "nl", "--brochure", "warm") == 0
    assert run(root, "nl", "--brochure", "warm", "--fail-on", "warning") == 1
    assert run(root, "ar", "--brochure", "warm", "--fail-on", "warning") == 0


def test_errors_fail_always(shop: Shop) -> None:
    root = shop(dutch(title="Warme handen 2"))
    assert run(root) == run(root, "--fail-on", "error") == run(root, "--fail-on", "warning") == 1


def test_json_has_file_and_line(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shop(dutch(title="Warme handen 2")), "nl", "--brochure", "warm", "--json") == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["code"], found["file"], found["line"]) == (
        "translation.figure",
        catalog("nl"),
        5,
    )


def test_the_glossary_counts(shop: Shop) -> None:
    files = dutch(title="Warme poten")
    place = f"{catalog('nl')}:5 (title)"
    assert said(translation_findings(shop(files), ("nl",), ("warm",))) == [
        ("translation.term", place),
        ("translation.forbidden-term", place),
    ]


def test_what_is_wrong_with_glossary_and_brochures_is_said_at_once(shop: Shop) -> None:
    files = {
        "locales/glossary.yaml": GLOSSARY.replace("use:", "used:"),
        "brochures/warm.yaml": BROCHURE.replace("version:", "vision:"),
    }
    with pytest.raises(InputError) as caught:
        run(shop(files))
    places = {(f.place.file, f.place.line) for f in caught.value.findings}
    assert places == {
        ("brochures/warm.yaml", 1),
        ("brochures/warm.yaml", 2),
        ("locales/glossary.yaml", 4),
    }


def test_a_character_that_no_font_has_is_named_with_its_line(shop: Shop) -> None:
    found = translation_findings(shop(dutch(title=EGYPTIAN)), ("nl",))
    assert said(found) == [("text.no-glyph", f"{catalog('nl')}:5 (title)")]
    assert "U+13000" in found[0].message
    assert "'calm'" in found[0].message


def test_what_all_brochures_share_is_held_against_every_theme(shop: Shop) -> None:
    theme = (ROOT / "styles/calm/theme.yaml").read_text("utf-8")
    shared = (ROOT / catalog("nl", "common")).read_text("utf-8").replace("Adres", "Adres 𓀀", 1)
    files = {
        "locales/glossary.yaml": GLOSSARY,
        catalog("nl", "common"): shared,
        "brochures/cold.yaml": f"{BROCHURE}theme: bold\n",
        "styles/bold/theme.yaml": theme,
        **{
            f"styles/bold/{path.name}": path.read_text("utf-8")
            for path in ROOT.glob("styles/calm/*.css")
        },
    }
    found = translation_findings(shop(files), ("nl",), ("common",))
    assert [f.code for f in found] == ["text.no-glyph", "text.no-glyph"]
    assert ["'bold'" in f.message for f in found] == [True, False]


def test_texts_that_are_never_set_need_no_font(shop: Shop) -> None:
    shared = (ROOT / catalog("nl", "common")).read_text("utf-8").replace("Bel {phone}", "𓀀 {phone}")
    root = shop({**dutch(), catalog("nl", "common"): shared}, at="other")
    assert translation_findings(root, ("nl",), ("common",)) == ()


def test_only_catalogs_that_are_asked_for_are_looked_at(shop: Shop) -> None:
    files = dutch(title="2") | {
        catalog("ar", "common"): "stray\n",
        catalog("nl", "gone"): "stray\n",
    }
    root = shop(files)
    assert translation_findings(root, ("en",)) == ()
    assert translation_findings(root, ("nl",), ("common",)) == ()
    assert said(translation_findings(root, ("ar",))) == [
        ("catalog.syntax", f"{catalog('ar', 'common')}:1")
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sv",), "catalog new sv"),
        (("glossary.yaml",), "no catalog in 'glossary.yaml'"),
        (("--brochure", "cold"), "choose one of: warm, common"),
    ],
)
def test_what_there_is_not_is_said(shop: Shop, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(BrochureError, match=message):
        run(shop({"locales/glossary.yaml": GLOSSARY}), *arguments)


def test_the_shipped_workspace_has_one_warning(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ROOT, "--brochure", "microneedling", "--brochure", "common") == 0
    assert capsys.readouterr().out == "0 errors, 1 other findings.\n"


def test_of_the_studio_s_texts_only_words_with_two_meanings_are_remarked_on() -> None:
    findings = translation_findings(ROOT, brochures=("studio",))
    assert {f.code for f in findings} == {"translation.inconsistent"}  # a verb and a noun
    assert max(f.severity for f in findings) is Severity.INFO
