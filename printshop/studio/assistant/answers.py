"""What the form asks for while it is filled in, and at the end."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...findings import Severity
from ...load.clean_logos import (
    CleanLogo,
    RefusedLogoError,
    clean_logo,
    kept_logo,
    pixels_needed,
)
from ...model import Asset
from ..pages import studio_of, texts_for
from ..texts import Texts
from . import uploads
from .asked import brochure_of, snapshot_of
from .drawing import can_be_drawn, cover, draw_panel, edition_of
from .form import NOBODY, Checked, Form, FormError, check, digest_of, filled, form_of
from .leaflets import shown_language
from .saving import Changed
from .saving import save as save_file
from .words import wrong_entry


async def live(request: Request) -> Response:
    """Answer with the clinic's panel as it will be printed, and what is wrong in the form."""
    t, renderer = texts_for(request), studio_of(request).renderer
    snapshot = await snapshot_of(request)
    brochure = brochure_of(request, snapshot)
    _, checked = await _checked(request)
    tag = shown_language(brochure, t.language, snapshot.catalogs)
    if tag is None:
        trouble = [t("assistant.languages.none")]
        return JSONResponse(_live("", _findings(t, checked), trouble, checked.clinic.phone))
    whole = await run_in_threadpool(edition_of, snapshot, brochure, tag, NOBODY)
    edition = await run_in_threadpool(edition_of, snapshot, brochure, tag, checked.clinic)
    fit = (await cover(whole, renderer)).fit
    panel = await renderer.do(draw_panel, edition, fit)
    holds = {"crowded": panel.crowded, "wide": panel.wide, "broken": panel.broken}
    trouble = [t(f"assistant.card.{word}") for word in holds if holds[word]]
    picture = "data:image/png;base64," + base64.b64encode(panel.png).decode()
    return JSONResponse(_live(picture, _findings(t, checked), trouble, checked.clinic.phone))


def _live(
    picture: str, findings: list[dict[str, str]], trouble: list[str], phone: str
) -> dict[str, Any]:
    return {"picture": picture, "findings": findings, "trouble": trouble, "phone": phone}


async def save(request: Request) -> Response:
    """Write the clinic's file; answer with where to go on, or with what stands in the way."""
    t, root = texts_for(request), studio_of(request).workspace.root
    brochure = brochure_of(request, await snapshot_of(request))
    form, checked = await _checked(request)
    if not checked.good:
        return JSONResponse({"findings": _findings(t, checked)}, 422)
    try:
        id = await run_in_threadpool(save_file, root, form, checked)
    except Changed as changed:
        return JSONResponse(_changed(changed), 409)
    return JSONResponse({"clinic": id, "next": f"/order/{quote(brochure.id)}/{quote(id)}"})


async def upload(request: Request) -> Response:
    """Keep a logo, made anew; answer with its name, and with how it will be in print."""
    t = texts_for(request)
    async with request.form(max_files=1, max_fields=1) as sent:
        file = sent.get("logo")
        if not isinstance(file, UploadFile):
            raise FormError("This is not what the form sends; load the page again.")
        data = await file.read()
    try:
        logo = await studio_of(request).renderer.do(clean_logo, data)
        name = await run_in_threadpool(uploads.keep, logo)
        await _try(request, await run_in_threadpool(kept_logo, uploads.folder(), name))
    except RefusedLogoError as refused:
        message = t(f"assistant.logo.{refused.reason}", **refused.values)
        finding = {"code": f"logo.{refused.reason}", "severity": Severity.ERROR.word}
        return JSONResponse({"findings": [{**finding, "message": message, "place": "logo"}]}, 422)
    return JSONResponse({"logo": name, **_said(t, logo)})


async def _try(request: Request, logo: Asset) -> None:
    """Draw a logo once: one that the layout engine cannot draw would spoil what stands beside it.

    Raises RefusedLogoError.
    """
    snapshot = await snapshot_of(request)
    brochure = brochure_of(request, snapshot)
    tag = shown_language(brochure, texts_for(request).language, snapshot.catalogs)
    if tag is None:
        return
    clinic = replace(NOBODY, logo=logo)
    edition = await run_in_threadpool(edition_of, snapshot, brochure, tag, clinic)
    if not await studio_of(request).renderer.do(can_be_drawn, edition):
        raise RefusedLogoError("drawing")


def _said(t: Texts, logo: CleanLogo) -> dict[str, str]:
    if logo.size is None:
        return {"message": t("assistant.logo.outlines"), "severity": ""}
    needed = pixels_needed(logo.size)
    if needed is None:
        return {"message": t("assistant.logo.sharp"), "severity": ""}
    message = t("assistant.logo.soft", width=logo.size[0], needed=needed)
    return {"message": message, "severity": Severity.WARNING.word}


def _changed(changed: Changed) -> dict[str, Any]:
    return {
        "gone": changed.raw is None,
        "theirs": filled(changed.now) if changed.now else None,
        "digest": digest_of(changed.raw) if changed.raw is not None else "",
    }


def _findings(t: Texts, checked: Checked) -> list[dict[str, str]]:
    return [wrong_entry(t, wrong) for wrong in checked.wrong]


async def _checked(request: Request) -> tuple[Form, Checked]:
    try:
        form = form_of(await request.json())
    except (ValueError, RecursionError) as error:
        raise FormError("This is not what the form sends; load the page again.") from error
    library = (await snapshot_of(request)).library
    checked = await run_in_threadpool(check, form, library, library.clinics.get(form.clinic))
    return form, checked
