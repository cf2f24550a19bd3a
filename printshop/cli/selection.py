"""The options that choose editions, which several commands have."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from ..request import Request
from .options import clinics_option, names

_SELECTION = (
    "brochures",
    "languages",
    "clinics",
    "folds",
    "profiles",
    "draft",
    "large_print",
    "imprint",
    "clinic_list",
)


def selection(command: Callable[..., int]) -> Any:
    """Give a command the options that choose editions; it gets them as one ``request``."""

    @wraps(command)
    def with_request(*arguments: Any, **given: Any) -> int:
        request = Request(**{name: given.pop(name) for name in _SELECTION})
        return command(*arguments, request=request, **given)

    chosen: Any = clinics_option(with_request)
    chosen = click.option(
        "--draft",
        is_flag=True,
        help="Make what is not translated or approved yet, too; every panel then says DRAFT.",
    )(chosen)
    chosen = click.option(
        "--imprint/--no-imprint",
        default=True,
        help="Put leaflets of three clinics and more together from what they share (default), or "
        "lay each out as a whole.",
    )(chosen)
    chosen = click.option(
        "--large-print",
        type=click.FloatRange(14, 28),
        is_flag=False,
        flag_value=18.0,
        metavar="[PT]",
        help="Make large print, 18 pt or a size from 14 to 28, as a booklet.",
    )(chosen)
    for name, text in (
        ("profile", "screen, office, press or web."),
        ("clinic", "Clinics, by the name of their file."),
        ("fold", "Folds: see 'list'."),
        ("language", "Languages: nl,ar or --language nl --language ar."),
    ):
        chosen = click.option(
            f"--{name}", f"{name}s", multiple=True, callback=names, help=text, metavar="NAMES"
        )(chosen)
    return click.argument("brochures", nargs=-1, metavar="[BROCHURE]...")(chosen)
