"""Copyfit: the largest size that fits is always found, and in few layouts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.render.copyfit import (
    ALIGNMENT_WORTH,
    GROWTH,
    Demand,
    Fitted,
    Room,
    aligned,
    body_sizes,
    copyfit,
    predict,
)

PANELS = 6
SIZES = body_sizes(9, 12, 0.25)


def room(sizes: tuple[float, ...] = SIZES, preferences: int = 0, panels: int = PANELS) -> Room:
    return Room(sizes, panels, preferences, loss=0.0)


def text(panels: float, preference: int = 0) -> Demand:
    """Return the demand of a group that is all text."""
    return Demand(panels, 0.0, preference)


def whole_panels(demands: tuple[Demand, ...]) -> int:
    return sum(math.ceil(demand.growing + demand.fixed) for demand in demands)


@dataclass(frozen=True)
class Trial:
    size: float
    fits: bool
    demands: tuple[Demand, ...]


@dataclass
class Fake:
    """A layout engine that only counts: with each alignment, sizes up to a limit fit."""

    fits: Callable[[float, int], bool]
    demands: Callable[[float], tuple[Demand, ...]]
    patient: bool = False  # does not give up where it may

    def __post_init__(self) -> None:
        self.asked: list[tuple[float, int]] = []
        self.given_up: list[tuple[float, int]] = []

    def lay_out(self, size: float, alignment: int, briefly: bool) -> Trial:
        self.asked.append((size, alignment))
        fits = self.fits(size, alignment)
        if briefly and not fits:
            self.given_up.append((size, alignment))
            return Trial(size, fits, self.demands(size) if self.patient else ())
        return Trial(size, fits, self.demands(size))

    def fit(
        self,
        sizes: tuple[float, ...] = SIZES,
        preferences: int = 0,
        remembered: tuple[float, int] | None = None,
        likely: int | None = None,
    ) -> Fitted[Trial]:
        here = replace(room(sizes, preferences), likely=likely)
        return copyfit(here, self.lay_out, remembered)

    def largest(self, sizes: tuple[float, ...], alignment: int) -> float:
        """Return the largest size that fits, the smallest of all where none does."""
        return max((s for s in sizes if self.fits(s, alignment)), default=sizes[0])


all_sizes = st.builds(
    lambda smallest, count, step: body_sizes(smallest, smallest + count * step, step),
    st.sampled_from([9, 9.5, 10]),
    st.integers(0, 40),
    st.sampled_from([0.1, 0.25, 0.5]),
)
groups = st.lists(
    st.builds(Demand, st.floats(0.01, 3), st.floats(0, 1), st.integers(0, 3)),
    min_size=1,
    max_size=6,
).map(tuple)


@st.composite
def liars(draw: st.DrawFn) -> tuple[Fake, tuple[float, ...], int]:
    """Draw an engine whose demands foretell nothing about what fits."""
    sizes = draw(all_sizes)
    preferences = draw(st.integers(0, 3))
    limits = draw(st.lists(st.floats(8, 15), min_size=4, max_size=4).map(lambda x: sorted(x)[::-1]))
    claims = draw(st.dictionaries(st.sampled_from(sizes), groups))
    default = draw(groups)
    fake = Fake(lambda size, a: size <= limits[a], lambda size: claims.get(size, default))
    return fake, sizes, preferences


@st.composite
def honest(draw: st.DrawFn) -> tuple[Fake, int]:
    """Draw an engine in which text takes room as copyfit expects, on whole panels."""
    areas = draw(st.lists(st.floats(0.05, 2.5), min_size=1, max_size=PANELS))
    wishes = draw(st.lists(st.booleans(), min_size=len(areas), max_size=len(areas)))
    wishes[0] = False
    preferences = [sum(wishes[: i + 1]) if wish else 0 for i, wish in enumerate(wishes)]

    def demands(size: float) -> tuple[Demand, ...]:
        rows = zip(areas, preferences, strict=True)
        return tuple(text(area * (size / 10) ** GROWTH, preference) for area, preference in rows)

    def fits(size: float, alignment: int) -> bool:
        return whole_panels(aligned(demands(size), alignment)) <= PANELS

    return Fake(fits, demands), sum(wishes)


# --- the largest size that fits ------------------------------------------------------------------


@given(liars())
def test_the_largest_size_that_fits_is_found(drawn: tuple[Fake, tuple[float, ...], int]) -> None:
    fake, sizes, preferences = drawn
    found = fake.fit(sizes, preferences)
    assert 0 <= found.alignment <= preferences
    assert found.body == fake.largest(sizes, found.alignment)
    assert found.trial.size == found.body
    assert found.trial.fits is fake.fits(found.body, found.alignment)


@given(liars(), st.integers(0, 40))
def test_it_is_found_whatever_seems_likely(
    drawn: tuple[Fake, tuple[float, ...], int], index: int
) -> None:
    fake, sizes, preferences = drawn
    likely = index % len(sizes)
    found = fake.fit(sizes, preferences, likely=likely)
    assert fake.asked[0] == (sizes[likely], 0)
    assert found.body == fake.largest(sizes, found.alignment)
    assert found.trial.fits is fake.fits(sizes[0], 0)


@given(st.integers(0, len(SIZES) - 2), st.integers(0, 1))
def test_what_is_likely_and_right_takes_two_layouts(right: int, above: int) -> None:
    limit = SIZES[right]
    fake = Fake(lambda size, _: size <= limit, lambda s: (text(PANELS * (s / limit) ** GROWTH),))
    found = fake.fit(likely=right + above)
    assert (found.body, found.layouts) == (limit, 2)
    assert fake.given_up == [(SIZES[right + 1], 0)]


@given(liars(), st.one_of(st.none(), st.integers(0, 40)))
def test_of_what_may_be_brief_nothing_is_asked(
    drawn: tuple[Fake, tuple[float, ...], int], index: int | None
) -> None:
    brief, sizes, preferences = drawn
    likely = None if index is None else index % len(sizes)
    patient = replace(brief, patient=True)
    assert patient.fit(sizes, preferences, likely=likely) == brief.fit(
        sizes, preferences, likely=likely
    )
    assert patient.asked == brief.asked


@given(liars(), st.integers(0, 40))
def test_a_likely_size_that_does_not_fit_is_given_up_for_the_one_below(
    drawn: tuple[Fake, tuple[float, ...], int], index: int
) -> None:
    fake, sizes, preferences = drawn
    likely = index % len(sizes)
    fake.fit(sizes, preferences, likely=likely)
    if likely > 0 and not fake.fits(sizes[likely], 0):
        assert fake.given_up[0] == (sizes[likely], 0)
        assert fake.asked[1] == (sizes[likely - 1], 0)


def test_what_leaves_one_size_need_not_tell_which() -> None:
    growing = (text(PANELS * (SIZES[4] / SIZES[6]) ** GROWTH - 0.01),)
    fake = Fake(lambda size, _: size <= SIZES[4], lambda _: growing)
    assert fake.fit(likely=4).body == SIZES[4]
    assert fake.asked == [(SIZES[index], 0) for index in (4, 6, 5)]
    assert fake.given_up == fake.asked[1:]


@given(liars())
def test_what_fits_anyhow_is_never_given_up(drawn: tuple[Fake, tuple[float, ...], int]) -> None:
    fake, sizes, preferences = drawn
    assert fake.fit(sizes, preferences).trial.fits is fake.fits(sizes[0], 0)


@given(liars())
def test_layouts_are_counted_and_none_is_made_twice(
    drawn: tuple[Fake, tuple[float, ...], int],
) -> None:
    fake, sizes, preferences = drawn
    found = fake.fit(sizes, preferences)
    assert found.layouts == len(fake.asked) == len(set(fake.asked)) <= 2 * len(sizes)


def test_the_floor_is_the_smallest_size_even_if_nothing_fits() -> None:
    fake = Fake(lambda *_: False, lambda _: (text(9),))
    found = fake.fit(preferences=2)
    assert (found.body, found.alignment, found.trial.fits) == (9, 0, False)


@pytest.mark.parametrize("fits", [True, False])
def test_a_single_size_takes_a_single_layout(fits: bool) -> None:
    found = Fake(lambda *_: fits, lambda _: (text(1),)).fit((9,))
    assert (found.body, found.trial.fits, found.layouts) == (9, fits, 1)


@given(honest())
def test_foresight_saves_layouts(drawn: tuple[Fake, int]) -> None:
    fake, preferences = drawn
    assert fake.fit(preferences=0).layouts <= 5
    fake.asked.clear()
    assert fake.fit(preferences=preferences).layouts <= 9


# --- panels of their own -------------------------------------------------------------------------


def spacious(areas: tuple[tuple[float, int], ...]) -> Fake:
    """Return an engine of groups with a constant area, so that every size has the same room."""
    demands = tuple(text(*area) for area in areas)
    return Fake(lambda _, a: whole_panels(aligned(demands, a)) <= PANELS, lambda _: demands)


def test_wishes_are_granted_where_there_is_room() -> None:
    fake = Fake(lambda *_: True, lambda _: (text(0.5), text(0.5, 1), text(0.5, 2)))
    found = fake.fit(preferences=2)
    assert (found.alignment, found.body) == (2, SIZES[-1])


def test_wishes_are_granted_in_reading_order() -> None:
    groups = ((1.8, 0), (1.8, 0), (0.5, 1), (0.5, 2))
    assert spacious(groups).fit((10.0,), preferences=2).alignment == 2
    assert spacious(((0.9, 0), *groups)).fit((10.0,), preferences=2).alignment == 1


def test_a_wish_that_costs_too_much_is_not_granted() -> None:
    limits = {0: 12.0, 1: 12.0 - 4 * ALIGNMENT_WORTH}
    fake = Fake(lambda size, a: size <= limits[a], lambda _: (text(0.2), text(0.2, 1)))
    found = fake.fit(preferences=1)
    assert (found.alignment, found.body) == (0, 12)


@given(honest())
def test_a_wish_is_not_dearer_than_its_worth(drawn: tuple[Fake, int]) -> None:
    """Give or take a step: what it costs is foretold."""
    fake, preferences = drawn
    found = fake.fit(preferences=preferences)
    worth = ALIGNMENT_WORTH * found.alignment + 0.25
    assert found.body >= fake.largest(SIZES, 0) - worth - 1e-9


# --- memory --------------------------------------------------------------------------------------


def test_what_is_remembered_takes_one_layout() -> None:
    fake = Fake(lambda size, _: size <= 10.5, lambda _: (text(1),))
    found = fake.fit(preferences=1, remembered=(10.5, 1))
    assert (found.body, found.alignment, found.layouts) == (10.5, 1, 1)
    assert fake.asked == [(10.5, 1)]


@given(liars(), st.integers(0, 40))
def test_memory_that_has_become_wrong_does_no_harm(
    drawn: tuple[Fake, tuple[float, ...], int], index: int
) -> None:
    fake, sizes, preferences = drawn
    plain = fake.fit(sizes, preferences)
    remembered = sizes[index % len(sizes)], preferences
    found = fake.fit(sizes, preferences, remembered)
    if fake.fits(*remembered):
        assert (found.body, found.alignment) == remembered
    else:
        assert (found.body, found.alignment) == (plain.body, plain.alignment)


def test_a_remembered_size_that_the_theme_no_longer_has_is_not_tried() -> None:
    fake = Fake(lambda *_: True, lambda _: (text(1),))
    assert fake.fit(remembered=(9.1, 0)).body == 12
    assert (9.1, 0) not in fake.asked


# --- its parts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("smallest", "largest", "step", "sizes"),
    [
        (9, 10, 0.25, (9, 9.25, 9.5, 9.75, 10)),
        (9, 10, 0.3, (9, 9.3, 9.6, 9.9)),
        (9, 9, 0.25, (9,)),
        (9, 9.3, 0.1, (9, 9.1, 9.2, 9.3)),
    ],
)
def test_body_sizes(smallest: float, largest: float, step: float, sizes: tuple[float, ...]) -> None:
    assert body_sizes(smallest, largest, step) == sizes


def test_wishes_that_are_not_granted_flow_with_what_stands_before() -> None:
    demands = (text(1), Demand(0.5, 0.25, 1), Demand(0.25, 0.5, 2), text(2))
    assert aligned(demands, 2) == demands
    assert aligned(demands, 1) == (text(1), Demand(0.75, 0.75, 1), text(2))
    assert aligned(demands, 0) == (Demand(1.75, 0.75, 0), text(2))


@given(groups, st.integers(0, 3))
def test_no_room_is_lost_or_made_by_granting_wishes(
    demands: tuple[Demand, ...], alignment: int
) -> None:
    merged = aligned(demands, alignment)
    for part in ("growing", "fixed"):
        total = sum(getattr(demand, part) for demand in merged)
        assert total == pytest.approx(sum(getattr(demand, part) for demand in demands))


def test_text_grows_with_its_size_and_pictures_do_not() -> None:
    sizes = (10.0, 15.8, 15.9, 25.0)
    assert 15.8**GROWTH < 2 * 10**GROWTH < 15.9**GROWTH
    assert predict(room(sizes, panels=1), 0, (text(0.5),)) == 1
    assert predict(room(sizes, panels=2), 0, (text(0.5),)) == 3
    assert predict(room(sizes, panels=2), 0, (text(3),)) == -1
    assert predict(room(sizes, panels=1), 0, (Demand(0.0, 1.0, 0),)) == 3


def test_a_panel_that_goes_on_loses_some_room_at_its_foot() -> None:
    assert text(2).panels(1.0, loss=0.0) == 2
    assert text(2).panels(1.0, loss=0.04) == 3
    assert text(1).panels(1.0, loss=0.04) == 1
    assert text(0.001).panels(1.0, loss=0.04) == 1
