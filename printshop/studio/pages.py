"""The studio's own pages: templates filled in, and answers for its scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ..findings import Finding
from ..messages import Catalogs, language
from .renderer import Renderer
from .security import Tokens
from .texts import Texts, offered, texts
from .workspace import Workspace

FOLDER = Path(__file__).parent
LANGUAGE_COOKIE = "language"


@dataclass(frozen=True)
class Studio:
    """What all pages work with."""

    workspace: Workspace
    renderer: Renderer
    tokens: Tokens
    interface: Catalogs  # of the interface, where the workspace has none


def studio_of(request: Request) -> Studio:
    """Return the studio that a request is sent to."""
    found: Studio = request.app.state.studio
    return found


def texts_for(request: Request) -> Texts:
    """Return the interface's texts in the reader's language: the chosen one, or the browser's."""
    catalogs = studio_of(request).interface
    wanted = request.headers.get("accept-language", "")
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return texts(catalogs, f"{chosen}, {wanted}" if chosen else wanted)


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Answer with one of the studio's templates.

    Beside ``context`` it knows ``t`` (the texts), ``csrf_token``, ``languages`` and ``here``.
    """
    own = texts_for(request)
    known: Mapping[str, Any] = {
        "t": own,
        "language": own.language,
        "languages": [language(tag) for tag in offered(studio_of(request).interface)],
        "csrf_token": studio_of(request).tokens.token(request.state.browser),
        "here": request.url.path,
    }
    html = _environment().get_template(template).render({**known, **context})
    return HTMLResponse(html, status)


def finding_entry(finding: Finding) -> dict[str, str]:
    """Return a finding as scripts take it."""
    return {
        "code": finding.code,
        "severity": finding.severity.word,
        "message": finding.message,
        "place": str(finding.place),
    }


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
