"""The start of the command: what is not needed is not read."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

import printshop
from printshop.cli.commands import COMMANDS, cli
from printshop.cli.drawn import draw_table
from printshop.cli.outlet import WIDEST, Outlet, plain_table
from printshop.cli.stopping import STOPPED, at_once, interruptible

from .real import ROOT

LATE = ("load", "messages", "preflight", "render", "storage")
HEAVY = {
    "babel",
    "jsonschema",
    "nh3",
    "phonenumbers",
    "pikepdf",
    "polib",
    "rich",
    "weasyprint",
    "yaml",
}


def read_by(*arguments: str) -> set[str]:
    """Return the modules that Python reads for a command."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.split("|")[-1].strip() for line in run.stderr.splitlines() if "|" in line}


# --- commands ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_each_command_what_it_says_itself(name: str) -> None:
    context = click.Context(cli)
    command = cli.get_command(context, name)
    assert command is not None
    assert command.name == name
    assert command.get_short_help_str(60) == COMMANDS[name].short_help
    assert not command.hidden


def test_all_commands_are_in_the_list() -> None:
    assert cli.list_commands(click.Context(cli)) == sorted(COMMANDS)
    assert cli.get_command(click.Context(cli), "print") is None


def test_help_reads_no_command() -> None:
    read = read_by("make_brochure.py", "--help")
    modules = {f"printshop.cli.{command.module}" for command in COMMANDS.values()}
    assert not read & modules
    assert not {name.partition(".")[0] for name in read} & HEAVY


def test_a_page_that_is_up_to_date_reads_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    code = "import printshop.stamps; printshop.stamps.FRESH = -1e6; from printshop.cli import main"
    words = (
        "build",
        "--language",
        "nl",
        "--profile",
        "web",
        "--draft",
        "--output",
        tmp_path / "out",
    )
    command = ("-c", f"{code}; main('make_brochure.py')", *map(str, words))
    assert "yaml" in read_by(*command)
    read = read_by(*command)
    tops = {name.partition(".")[0] for name in read}
    assert not tops & HEAVY
    assert not read & {
        "importlib.metadata",
        "printshop.executors",
        "printshop.pipeline",
        "printshop.preflight.glyphs",
        "printshop.render.engine",
    }


@pytest.mark.slow
def test_one_leaflet_for_the_screen_reads_nothing_for_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    code = "import printshop.stamps; printshop.stamps.FRESH = -1e6; from printshop.cli import main"
    words = [
        "build",
        "--language",
        "nl",
        "--fold",
        "trifold",
        "--profile",
        "screen",
        "--draft",
        "--force",
        "--output",
    ]
    command = ("-c", f"{code}; main('make_brochure.py')", *words, str(tmp_path / "out"))
    assert {"yaml", "segno"} <= read_by(*command)
    read = read_by(*command)
    assert {"weasyprint", "pikepdf._core", "jinja2"} <= read
    tops = {name.partition(".")[0] for name in read}
    assert not tops & {"budoux", "jsonschema", "multiprocessing", "phonenumbers", "polib", "segno"}
    assert not read & {"xml.sax.saxutils", "printshop.executors.cores", "printshop.press"}


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_a_build_that_is_stopped_while_it_reads_says_one_sentence(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    process = subprocess.Popen(
        [
            sys.executable,
            "-X",
            "importtime",
            "make_brochure.py",
            "build",
            "--output",
            tmp_path / "out",
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    with process.stderr as lines:
        for line in lines:
            if line.split("|")[-1].strip() == "yaml":
                process.send_signal(number)
                break
        said = [line.strip() for line in lines if not line.startswith("import time:")]
    assert (process.wait(60), said) == (2, [STOPPED])
    assert not (tmp_path / "out").exists()


def test_garbage_is_rarely_looked_for_while_all_is_read() -> None:
    code = "import gc; from printshop import cli; from printshop.cli import commands"
    program = f"{code}; commands.run = lambda _: print(gc.get_threshold()[0]); cli.main()"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(run.stdout) > 10_000


def test_signals_are_heard_as_before_when_all_is_read() -> None:
    with interruptible():
        with at_once():
            assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


# --- packages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LATE)
def test_a_package_has_all_its_names(name: str) -> None:
    package = import_module(f"printshop.{name}")
    for attribute in package.__all__:
        value = getattr(package, attribute)
        assert getattr(package, attribute) is value
    with pytest.raises(AttributeError, match=r"has no attribute 'nothing'"):
        _ = package.nothing


@pytest.mark.parametrize("name", LATE)
def test_a_package_is_read_without_its_files(name: str) -> None:
    read = read_by("-c", f"import printshop.{name}")
    own = {module for module in read if module.startswith("printshop")}
    assert own == {"printshop", "printshop.late", f"printshop.{name}"}


# --- words on a pipe, which are written without what draws them ----------------------------------


def drawn(rows: Sequence[Sequence[str]]) -> str:
    from rich.console import Console

    file = io.StringIO()
    console = Console(file=file, highlight=False, width=WIDEST)
    draw_table(console, "", rows[0], rows[1:])
    return file.getvalue()


CELLS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)


@given(
    st.integers(1, 7).flatmap(lambda n: st.lists(st.tuples(*[CELLS] * n), min_size=1, max_size=5))
)
def test_plain_tables_are_as_rich_draws_them(rows: list[tuple[str, ...]]) -> None:
    plain = plain_table(rows)
    assert plain is None or f"{plain}\n" == drawn(rows)


@pytest.mark.parametrize(
    "cell", ["Łódź", "東京", "a\tb", "two\nlines", ":smile:", "[bold]", "x" * 150]
)
def test_what_is_not_plain_is_left_to_rich(
    cell: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "0")
    rows = [("clinic", "files"), (cell, "12 of 12 files")]
    assert plain_table(rows) is None
    Outlet().table("", rows[0], rows[1:])
    assert capsys.readouterr().out == drawn(rows)


def test_a_table_as_it_is_known() -> None:
    rows = [("clinic", "files"), ("noord", "1 made"), ("", "2")]
    assert plain_table(rows) == "clinic  files \nnoord   1 made\n        2     "


def test_lines_are_as_rich_writes_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.console import Console
    from rich.text import Text

    monkeypatch.setenv("TTY_COMPATIBLE", "0")
    for text in ("plain", "a [bold] word", "two\nlines", "bell\a and \rreturn", "a\ttab", "日本"):
        file = io.StringIO()
        Console(file=file, highlight=False, soft_wrap=True).print(Text.assemble((text, "dim")))
        Outlet(error=True).styled(((text, "dim"),))
        assert capsys.readouterr() == ("", file.getvalue())


@pytest.mark.parametrize(
    ("environment", "terminal"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"TTY_COMPATIBLE": "1"}, True),
        ({"TTY_COMPATIBLE": "0", "FORCE_COLOR": "1"}, False),
    ],
)
def test_what_is_a_terminal_is_what_rich_takes_for_one(
    environment: dict[str, str], terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    outlet = Outlet()
    assert outlet.is_terminal is terminal
    assert outlet.console.is_terminal is terminal


def test_nobody_reads_on() -> None:
    code = (
        "from printshop.cli.report import Screen; screen = Screen()\n"
        "while True: screen.say('more and more of it')"
    )
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=Path(printshop.__file__).parents[1],
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    os.read(reader, 10)
    os.close(reader)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 1
