"""The texts of a review and their numbers: states, facts, approvals, places of markers."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.compose import compose
from printshop.geometry import Size
from printshop.load import load_library
from printshop.messages import short_code
from printshop.model import Edition
from printshop.render import lay_out
from printshop.render.places import MessagePlace, message_places
from printshop.review import State
from printshop.review.markers import GUTTER, RADIUS, markers
from printshop.review.texts import ReviewText, review_texts
from printshop.translate import translate

from .conftest import Shop
from .real import ROOT
from .shops import BROCHURE, SOURCES, TRANSLATIONS, catalog, editions, entry, po

BREAK = "Warm them for {wait}."
DUTCH = {**dict(zip(SOURCES, TRANSLATIONS["nl"], strict=True)), "how.text": "Warm ze {wait}."}
WARM = f"""{BROCHURE}\
  - id: how
    panel: own
    blocks:
      - id: text
        paragraph: {BREAK}
facts:
  wait: {{measure: [0.5, 2.5], unit: duration-minute}}
"""
TEXTS = {**SOURCES, "how.text": BREAK}


def dutch(**changes: str) -> str:
    """Return the Dutch catalog; ``changes`` are whole entries by key, with _ for its dots."""
    changed = {key.replace("_", "."): text for key, text in changes.items()}
    return po(*(changed.get(key, entry(key, TEXTS[key], text)) for key, text in DUTCH.items()))


def edition(root: Path, tag: str = "nl") -> Edition:
    return editions(root, tag)[0]


def texts(root: Path, tag: str = "nl") -> dict[str, ReviewText]:
    approvals = load_library(root).approvals
    return {text.key: text for text in review_texts(edition(root, tag), approvals)}


# --- texts ---------------------------------------------------------------------------------------


def test_facts_are_filled_in_and_marked_in_both_languages(shop: Shop) -> None:
    found = texts(shop({"brochures/warm.yaml": WARM, catalog("nl"): dutch()}))
    assert found["how.text"].source.count("fact") > 0
    assert "0.5–2.5" in found["how.text"].source
    assert "0,5–2,5" in found["how.text"].translation
    assert '<span class="fact phone" dir="ltr">' in found["link.phone"].translation
    assert "href" not in "".join(text.source + text.translation for text in found.values())
    assert "Nederlands" in found["imprint.language"].source  # as it is printed


def test_missing_and_stale_texts_are_said_to_be(shop: Shop) -> None:
    stale = entry("why.heading", "Why hot hands?", "Waarom hete handen?")
    missing = entry("why.text", SOURCES["why.text"], "")
    root = shop(
        {"brochures/warm.yaml": WARM, catalog("nl"): dutch(why_heading=stale, why_text=missing)}
    )
    found = texts(root)
    assert found["why.heading"].state is State.STALE
    assert found["why.heading"].translation == "Waarom hete handen?"
    assert found["why.text"].state is State.MISSING
    assert (found["why.text"].translation, found["why.text"].notes) == ("", (State.MISSING.value,))
    assert {t.state for k, t in found.items() if not k.startswith("why")} == {State.CURRENT}


def test_what_is_wrong_with_a_text_is_said_beside_it(shop: Shop) -> None:
    wrong = entry("how.text", BREAK, "Warm ze <b>even</b>.")
    found = texts(shop({"brochures/warm.yaml": WARM, catalog("nl"): dutch(how_text=wrong)}))
    assert len(found["how.text"].notes) == 2
    assert not any(text.notes for key, text in found.items() if key != "how.text")


def test_a_text_taken_from_another_language_is_said_to_be(shop: Shop) -> None:
    files = {
        catalog("nl_BE"): po(entry("title", "Warm hands", "Warme pollen")),
        catalog("nl_BE", "common"): po(),
    }
    found = texts(shop(files), "nl_BE")
    assert found["title"].state is State.CURRENT
    assert found["why.heading"].state is State.BORROWED
    assert "nl" in found["why.heading"].notes[0].split()[-1]


def test_an_approval_is_shown_until_the_text_changes(shop: Shop) -> None:
    root = shop({"brochures/warm.yaml": WARM, catalog("nl"): dutch()})
    before = texts(root)
    assert {text.approval.by for text in before.values() if text.approval} == {"A. Nurse"}
    assert all(text.approval for text in before.values())
    (root / catalog("nl")).write_text(dutch(title=entry("title", "Warm hands", "Warme handjes")))
    after = texts(root)
    assert [key for key, text in after.items() if not text.approval] == ["title"]
    assert after["title"].digest != before["title"].digest


def test_plain_texts_are_shown_letter_by_letter(shop: Shop) -> None:
    name = catalog("nl", "common")
    root = shop()
    text = (root / name).read_text("utf-8").replace("Logo van {clinic}", "Logo <van> & {clinic}")
    (root / name).write_text(text, "utf-8")
    assert texts(root)["contact.logo"].translation.startswith("Logo &lt;van&gt; &amp; <span")


def test_codes_do_not_depend_on_the_order_of_texts() -> None:
    assert short_code(["a", "b"]) == short_code(["b", "a"]) != short_code(["a", "c"])


QUICK = {"trifold", "poster"}  # what is folded, and what is not; the others take long
EVERY_FOLD = [
    pytest.param(fold, marks=() if fold in QUICK else pytest.mark.slow)
    for fold in load_library(ROOT).brochures["microneedling"].folds
]


@pytest.mark.parametrize("fold", EVERY_FOLD)
def test_the_templates_say_where_every_printed_text_stands(fold: str) -> None:
    shown = next(e for e in editions(ROOT, "nl") if e.fold.id == fold)
    copy, _ = translate(shown)
    places = message_places(lay_out(compose(shown, copy)))
    messages = (*shown.brochure.messages(), *shown.shared_messages)
    for_browsers = {"contact.call", "contact.address"}
    printed = {message.key for message in messages if not message.plain} - for_browsers
    assert {place.key for place in places} == printed
    begun = [place.key for place in places if not place.continued]
    assert len(begun) == len(set(begun))


# --- markers -------------------------------------------------------------------------------------

PICTURE = Size(86, 180)
PLACES = st.builds(
    MessagePlace,
    key=st.just("a"),
    page=st.just(1),
    x=st.floats(-20, 140),
    y=st.floats(-20, 240),
    right_to_left=st.booleans(),
    continued=st.booleans(),
)


@given(st.lists(PLACES, max_size=8))
def test_markers_stay_on_the_picture_and_off_one_another(places: list[MessagePlace]) -> None:
    made = markers(enumerate(places, 1), PICTURE, 0.86, 3)
    assert sorted(marker.number for marker in made) == list(range(1, len(places) + 1))
    for i, one in enumerate(made):
        assert RADIUS - GUTTER <= one.x <= PICTURE.width + GUTTER - RADIUS
        assert RADIUS <= one.y <= PICTURE.height - RADIUS
        for other in made[:i]:
            assert math.dist((one.x, one.y), (other.x, other.y)) >= 2 * RADIUS - 0.02


def test_numbers_that_share_a_place_read_in_order() -> None:
    place = MessagePlace("a", 1, 13, 50, False, False)
    made = {m.number: m.x for m in markers([(4, place), (5, place)], PICTURE, 0.86, 3)}
    assert made[4] < made[5] < (13 - 3) * 0.86
