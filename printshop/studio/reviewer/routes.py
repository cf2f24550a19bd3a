"""The pages of the reviewer's desk, and what is sent from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...approve import ChangedError, Signature, Standing, approve, standings
from ...clock import today
from ...errors import BrochureError, InputError
from ...findings import Finding, Severity
from ...messages import load_remarks, short_code
from ...messages.remarks import Event, Said, add_to_remarks, new_remark
from ...model import Brochure, Edition
from ..pages import finding_entry, page, studio_of, texts_for
from ..preview import Preview
from ..titles import source_title
from ..workspace import Snapshot
from .asked import asked, digest_in, name_in, remark_in
from .overview import name_of, reviewable, shelves
from .pictures import Pictures
from .reading import Reading, day, edition_of, layout_of, read


@dataclass(frozen=True)
class _Found:
    """What an address is about: a brochure in a language, and the workspace as it is now."""

    snapshot: Snapshot
    brochure: Brochure
    tag: str


async def _overview(request: Request) -> Response:
    studio = studio_of(request)
    snapshot = await run_in_threadpool(studio.workspace.read)
    reader = texts_for(request).language
    found = await run_in_threadpool(shelves, studio.workspace.root, snapshot, reader)
    return page(request, "reviewer.html", shelves=found, findings=snapshot.findings)


async def _found(request: Request) -> _Found:
    """Raise HTTPException 404 for a brochure or language that has nothing to review."""
    snapshot = await run_in_threadpool(studio_of(request).workspace.read)
    brochure = snapshot.library.brochures.get(request.path_params["brochure"])
    tag = request.path_params["language"]
    if brochure is None or tag not in reviewable(snapshot, brochure):
        raise HTTPException(404)
    return _Found(snapshot, brochure, tag)


def _pictures(request: Request) -> Pictures:
    known = getattr(request.app.state, "reviewer_pictures", None)
    if not isinstance(known, Pictures):
        known = request.app.state.reviewer_pictures = Pictures(studio_of(request).renderer)
    return known


async def _reading(request: Request) -> Response:
    found, reading, findings = await _now(request)
    return page(
        request,
        "reviewer_reading.html",
        200,
        **_about(request, found, reading),
        layout=layout_of(reading.edition),
        findings=(*findings, *reading.findings),
    )


async def _now(request: Request) -> tuple[_Found, Reading, tuple[Finding, ...]]:
    """Return the texts as they are now, and why they are not beside pictures if they are not."""
    found = await _found(request)
    edition = edition_of(found.snapshot, found.brochure, found.tag)
    seen, findings = await _seen(request, edition)
    root = studio_of(request).workspace.root
    reading = await run_in_threadpool(read, root, found.snapshot, found.brochure, edition, seen)
    return found, reading, findings


async def _seen(request: Request, edition: Edition) -> tuple[Preview | None, tuple[Finding, ...]]:
    try:
        return await _pictures(request).of(edition, layout_of(edition)), ()
    except InputError as error:
        return None, error.findings
    except BrochureError as error:
        return None, (Finding("studio.refused", Severity.ERROR, str(error)),)


def _about(request: Request, found: _Found, reading: Reading) -> dict[str, Any]:
    """Return what the templates know of a brochure under review."""
    reader = texts_for(request).language
    target = reading.edition.language
    source = found.snapshot.library.language(found.brochure.source_language)
    return {
        "brochure": found.brochure,
        "title": source_title(found.brochure),
        "source": source,
        "target": target,
        "source_name": name_of(source, reader),
        "target_name": name_of(target, reader),
        "reading": reading,
        "day": day,
    }


async def _panel(request: Request) -> Response:
    found = await _found(request)
    edition = edition_of(found.snapshot, found.brochure, found.tag)
    seen = await _pictures(request).of(edition, layout_of(edition))
    number = request.path_params["number"]
    if not 1 <= number <= len(seen.panels):
        raise HTTPException(404)
    return Response(seen.panels[number - 1].png, media_type="image/png")


# --- what changes something ----------------------------------------------------------------------


async def _approve(request: Request) -> Response:
    """Approve the text under ``key``, or all: exactly those that the reviewer has seen."""
    found, sent = await _found(request), await asked(request)
    t = texts_for(request)
    by, role = name_in(sent.get("by", "")), name_in(sent.get("role", ""))
    if by is None or role is None:
        return _refused(t("reviewer.wrong.name"))
    key, seen = sent.get("key", ""), sent.get("seen", "")
    keys, code = ((key,), short_code((seen,))) if key else ((), seen)
    signature, root = Signature(by, role, today().isoformat()), studio_of(request).workspace.root
    try:
        done = await run_in_threadpool(
            approve, root, found.tag, found.brochure.id, signature, keys, code
        )
    except ChangedError:
        return _refused(t("reviewer.changed" if key else "reviewer.changed_some"), 409)
    if key and done.left:
        return _refused(t("reviewer.wrong.approve"))
    said = t("reviewer.approved_one") if key else t("reviewer.approved_all", n=done.added)
    return await _answer(request, key, said)


async def _remark(request: Request) -> Response:
    """Write, answer or close a remark on the text under ``key``."""
    found, sent = await _found(request), await asked(request)
    t = texts_for(request)
    by, role = name_in(sent.get("by", "")), name_in(sent.get("role", ""))
    if by is None or role is None:
        return _refused(t("reviewer.wrong.name"))
    text, event = remark_in(sent.get("text", "")), sent.get("event", "")
    if event not in set(Event) or (not text and event != Event.CLOSED):
        return _refused(t("reviewer.wrong.remark"))
    root, own = studio_of(request).workspace.root, _standing(found, sent.get("key", ""))
    about = (own.domain, own.key, digest_in(sent))
    signed = (by, role, today().isoformat(), text or "")
    said = new_remark(*about, *signed)
    if event != Event.WRITTEN:
        id = sent.get("remark", "")
        if id not in {remark.said.remark for remark in load_remarks(root, found.tag)[0]}:
            return _refused(t("reviewer.wrong.gone"), 409)
        said = Said(Event(event), id, *about, *signed)
    await run_in_threadpool(add_to_remarks, root, found.tag, said)
    return await _answer(request, own.key, t(f"reviewer.said.{event}"))


def _standing(found: _Found, key: str) -> Standing:
    """Raise HTTPException 404 for a key that there is not."""
    library, catalogs = found.snapshot.library, found.snapshot.catalogs
    texts = standings(library, catalogs, found.tag, found.brochure.id)
    text = next((text for text in texts if text.key == key), None)
    if text is None:
        raise HTTPException(404)
    return text


async def _answer(request: Request, key: str, said: str) -> Response:
    """Answer with what is said to the reviewer, and with what the page shows from now on."""
    found, reading, _ = await _now(request)
    about = _about(request, found, reading)
    entry = next((entry for entry in reading.entries if entry.standing.key == key), None)
    shown = page(request, "reviewer_entry.html", 200, **about, entry=entry) if entry else None
    counts = page(request, "reviewer_counts.html", 200, **about)
    return JSONResponse(
        {
            "said": said,
            "entry": bytes(shown.body).decode() if shown else "",
            "counts": bytes(counts.body).decode(),
            "code": reading.code,
            "ready": reading.ready,
        }
    )


def _refused(sentence: str, status: int = 422) -> Response:
    finding = Finding("reviewer.refused", Severity.ERROR, sentence)
    return JSONResponse({"findings": [finding_entry(finding)]}, status)


_ONE = "/review/{brochure}/{language}"

ROUTES = [
    Route("/review", _overview),
    Route(_ONE, _reading),
    Route(_ONE + "/panel/{number:int}.png", _panel),
    Route(_ONE + "/approve", _approve, methods=["POST"]),
    Route(_ONE + "/remarks", _remark, methods=["POST"]),
]
