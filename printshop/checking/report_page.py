"""What came of checks as one page for people: every problem in words, and boxed in a picture."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from html import escape

from ..findings import Severity
from ..preflight.pdf.crops import Crop
from ..preflight.results import Outcome, Problem, State
from .files import Report

_STYLE = """
:root { color-scheme: light dark; --line: #8a8a8a; --error: #a80000; --warning: #7a4b00;
  --info: #1b4f91; --missing: #5b3a8c }
@media (prefers-color-scheme: dark) { :root { --error: #ff9d9d; --warning: #ffc56b;
  --info: #9cc7ff; --missing: #d3b6ff } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
a { color: var(--info) }
h1, h2, h3 { line-height: 1.2; overflow-wrap: anywhere }
table { border-collapse: collapse } th, td { border-bottom: 1px solid var(--line);
  padding: .3rem .8rem .3rem 0; text-align: start; vertical-align: top }
.wide { overflow-x: auto }
.problem { border-inline-start: .4rem solid var(--line); padding-inline-start: 1rem;
  margin: 1.5rem 0 }
.error { border-color: var(--error) } .warning { border-color: var(--warning) }
.info { border-color: var(--info) }
.word { font-weight: bold } .error .word, td.found { color: var(--error) }
.warning .word { color: var(--warning) } .info .word { color: var(--info) }
td.missing { color: var(--missing); font-weight: bold }
figure { margin: .5rem 0 } img { max-width: 100%; height: auto; border: 1px solid var(--line) }
code { font-size: .9em } figcaption, .place { font-size: .9rem }
@media print { .problem { break-inside: avoid } }
"""
# Nothing is fetched and nothing runs, whatever stands in a file's name or text.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_CLASSES = {State.FOUND: "found", State.NOT_CHECKED: "missing"}


def as_html(reports: Sequence[Report]) -> str:
    """Return one page that needs no other file."""
    body = "".join(
        part for number, report in enumerate(reports, 1) for part in _file(number, report)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>Preflight of {len(reports)} files</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>Preflight</h1>\n{_contents(reports)}{body}</main>\n</body>\n</html>\n"
    )


def _contents(reports: Sequence[Report]) -> str:
    """Return a table of all files, with links to each."""
    rows = "".join(_contents_row(number, report) for number, report in enumerate(reports, 1))
    heads = ("File", "Checked as", "Errors", "Warnings", "Advice", "Not checked")
    return (
        '<div class="wide"><table>\n<caption>Files</caption>\n<thead><tr>'
        + "".join(f'<th scope="col">{head}</th>' for head in heads)
        + f"</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
        "<p>Places are millimetres from the top left corner of the trimmed page. A check that was "
        "not made says nothing about the file.</p>\n"
    )


def _contents_row(number: int, report: Report) -> str:
    link = f'<a href="#file-{number}">{escape(str(report.path))}</a>'
    if report.error:
        return f'<tr><th scope="row">{link}</th><td colspan="5">could not be read</td></tr>\n'
    counts = [report.count(s) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO)]
    cells = (escape(report.profile), *map(str, counts), str(len(report.not_checked)))
    return (
        f'<tr><th scope="row">{link}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>\n"
    )


def _file(number: int, report: Report) -> Iterator[str]:
    yield f'<section aria-labelledby="file-{number}">\n'
    yield f'<h2 id="file-{number}">{escape(str(report.path))}</h2>\n'
    if report.error:
        yield f"<p>{escape(report.error)}</p>\n</section>\n"
        return
    crops = {(outcome, problem): crop for outcome, problem, crop in report.crops}
    for at, outcome in enumerate(report.outcomes):
        for index, problem in enumerate(outcome.problems):
            yield _problem(problem, crops.get((at, index)))
    rows = "".join(map(_outcome, report.outcomes))
    yield (
        '<h3>All checks</h3>\n<div class="wide"><table>\n<thead><tr><th scope="col">Check</th>'
        '<th scope="col">Result</th><th scope="col">Remark</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table></div>\n</section>\n"
    )


def _outcome(outcome: Outcome) -> str:
    state = outcome.state.value
    if outcome.problems:
        state = f"{len(outcome.problems)} found" + (
            ", not checked in full" if outcome.state is State.NOT_CHECKED else ""
        )
    kind = _CLASSES.get(outcome.state, "")
    return (
        f'<tr><th scope="row">{escape(outcome.check)}</th><td class="{kind}">{state}</td>'
        f"<td>{escape(outcome.remark)}</td></tr>\n"
    )


def _problem(problem: Problem, crop: Crop | None) -> str:
    finding = problem.finding
    word = finding.severity.word
    return (
        f'<div class="problem {word}">\n<h3><span class="word">{word}</span> '
        f"<code>{escape(finding.code)}</code></h3>\n<p>{escape(finding.message)}</p>\n"
        f"{_places(problem)}{_figure(crop)}</div>\n"
    )


def _places(problem: Problem) -> str:
    place = problem.finding.place
    where = [str(spot) for spot in problem.spots]
    if place.line or place.key:
        where.insert(0, str(place))
    if not where:
        return ""
    return f'<p class="place">{escape("; ".join(where))}</p>\n'


def _figure(crop: Crop | None) -> str:
    if crop is None:
        return ""
    data = base64.b64encode(crop.png).decode()
    return (
        f'<figure><img src="data:image/png;base64,{data}" width="{crop.width}" '
        f'height="{crop.height}" alt="Part of page {crop.page}; the problem is boxed in red.">'
        f"<figcaption>Page {crop.page}</figcaption></figure>\n"
    )
