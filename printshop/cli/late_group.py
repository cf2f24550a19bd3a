"""A group of commands of which only the one that is used is read: the others take their time."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click

from .stopping import at_once


class Command(NamedTuple):
    """Where a command is, below this package, and what the list of all commands says of it."""

    module: str
    name: str
    short_help: str


class LateGroup(click.Group):
    """A group whose commands are read when they are asked for (click: "Lazily Loading").

    ``late`` says of each, by name, where it is.
    """

    def __init__(self, *arguments: Any, late: Mapping[str, Command], **others: Any) -> None:
        super().__init__(*arguments, **others)
        self._late = late

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._late)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = self._late.get(cmd_name)
        if found is None:
            return None
        with at_once():
            command: click.Command = getattr(
                import_module(f"{__package__}.{found.module}"), found.name
            )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, for which none of them is read."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._late[name].short_help) for name in sorted(self._late)])
