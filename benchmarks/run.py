#!/usr/bin/env python3
"""How long leaflets take, beside other tools in the same run; writes benchmarks/RESULTS.md.

    python benchmarks/run.py                 everything, in some twenty minutes
    python benchmarks/run.py --only batch    one topic (or some), on the terminal only

Milliseconds are this machine's, this hour's. Ratios within one run are what to compare.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks import growth  # noqa: E402  (the checkout has to be found first)
from benchmarks.measuring import CommandError  # noqa: E402
from benchmarks.results import machine, markdown, not_measured  # noqa: E402
from benchmarks.settings import EVEN_MORE_CLINICS, QUICK, USUAL, Settings  # noqa: E402

# A topic is a module with measure(settings) -> Table.
TOPICS = (
    *("batch", "growth", "rebuild", "cold", "shipped"),
    *("press", "workers", "cluster", "catalogs", "studio"),
)
INTRODUCTION = """\
# Measured

Written by `make bench` and never edited by hand. Milliseconds are this machine's, in this hour; the
ratios are of one run and are what to compare.
"""


def main() -> int:
    """Measure what is asked for; 1 where a topic could not be measured, else 0."""
    asked = _arguments()
    settings = QUICK if asked.quick else replace(USUAL, repeat=asked.repeat)
    if asked.many:
        settings = growth.with_more(settings, EVEN_MORE_CLINICS)
    started, where = time.monotonic(), machine()
    print(f"{where}\n", flush=True)
    texts, whole = [], True
    for topic in asked.only or TOPICS:
        text, measured = _topic(topic, settings)
        texts.append(text)
        whole = whole and measured
        print(text, flush=True)
    took = f"It took {(time.monotonic() - started) / 60:.1f} minutes."
    print(took)
    if not (asked.only or asked.quick):
        text = "\n".join((INTRODUCTION, f"{where} {took}\n", *texts))
        (HERE / "RESULTS.md").write_text(text, "utf-8")
    return 0 if whole else 1


def _topic(topic: str, settings: Settings) -> tuple[str, bool]:
    """Measure one topic; where it fails, say why instead, so that the others are not lost."""
    try:
        table = importlib.import_module(f"benchmarks.{topic}").measure(settings)
    except (CommandError, OSError, ValueError, LookupError) as error:
        return f"## {topic}\n\n{not_measured(str(error))}\n", False
    return markdown(table), not table.failures


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", choices=TOPICS, metavar="TOPIC")
    parser.add_argument("--repeat", type=int, default=USUAL.repeat, help="runs for a median")
    parser.add_argument(
        "--quick", action="store_true", help="tiny samples, to see that it all runs"
    )
    parser.add_argument(
        "--many", action="store_true", help=f"also {EVEN_MORE_CLINICS:,} clinics; takes long"
    )
    asked = parser.parse_args()
    if asked.repeat < 1:
        parser.error("--repeat has to be 1 or more")
    return asked


if __name__ == "__main__":
    sys.exit(main())
