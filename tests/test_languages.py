"""Languages that CLDR lacks, and pseudo-languages for designers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError, InputError
from printshop.findings import Severity
from printshop.fingerprint import Fingerprints
from printshop.load import language_file, language_path, load_library
from printshop.messages import PSEUDO_LANGUAGES, load_catalogs
from printshop.messages.pseudo import pseudo_text
from printshop.model import Edition
from printshop.pipeline import make
from printshop.plan import Request, plan

from .conftest import Shop
from .shops import BROCHURE, SOURCES, catalog, entry, po

SRANAN = language_file("Sranan Tongo", "Latn", "ltr", "nl")
ACCENTED, MIRRORED = PSEUDO_LANGUAGES["en_XA"], PSEUDO_LANGUAGES["ar_XB"]


def sranan(**files: str) -> dict[str, str]:
    rows = (entry(key, source, f"{source} srn") for key, source in SOURCES.items())
    return {
        "locales/srn/language.yaml": SRANAN,
        catalog("srn"): po(*rows),
        **files,
    }


def editions(root: Path, *languages: str, **request: tuple[str, ...]) -> tuple[Edition, ...]:
    library = load_library(root)
    catalogs, findings = load_catalogs(root, library.languages)
    assert findings == []
    wanted = Request(languages=languages, **request)
    return tuple(plan(library, catalogs, wanted, Fingerprints("test")).editions)


# --- languages that CLDR lacks -------------------------------------------------------------------


def test_a_language_that_cldr_lacks_has_a_small_file(shop: Shop) -> None:
    edition = editions(shop(sranan()), "srn")[0]
    own = edition.language
    assert (own.tag, own.autonym, own.direction, own.conventions) == (
        "srn",
        "Sranan Tongo",
        "ltr",
        "nl",
    )
    assert edition.catalog("srn", "warm") is not None


def test_it_writes_dates_and_figures_as_the_language_it_is_like(shop: Shop) -> None:
    facts = BROCHURE + "facts:\n  dose: {measure: 0.5, unit: length-millimeter}\n"
    job = plan(
        load_library(root := shop(sranan(**{"brochures/warm.yaml": facts}))),
        load_catalogs(root, ["srn"])[0],
        Request(languages=("srn",)),
        Fingerprints("test"),
    ).jobs[0]
    from printshop.translate import translate

    copy, _ = translate(job.editions[0])
    assert "0,5" in copy.facts["dose"]
    assert "1 november 2026" in copy.facts["produced"]


def test_a_brochure_may_name_it(shop: Shop) -> None:
    named = BROCHURE.replace("folds:", "languages: [nl, srn]\nfolds:")
    root = shop(sranan(**{"brochures/warm.yaml": named}))
    assert {e.language.tag for e in editions(root)} == {"nl", "srn"}


@pytest.mark.parametrize(
    ("path", "old", "new", "line"),
    [
        ("srn", "Latn", "latin", 3),
        ("srn", "ltr", "left", 4),
        ("srn", '"nl"', '"xx"', 5),
        ("srn", "name:", "naam:", 2),
        ("SRN", "", "", 0),
        ("en_XA", "", "", 0),
    ],
)
def test_a_wrong_language_file_is_named(
    shop: Shop, path: str, old: str, new: str, line: int
) -> None:
    root = shop({f"locales/{path}/language.yaml": SRANAN.replace(old, new)})
    with pytest.raises(InputError) as caught:
        load_library(root)
    places = {(f.place.file, f.place.line) for f in caught.value.findings}
    assert (f"locales/{path}/language.yaml", line) in places or line == 0


def test_without_its_file_the_catalog_is_refused(shop: Shop) -> None:
    root = shop(sranan())
    language_path(root, "srn").unlink()
    _, findings = load_catalogs(root)
    assert [(f.code, f.place.file) for f in findings] == [("catalog.unreadable", catalog("srn"))]


@given(st.text(min_size=1, max_size=20))
def test_any_name_can_be_written_and_read(name: str) -> None:
    import yaml

    name = "".join(c for c in name if c.isprintable()) or "x"
    assert yaml.safe_load(language_file(name, "Latn", "ltr", "nl"))["name"] == name


# --- pseudo-languages ----------------------------------------------------------------------------


@pytest.mark.parametrize("tag", PSEUDO_LANGUAGES)
def test_pseudo_languages_are_made_if_named_and_never_for_the_press(shop: Shop, tag: str) -> None:
    root = shop()
    assert not any(e.language.pseudo for e in editions(root))
    assert [e.profile.id for e in editions(root, tag)] == ["screen", "office", "web"]
    with pytest.raises(BrochureError, match="No brochure is made like that"):
        editions(root, tag, profiles=("press",))


@pytest.mark.parametrize("tag", PSEUDO_LANGUAGES)
def test_pseudo_editions_are_laid_out_without_an_error(shop: Shop, tag: str) -> None:
    root = shop()
    library = load_library(root)
    catalogs, _ = load_catalogs(root)
    request = Request(languages=(tag,), profiles=("office",))
    (artifact,) = make(plan(library, catalogs, request, Fingerprints("test")).jobs[0])
    assert artifact.pdf
    assert [f.message for f in artifact.findings if f.severity >= Severity.ERROR] == []


def test_a_folder_for_a_pseudo_language_is_refused(shop: Shop) -> None:
    _, findings = load_catalogs(shop({catalog("en_XA"): po()}))
    assert [f.code for f in findings] == ["catalog.unreadable"]


def test_the_accented_one_is_a_third_longer_and_the_mirrored_one_runs_the_other_way() -> None:
    source = "Understanding how the treatment works helps people to decide."
    accented = pseudo_text(source, ACCENTED)
    assert 1.3 <= len(accented) / len(source) <= 1.45
    assert not re.search("[aeiou]", accented)
    assert (ACCENTED.direction, MIRRORED.direction) == ("ltr", "rtl")
    assert pseudo_text("a", MIRRORED) == "\u202e[\u202c\u202ea\u202c\u202e]\u202c"


@given(
    st.lists(st.sampled_from(["text ", "<em>", "</em>", "{phone}", "&amp;", "5 mm", "é"])),
    st.sampled_from([ACCENTED, MIRRORED]),
)
def test_tags_placeholders_and_entities_are_kept(parts: list[str], language: object) -> None:
    assert isinstance(language, type(ACCENTED))
    disguised = pseudo_text("".join(parts), language)
    kept = re.compile(r"</?em>|\{phone\}|&amp;")
    assert kept.findall(disguised) == kept.findall("".join(parts))
    assert disguised.count("\u202e") == disguised.count("\u202c")


# --- starting them -------------------------------------------------------------------------------


def start(root: Path, *arguments: str) -> None:
    context = {"root": None, "screen": Screen()}
    command = ["catalog", "new", *arguments, "--root", str(root)]
    assert cli.main(command, standalone_mode=False, obj=context) == 0


def test_new_writes_the_file_of_a_language_that_cldr_lacks(shop: Shop) -> None:
    root = shop()
    start(root, "srn", "--like", "nl", "--name", "Sranan  Tongo")
    own = load_library(root).language("srn")
    assert (own.autonym, own.script, own.direction, own.conventions) == (
        "Sranan Tongo",
        "Latn",
        "ltr",
        "nl",
    )
    text = (root / catalog("srn")).read_text("utf-8")
    assert "# Translation into Sranan Tongo." in text
    assert "nplurals=2" in text
    assert '"Language: srn\\n"' in text


def test_a_script_that_runs_the_other_way_turns_the_language_round(shop: Shop) -> None:
    root = shop()
    start(root, "prs", "--like", "fa", "--name", "\u062f\u0631\u06cc", "--script", "Arab")
    assert load_library(root).language("prs").direction == "rtl"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("srn",), "add --name NAME --like LANG"),
        (("srn", "--like", "nl"), "both what it is called and which"),
        (("srn", "--name", "Sranan"), "both what it is called and which"),
        (("srn", "--like", "xx", "--name", "Sranan"), "'xx' is not a language"),
        (("srn", "--like", "nl", "--name", "S", "--script", "latin"), "not a script"),
        (("sv", "--like", "nl", "--name", "Svenska"), "'sv' is known"),
        (("../x", "--like", "nl", "--name", "X"), "not a tag"),
        (("en_XA",), "pseudo-language"),
        (("en_XA", "--like", "nl", "--name", "X"), "is known"),
    ],
)
def test_too_little_or_too_much_said_writes_nothing(
    shop: Shop, arguments: tuple[str, ...], said: str
) -> None:
    root = shop()
    before = sorted(root.rglob("*"))
    with pytest.raises(BrochureError, match=said):
        start(root, *arguments)
    assert sorted(root.rglob("*")) == before
