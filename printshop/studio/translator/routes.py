"""The pages of the translator's desk, and what its scripts ask for."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...findings import Severity
from ...folds import FOLDS
from ...messages import COMMON
from ...save_translation import Became, Draft, Outcome, save_translation
from ..pages import finding_entry, page, studio_of, texts_for
from ..workspace import Snapshot
from . import answering, asking
from .candidate import edition
from .desk import Desk, Text, desk
from .drawing import draw
from .helping import help_with
from .overview import language_title, shelves
from .speaking import findings, refusals, width


async def _start(request: Request) -> Response:
    snapshot = await run_in_threadpool(studio_of(request).workspace.read, clinics_needed=False)
    own = texts_for(request).language
    rows = await run_in_threadpool(shelves, snapshot, own)
    return page(request, "translator.html", brochures=rows)


async def _work(request: Request) -> Response:
    at = await _desk(request)
    if at.unreadable:
        found = [finding_entry(finding) for finding in at.unreadable]
        return page(request, "translator-waiting.html", 422, findings=found)
    context = await run_in_threadpool(_context, request, at)
    return page(request, "translator-work.html", **context)


def _context(request: Request, at: Desk) -> dict[str, Any]:
    texts = texts_for(request)
    library, source = at.snapshot.library, at.source(at.brochure.id)
    title = language_title(at.language, texts.language)
    folds = [FOLDS[id] for id in at.brochure.folds]
    shared = at.source(COMMON)
    return {
        "brochure": at.brochure,
        "title": title,
        "target": at.language,
        "clinics": list(library.clinics.values()),
        "folds": folds,
        "work": {
            "here": f"/translate/{quote(at.brochure.id, safe='')}/{at.language.tag}",
            "workspace": studio_of(request).workspace.root.as_posix(),
            "brochure": at.brochure.id,
            "language": answering.language_entry(at.language, title),
            "source": answering.language_entry(source, language_title(source, texts.language)),
            "shared": answering.language_entry(shared, language_title(shared, texts.language)),
            "texts": [answering.text_entry(text) for text in at.texts],
            "words": texts.starting("translator.js."),
        },
    }


async def _help(request: Request) -> Response:
    at = await _desk(request)
    text = _text(at, request.query_params.get("domain", ""), request.query_params.get("key", ""))
    if at.unreadable:
        return JSONResponse({"text": None, "findings": list(map(finding_entry, at.unreadable))})
    found = await run_in_threadpool(help_with, at, text)
    return JSONResponse({"text": answering.text_entry(text), "help": answering.help_entry(found)})


async def _check(request: Request) -> Response:
    at, asked = await _desk(request), await asking.typed(request)
    text = _text(at, asked.domain, asked.key)
    found = await run_in_threadpool(findings, at, text, asked.text)
    entries = [finding_entry(finding) for finding in found]
    return JSONResponse({"findings": entries, "letters": width(asked.text)})


async def _draw(request: Request) -> Response:
    at, asked = await _desk(request), await asking.drawing(request)
    if at.unreadable:
        return JSONResponse({"unreadable": list(map(finding_entry, at.unreadable))})
    made = await run_in_threadpool(edition, at, asked.clinic, asked.fold, asked.typed)
    renderer = studio_of(request).renderer
    drawn = await renderer.do(draw, made, asked.dpi, asked.known, asked.remembered)
    return JSONResponse(answering.drawn_entry(drawn))


# --- saving --------------------------------------------------------------------------------------


async def _save(request: Request) -> Response:
    at, asked = await _desk(request), await asking.saving(request)
    text = at.text(asked.domain, asked.key)
    if text is None:
        return JSONResponse({"became": Became.GONE.value})
    refused = await run_in_threadpool(_doubts, at, text, asked)
    if refused:
        return JSONResponse(refused)
    draft = Draft(at.language.tag, asked.domain, asked.key, asked.source, asked.base, asked.wanted)
    root = studio_of(request).workspace.root
    outcome = await run_in_threadpool(save_translation, root, at.snapshot.library, draft)
    return JSONResponse(_became(at, text, asked, outcome))


def _doubts(at: Desk, text: Text, asked: asking.Saving) -> dict[str, Any] | None:
    """Return why a text is not saved: never with markup of its own, and not as done with errors."""
    wrong = refusals(at, text, asked.wanted.text)
    if wrong:
        return {"became": "refused", "findings": [finding_entry(finding) for finding in wrong]}
    if asked.wanted.fuzzy or asked.despite or not asked.wanted.text:
        return None
    found = findings(at, text, asked.wanted.text)
    errors = [finding_entry(f) for f in found if f.severity >= Severity.ERROR]
    return {"became": "doubtful", "findings": errors} if errors else None


def _became(at: Desk, text: Text, asked: asking.Saving, outcome: Outcome) -> dict[str, Any]:
    became: dict[str, Any] = {
        "became": outcome.became.value,
        "findings": [finding_entry(finding) for finding in outcome.findings],
    }
    match outcome.became:
        case Became.SAVED:
            became["text"] = answering.text_entry(at.again(text, outcome.standing))
        case Became.CONFLICT:
            base, there = asked.base.text, outcome.standing.text
            became["theirs"] = answering.standing_entry(outcome.standing)
            became["their_changes"] = answering.changes_between(base, there)
            became["my_changes"] = answering.changes_between(base, asked.wanted.text)
        case Became.REWORDED:
            became["text"] = answering.text_entry(text)
            changes = answering.changes_between(asked.source, text.message.text)
            became["source_changes"] = changes
    return became


# --- finding -------------------------------------------------------------------------------------


async def _desk(request: Request) -> Desk:
    snapshot = await run_in_threadpool(studio_of(request).workspace.read)
    names = request.path_params
    found = await run_in_threadpool(_opened, snapshot, names["brochure"], names["language"])
    if found is None:
        raise HTTPException(404)
    return found


def _opened(snapshot: Snapshot, brochure: str, tag: str) -> Desk | None:
    """Return the desk with its texts read, which takes a while."""
    found = desk(snapshot, brochure, tag)
    return found if found is None or found.texts else None


def _text(at: Desk, domain: str, key: str) -> Text:
    found = at.text(domain, key)
    if found is None:
        raise HTTPException(404)
    return found


_DESK = "/translate/{brochure}/{language}"

ROUTES = [
    Route("/translate", _start),
    Route(_DESK, _work),
    Route(f"{_DESK}/text", _help),
    Route(f"{_DESK}/check", _check, methods=["POST"]),
    Route(f"{_DESK}/draw", _draw, methods=["POST"]),
    Route(f"{_DESK}/save", _save, methods=["POST"]),
]
