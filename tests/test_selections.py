"""Selections: posters and cards show some of the brochure's texts, and only these are needed."""

from __future__ import annotations

import pytest

from printshop.errors import InputError
from printshop.findings import Severity
from printshop.fingerprint import Fingerprints
from printshop.load import load_library
from printshop.messages import load_catalogs
from printshop.pipeline import make
from printshop.plan import Request, plan

from .conftest import Shop
from .shops import BROCHURE, catalog

ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
LIST = """\
  - id: tips
    heading: Tips
    blocks:
      - id: list
        list:
          - {id: tea, icon: tea.svg, title: Tea, text: Hold a warm cup.}
      - id: note
        paragraph: Gloves help, too.
"""
SELECTED = "selections:\n  card:\n    - {section: tips, blocks: [list], lists: titles}\n"


def chosen(selections: str = SELECTED, folds: str = "trifold, card") -> dict[str, str]:
    text = BROCHURE.replace("folds: [trifold]", f"folds: [{folds}]") + LIST + selections
    return {"brochures/warm.yaml": text, "brochures/pictures/tea.svg": ICON}


def test_a_fold_shows_what_is_selected_for_it(shop: Shop) -> None:
    brochure = load_library(shop(chosen())).brochures["warm"]
    assert [m.key for m in brochure.on("card").messages()] == [
        "title",
        "tips.heading",
        "tips.list.tea.title",
    ]
    assert brochure.on("trifold") is brochure
    assert len(brochure.messages()) == 7


def test_only_the_selected_texts_have_to_be_translated(shop: Shop) -> None:
    root = shop(chosen())
    library, (catalogs, _) = load_library(root), load_catalogs(root)
    request = Request(languages=("nl",), profiles=("office",))
    jobs = plan(library, catalogs, request, Fingerprints("test")).jobs
    missing = {
        job.editions[0].fold.id: {
            finding.message.split("'")[1]
            for finding in make(job)[0].findings
            if finding.severity >= Severity.ERROR
        }
        for job in jobs
    }
    assert missing["card"] == {"tips.heading", "tips.list.tea.title"}
    assert missing["trifold"] == missing["card"] | {"tips.list.tea.text", "tips.note"}


def test_a_card_is_made_without_the_texts_of_its_list(shop: Shop) -> None:
    root = shop(chosen())
    library, (catalogs, _) = load_library(root), load_catalogs(root)
    request = Request(languages=("en",), folds=("card",), profiles=("office",))
    (job,) = plan(library, catalogs, request, Fingerprints("test")).jobs
    (artifact,) = make(job)
    assert artifact.pdf
    assert [f for f in artifact.findings if f.severity >= Severity.WARNING] == []


@pytest.mark.parametrize(
    ("selections", "line", "said"),
    [
        ("selections:\n  cart:\n    - {section: tips}\n", 21, "no fold 'cart'"),
        ("selections:\n  card:\n    - {section: tipps}\n", 22, "choose one of: why, tips"),
        ("selections:\n  card:\n    - {section: tips, blocks: [lst]}\n", 22, "one of: list, note"),
        ("selections:\n  card:\n    - {section: tips, lists: icons}\n", 22, "titles"),
        ("selections:\n  card: []\n", 21, "card"),
    ],
)
def test_names_that_do_not_exist_are_said(
    shop: Shop, selections: str, line: int, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        load_library(shop(chosen(selections)))
    (finding,) = caught.value.findings
    assert finding.place.line == line
    assert said in f"{finding.message} {finding.place.key}"


# --- large print ---------------------------------------------------------------------------------


def test_large_print_is_a_booklet_of_one_size_without_hyphens(shop: Shop) -> None:
    root = shop()
    library, (catalogs, _) = load_library(root), load_catalogs(root)
    request = Request(languages=("nl",), profiles=("screen",), large_print=20.0)
    (job,) = plan(library, catalogs, request, Fingerprints("test")).jobs
    (edition,) = job.editions
    assert edition.name == "noord/warm.nl.booklet.large-print-20.screen"
    assert not any(style.hyphenate for style in edition.theme.scripts.values())
    assert {style.emphasis for style in edition.theme.scripts.values()} == {"bold"}
    (artifact,) = make(job)
    assert artifact.pdf
    assert artifact.fit is not None
    assert artifact.fit.body == 20
    usual = plan(library, catalogs, Request(languages=("nl",)), Fingerprints("test")).jobs
    assert job.layout_fingerprint not in {other.layout_fingerprint for other in usual}


def test_a_long_text_takes_a_thicker_booklet(shop: Shop) -> None:
    root = shop()
    path = root / catalog("nl")
    text = path.read_text("utf-8")
    path.write_text(text.replace('msgstr "Uit', 'msgstr "' + "Koude handen. " * 450 + "Uit"))
    library, (catalogs, _) = load_library(root), load_catalogs(root)
    request = Request(languages=("nl",), profiles=("screen",), large_print=18.0, draft=True)
    (job,) = plan(library, catalogs, request, Fingerprints("test")).jobs
    (artifact,) = make(job)
    assert artifact.fit is not None
    assert (artifact.fit.lines_over, len(artifact.fit.panel_fill)) in ((0, 12), (0, 16))
