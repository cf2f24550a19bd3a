"""Opening hours in words: what people write in many languages, and what nobody can be sure of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.load.opening_hours import opening_hours, runs, times
from printshop.load.values import RefusedError
from printshop.messages.names import day_names
from printshop.model import Hours

from .real import LANGUAGES

WEEKDAYS = (Hours(0, 4, "09:00", "17:00"),)


def read(text: str, language: str = "en") -> tuple[Hours, ...]:
    return opening_hours(text, language, LANGUAGES)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Mon-Fri 9:00-17:00"),
        ("en", "Monday to Friday from 9am to 5pm"),
        ("en", "Mon–Fri: 09:00 – 17:00; Sat, Sun closed"),
        ("en", "Mon, Tue, Wed, Thu & Fri 0900-1700"),
        ("nl", "ma-vr 9.00-17.00"),
        ("nl", "maandag t/m vrijdag van 9 tot 17 uur, zaterdag en zondag gesloten"),
        ("de", "Mo.–Fr. 9–17 Uhr\nSa: geschlossen"),
        ("fr", "du lundi au vendredi de 9h à 17h"),
        ("es", "L-V 9:00-17:00"),
        ("it", "lun-ven dalle 9 alle 17"),
        ("pl", "pon.-pt. od 9:00 do 17:00"),
        ("tr", "Pzt-Cum 09:00-17:00"),
        ("uk", "пн-пт 9:00-17:00, сб зачинено"),
        ("uk", "понеділок – п'ятниця 9:00–17:00"),
        ("ar", "الاثنين - الجمعة ٩:٠٠ - ١٧:٠٠"),
        ("ar", "من الإثنين إلى الجمعة 9:00-17:00"),
        ("he", "ימים ב'-ו' 9:00-17:00"),
        ("hi", "सोमवार से शुक्रवार 9:00 से 17:00"),
        ("ja", "月〜金 9:00〜17:00"),
        ("ja", "月曜日から金曜日 9時から17時まで"),
        ("zh_Hans", "周一至周五 09:00-17:00"),
        ("nl", "Mo-Fr 09:00-17:00; PH off"),  # OpenStreetMap
        ("nl", "lundi-vendredi 9h-17h"),  # a third language
    ],
)
def test_the_same_hours_in_many_languages(language: str, text: str) -> None:
    assert read(text, language) == WEEKDAYS


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Mon 9-12, 14-18", (Hours(0, 0, "09:00", "12:00"), Hours(0, 0, "14:00", "18:00"))),
        ("Mon 14-18, 9-12", (Hours(0, 0, "09:00", "12:00"), Hours(0, 0, "14:00", "18:00"))),
        ("Mon-Fri 9-17; Sat 10-13", (*WEEKDAYS, Hours(5, 5, "10:00", "13:00"))),
        ("Mon-Fri 9-17, Sat 10-13", (*WEEKDAYS, Hours(5, 5, "10:00", "13:00"))),
        (
            "Mon-Fri 9-17; Wed closed",
            (Hours(0, 1, "09:00", "17:00"), Hours(3, 4, "09:00", "17:00")),
        ),
        ("Sun-Thu 8-16", (Hours(6, 3, "08:00", "16:00"),)),
        ("daily 8:30-16", (Hours(0, 6, "08:30", "16:00"),)),
        ("daily 8 h 30 – 16 h", (Hours(0, 6, "08:30", "16:00"),)),
        ("Mon, Wed 8-9", (Hours(0, 0, "08:00", "09:00"), Hours(2, 2, "08:00", "09:00"))),
        ("Sat-Sun 12am-12pm", (Hours(5, 6, "00:00", "12:00"),)),
        ("Mon-Sun closed", ()),
    ],
)
def test_hours(text: str, hours: tuple[Hours, ...]) -> None:
    assert read(text) == hours


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9-17", "cannot be read"),
        ("by appointment", "cannot be read"),
        ("Mon", "cannot be read"),
        ("Mon 9h 12h-18h", "cannot be read"),
        ("Mon 830-1700", "cannot be read"),
        ("Mon 9", "cannot be read"),
        ("Mon-Fri 9-17 (not in August)", "cannot be read"),
        ("ma vr lundi 9-17", "cannot be read"),  # one language a cell
        ("", "cannot be read"),
        ("²", "cannot be read"),
        ("Mon 9-24", "none"),
        ("Mon 9:75-10", "none"),
        ("Mon 0pm-5pm", "none"),
        ("Mon 17-9", "closes before it opens"),
        ("Mon 9-9", "closes before it opens"),
        ("Mon 1-5pm", "only once"),
        ("Mon 9-12, 11-15", "overlap"),
        ("Mon 9-12; Mon 14-18", "twice"),
        ("Mon-Fri 9-17; Wed 9-12", "twice"),
    ],
)
def test_hours_that_cannot_be_read(text: str, said: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read(text)
    assert caught.value.code == "input.hours"
    assert said in caught.value.sentence


def test_days_that_mean_two_things() -> None:
    with pytest.raises(RefusedError) as caught:
        read("Sa 10-13", "tr")  # Tuesday in Turkish, Saturday in English
    assert "two ways" in caught.value.sentence
    assert read("Sa 10-13", "de") == (Hours(5, 5, "10:00", "13:00"),)


def test_what_was_refused_once_is_refused_again() -> None:
    for _ in range(2):
        with pytest.raises(RefusedError):
            read("by appointment")


@pytest.mark.parametrize("text", ["closed", "-", "–", "gesloten", "fermé", "定休日", "مغلق"])
def test_a_day_that_is_closed(text: str) -> None:
    assert times(text) == ()


def test_the_times_of_a_day() -> None:
    assert times("9-12, 14:30–18 Uhr") == (("09:00", "12:00"), ("14:30", "18:00"))
    with pytest.raises(RefusedError):
        times("Mon 9-12")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_seven_days(language: str) -> None:
    assert set(day_names(language).values()) == set(range(7))


def test_a_language_without_names() -> None:
    assert day_names("xx") == {}
    assert opening_hours("Mon-Fri 9-17", "xx", ()) == WEEKDAYS


def test_hours_know_their_days() -> None:
    assert Hours(0, 4, "", "").days == (0, 1, 2, 3, 4)
    assert Hours(6, 1, "", "").days == (6, 0, 1)
    assert Hours(2, 2, "", "").days == (2,)


SPANS = st.sampled_from([(), (("09:00", "17:00"),), (("09:00", "12:00"), ("13:00", "17:00"))])


@given(st.lists(SPANS, min_size=7, max_size=7))
def test_runs_lose_no_day(week: list[tuple[tuple[str, str], ...]]) -> None:
    found: list[list[tuple[str, str]]] = [[] for _ in range(7)]
    for hours in runs(week):
        for day in hours.days:
            found[day].append((hours.opens, hours.closes))
    assert [tuple(day) for day in found] == week


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert all(0 <= hours.first <= 6 for hours in read(text))
    except RefusedError as refused:
        assert refused.code == "input.hours"
