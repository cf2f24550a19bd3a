"""Facts: formatted for every language, and always with a direction of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.facts import fact_html, fact_plain, phone_link, shown_url
from printshop.messages import language
from printshop.model import Fact

LANGUAGES = ("en", "nl", "ar", "he")
RIGHT_TO_LEFT = ("ar", "he")
LEFT, RIGHT, END = "\u2066", "\u2067", "\u2069"
HARD_SPACE = "\u00a0"

PHONE = Fact("phone", "phone", text="+31 30 555 01 23")
MAIL = Fact("mail", "mail", text="info@noord.example")
URL = Fact("url", "url", text="https://noord.example/a?b=c&d=e")
NAME = Fact("name", "name", text="Kliniek Noord")
DAY = Fact("day", "date", date=date(2026, 11, 1))
WEIGHT = Fact("weight", "number", numbers=(Decimal("2.5"),))
RANGE = Fact("range", "number", numbers=(Decimal("0.5"), Decimal("2.5")))
DEPTH = Fact("depth", "measure", numbers=(Decimal("2.5"),), unit="length-millimeter")
DEPTHS = Fact(
    "depths", "measure", numbers=(Decimal("0.5"), Decimal("2.5")), unit="length-millimeter"
)
FIGURES = (PHONE, MAIL, URL, WEIGHT, RANGE, DEPTH, DEPTHS)
every_language = pytest.mark.parametrize("tag", LANGUAGES)


class _Directions(HTMLParser):
    """Reads the text of some HTML, and the innermost direction around each piece of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open = [""]
        self.pieces: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(dict(attrs).get("dir") or self._open[-1])

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.pieces.append((data, self._open[-1]))


def pieces(fact: Fact, tag: str) -> list[tuple[str, str]]:
    """Return the texts of a fact as they are printed, each with its direction."""
    return _Directions(fact_html(fact, language(tag))).pieces


def printed(fact: Fact, tag: str) -> str:
    return "".join(text for text, _ in pieces(fact, tag))


# --- direction -----------------------------------------------------------------------------------


@every_language
@pytest.mark.parametrize("fact", FIGURES, ids=lambda fact: fact.name)
def test_figures_and_addresses_run_from_left_to_right(fact: Fact, tag: str) -> None:
    figures = [(t, d) for t, d in pieces(fact, tag) if any(c.isdigit() or c in "@./" for c in t)]
    assert figures
    assert {direction for _, direction in figures} == {"ltr"}


@every_language
@pytest.mark.parametrize("fact", [RANGE, DEPTHS], ids=lambda fact: fact.name)
def test_a_range_is_one_piece(fact: Fact, tag: str) -> None:
    (both,) = [text for text, _ in pieces(fact, tag) if "–" in text]
    assert both.count("5") == 2


@every_language
def test_days_run_as_their_language(tag: str) -> None:
    assert {direction for _, direction in pieces(DAY, tag)} == {language(tag).direction}


@every_language
@pytest.mark.parametrize(("name", "direction"), [("Noord", "ltr"), ("عيادة", "rtl")])
def test_names_run_as_their_script(tag: str, name: str, direction: str) -> None:
    assert pieces(Fact("name", "name", text=name), tag) == [(name, direction)]


@pytest.mark.parametrize("tag", RIGHT_TO_LEFT)
def test_a_unit_in_words_runs_as_its_language(tag: str) -> None:
    directions = {text.strip(): direction for text, direction in pieces(DEPTH, tag)}
    assert directions.pop(next(t for t in directions if "2" in t)) == "ltr"
    assert set(directions.values()) == {"rtl"}


# --- form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "one", "both"),
    [
        ("en", "2.5", "0.5–2.5"),
        ("nl", "2,5", "0,5–2,5"),
        ("de", "2,5", "0,5–2,5"),
        ("ar", "2.5", "0.5–2.5"),
        ("he", "2.5", "0.5–2.5"),
    ],
)
def test_decimal_signs(tag: str, one: str, both: str) -> None:
    assert printed(WEIGHT, tag) == one
    assert printed(RANGE, tag) == both


@pytest.mark.parametrize(
    ("tag", "written"),
    [("en", f"2.5{HARD_SPACE}mm"), ("nl", f"2,5{HARD_SPACE}mm"), ("ar", f"2.5{HARD_SPACE}مم")],
)
def test_a_measure_keeps_its_unit_on_the_line(tag: str, written: str) -> None:
    assert printed(DEPTH, tag) == written


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "November 1, 2026"),
        ("nl", "1 november 2026"),
        ("ar", "1 نوفمبر 2026"),
        ("he", "1 בנובמבר 2026"),
    ],
)
def test_days_in_words(tag: str, written: str) -> None:
    assert printed(DAY, tag).replace(HARD_SPACE, " ") == written


@every_language
def test_a_phone_stays_on_its_line_and_can_be_dialled(tag: str) -> None:
    html = fact_html(PHONE, language(tag))
    assert printed(PHONE, tag) == PHONE.text.replace(" ", HARD_SPACE)
    assert 'href="tel:+31305550123"' in html


@every_language
def test_addresses_are_links(tag: str) -> None:
    assert 'href="mailto:info@noord.example"' in fact_html(MAIL, language(tag))
    assert 'href="https://noord.example/a?b=c&amp;d=e"' in fact_html(URL, language(tag))
    assert printed(URL, tag) == "noord.example/a?b=c&d=e"


@pytest.mark.parametrize(
    ("url", "shown"),
    [("https://a.example/", "a.example"), ("http://a.example/b/", "a.example/b")],
)
def test_addresses_as_people_read_them(url: str, shown: str) -> None:
    assert shown_url(url) == shown


def test_phones_as_machines_dial_them() -> None:
    assert phone_link("+31 (30) 555-01 23") == "tel:+31305550123"


@every_language
def test_values_make_no_markup(tag: str) -> None:
    sly = "<script>alert('1')</script>\"><b>"
    for kind in ("name", "phone", "mail", "url"):
        html = fact_html(Fact("sly", kind, text=sly), language(tag))
        assert "<script" not in html
        assert "<b>" not in html
        assert '""' not in html


# --- plain text ----------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", RIGHT_TO_LEFT)
@pytest.mark.parametrize("fact", FIGURES, ids=lambda fact: fact.name)
def test_plain_figures_are_isolated_in_right_to_left_text(fact: Fact, tag: str) -> None:
    text = fact_plain(fact, language(tag))
    inner = text[text.index(LEFT) + 1 : text.index(END)]
    outer = text.replace(f"{LEFT}{inner}{END}", "")
    assert any(c.isdigit() or c in "@." for c in inner)
    assert not any(c.isdigit() for c in outer)


@pytest.mark.parametrize("fact", [*FIGURES, NAME, DAY], ids=lambda fact: fact.name)
def test_plain_text_from_left_to_right_needs_no_signs(fact: Fact) -> None:
    assert not set(fact_plain(fact, language("nl"))) & {LEFT, RIGHT, END}


def test_plain_names_are_isolated_where_their_script_is_another() -> None:
    arabic = Fact("name", "name", text="عيادة")
    assert fact_plain(arabic, language("nl")) == f"{RIGHT}عيادة{END}"
    assert fact_plain(arabic, language("ar")) == "عيادة"
    assert fact_plain(NAME, language("he")) == f"{LEFT}Kliniek Noord{END}"


@given(st.decimals(-10_000, 10_000, places=3), st.sampled_from(LANGUAGES))
def test_html_and_plain_text_say_the_same_number(value: Decimal, tag: str) -> None:
    fact = Fact("it", "number", numbers=(value,))
    plain = fact_plain(fact, language(tag)).translate(dict.fromkeys(map(ord, (LEFT, RIGHT, END))))
    assert printed(fact, tag) == plain
