"""Stopping the command: at any moment of its start, with one sentence and no traceback."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from printshop.cli.stopping import STOPPED, put_off

from .real import ROOT

SCRIPT = (str(ROOT / "make_brochure.py"),)
INSTALLED = ("-c", "import sys; from printshop.cli import main; sys.exit(main())")
MODULE = ("-m", "printshop")

# What has just been read when the signal comes: from the first of the libraries to the last.
MOMENTS = ("click._compat", "babel.core", "yaml", "rich.console", "printshop.cli.commands")


def stopped(program: tuple[str, ...], module: str, number: int) -> tuple[int, list[str]]:
    """Send a signal when a module was read; return the exit code and what was said after it."""
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", *program, "list"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    with process.stderr as lines:
        for line in lines:
            if line.startswith("import time:") and line.split("|")[-1].strip() == module:
                process.send_signal(number)
                break
        else:
            pytest.fail(f"{module} was never read")
        said = [line.strip() for line in lines if not line.startswith("import time:")]
    return process.wait(60), said


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("module", MOMENTS)
def test_a_signal_while_python_reads_libraries_says_one_sentence(module: str, number: int) -> None:
    assert stopped(SCRIPT, module, number) == (2, [STOPPED])


@pytest.mark.parametrize("program", [INSTALLED, MODULE])
def test_it_is_the_same_however_the_command_is_started(program: tuple[str, ...]) -> None:
    assert stopped(program, MOMENTS[0], signal.SIGINT) == (2, [STOPPED])


def test_what_must_be_done_whole_is_done_before_the_command_is_interrupted() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), put_off():
        signal.raise_signal(signal.SIGINT)
        done.append("first")
    assert done == ["first"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_who_insists_need_not_wait() -> None:
    with pytest.raises(KeyboardInterrupt), put_off():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        pytest.fail("the second was put off too")


def test_next_to_nothing_is_read_before_the_command_listens() -> None:
    """What comes before is Python's own start, and cannot be helped."""
    read = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import printshop.cli"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = {line.split("|")[-1].strip() for line in read.stderr.splitlines()}
    libraries = {name for name in names if name.startswith(("printshop", "click", "babel"))}
    assert libraries == {"printshop", "printshop.cli", "printshop.cli.stopping"}
