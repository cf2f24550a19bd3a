"""The options of those who print: which marks, a page a panel, the press and the paper."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from ..errors import BrochureError
from ..output_intents import OutputIntentError, read_output_intent
from ..profiles import MARKS, PressOptions
from .options import names

NO_MARKS = "none"


def press_options(command: Callable[..., int]) -> Any:
    """Give a command the options for the press; it gets them as one ``press``."""

    @wraps(command)
    def with_press(
        *arguments: Any,
        marks: tuple[str, ...] | None,
        panels: bool,
        output_intent: Path | None,
        **others: Any,
    ) -> int:
        press = PressOptions(marks, panels, _intent(output_intent))
        return command(*arguments, press=press, **others)

    chosen: Any = with_press
    chosen = click.option(
        "--output-intent",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="The press and paper, as an ICC profile (default: the theme's).",
    )(chosen)
    chosen = click.option(
        "--panels",
        is_flag=True,
        help="Press files with a page for each panel, for firms that impose themselves.",
    )(chosen)
    return click.option(
        "--marks",
        multiple=True,
        callback=_marks,
        metavar="NAMES",
        help=f"Marks of press files: {', '.join(MARKS)} (default: all), or {NO_MARKS}.",
    )(chosen)


def _marks(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...] | None:
    if not value:
        return None
    chosen = names(context, parameter, value)
    for name in chosen:
        if name not in (*MARKS, NO_MARKS):
            close = difflib.get_close_matches(name, MARKS, n=1)
            hint = f"Did you mean '{close[0]}'?" if close else f"There are: {', '.join(MARKS)}."
            raise click.BadParameter(f"There is no mark '{name}'. {hint}")
    if not chosen:
        raise click.BadParameter(f"Name some of {', '.join(MARKS)}, or {NO_MARKS}.")
    if NO_MARKS in chosen and len(chosen) > 1:
        raise click.BadParameter(f"'{NO_MARKS}' cannot stand beside others.")
    return tuple(mark for mark in MARKS if mark in chosen)


def _intent(path: Path | None) -> Any:
    if path is None:
        return None
    try:
        return read_output_intent(path)
    except OutputIntentError as error:
        raise BrochureError(str(error)) from error
