"""Progress: the rate is of the last minute, and nobody is told a time that nobody can know."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from printshop.cli.progress import ENOUGH, Lines, Pace, about, shown


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def work(clock: Clock, pace: Pace | Lines, seconds: float, times: int, count: int = 1) -> None:
    for _ in range(times):
        clock.now += seconds
        pace.advance(count)


def test_nothing_is_foretold_at_the_start(clock: Clock) -> None:
    pace = Pace(1000, clock)
    assert str(pace) == "time left not known yet"
    work(clock, pace, 1, int(ENOUGH) - 1)
    assert (pace.rate, pace.left) == (None, None)
    work(clock, pace, 1, 1)
    assert (pace.rate, pace.left) == (1, 995)


def test_a_rate_that_changes_is_followed_within_a_minute(clock: Clock) -> None:
    pace = Pace(100_000, clock)
    work(clock, pace, 1, 120, 10)
    assert pace.rate == 10
    work(clock, pace, 1, 60, 40)
    assert pace.rate == pytest.approx(40, rel=0.03)
    assert pace.left == pytest.approx((100_000 - 3600) / 40, rel=0.03)


def test_what_was_found_done_before_the_work_says_nothing_of_it(clock: Clock) -> None:
    pace = Pace(10_000, clock)
    for _ in range(100):
        clock.now += 0.1
        pace.skip(90)
    assert (pace.done, pace.rate) == (9000, None)
    work(clock, pace, 2, 10)
    assert (pace.rate, pace.left) == (0.5, 990 / 0.5)


def test_slow_jobs_of_many_files_have_a_rate_too(clock: Clock) -> None:
    pace = Pace(4800, clock)
    work(clock, pace, 90, 4, 120)
    assert pace.rate == pytest.approx(120 / 90)


def test_a_long_silence_lowers_the_rate(clock: Clock) -> None:
    pace = Pace(100, clock)
    work(clock, pace, 1, 10)
    clock.now += 90
    assert pace.rate is not None
    assert pace.rate < 0.2


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "about 5 s"),
        (42, "about 40 s"),
        (59.9, "about 60 s"),
        (61, "about 1 min"),
        (3599, "about 1 h 00 min"),
        (9000, "about 2 h 30 min"),
    ],
)
def test_times_are_said_as_exactly_as_they_can_be_foretold(seconds: float, words: str) -> None:
    assert about(seconds) == words


def lines(clock: Clock, total: int) -> tuple[Lines, io.StringIO]:
    text = io.StringIO()
    console = Console(file=text, width=200)
    return Lines(console, "Making", Pace(total, clock), clock), text


def test_quick_work_says_nothing_in_a_log(clock: Clock) -> None:
    progress, text = lines(clock, 12)
    work(clock, progress, 0.8, 12)
    assert text.getvalue() == ""


def test_a_log_has_a_line_a_tenth(clock: Clock) -> None:
    progress, text = lines(clock, 300)
    work(clock, progress, 0.5, 300)
    said = text.getvalue().splitlines()
    assert len(said) == 10
    assert said[0] == "Making: 30 of 300 (10%), 2.0/s, about 2 min left"


def test_slow_work_says_something_every_minute(clock: Clock) -> None:
    progress, text = lines(clock, 240_000)
    work(clock, progress, 1, 600, 20)
    said = text.getvalue().splitlines()
    assert len(said) == 10
    assert said[-1] == "Making: 12,000 of 240,000 (5%), 20/s, about 3 h 10 min left"


def test_a_bar_on_a_terminal_shows_the_count_and_the_pace() -> None:
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=120)
    with shown(console, "Making [bold]leaflets", 12) as progress:
        progress.skip(2)
        progress.advance(3)
    assert "5/12" in text.getvalue()
    assert "time left not known yet" in text.getvalue()


def test_no_work_at_all_is_no_trouble(clock: Clock) -> None:
    progress, text = lines(clock, 0)
    clock.now += 100
    progress.skip(0)
    assert "0 of 0" in text.getvalue()
