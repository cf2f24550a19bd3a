"""A theme's templates, filled in within a sandbox; their code is kept from run to run."""

from __future__ import annotations

import marshal
import traceback
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .errors import InputError
from .findings import Finding, Place, Severity
from .kept import worked_out
from .model import Theme

# What templates raise where they reckon with what is not there, or with too much of it.
_WRONG = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
# What has a say in how templates are compiled.
_SYNTAX: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}


def templates_of(theme: Theme) -> jinja2.Environment:
    """Return a theme's templates, by their files' names."""
    return _environment(tuple(sorted(theme.templates.items())))


def fill_in(theme: Theme, name: str, context: Mapping[str, object]) -> str:
    """Fill in one of the theme's templates.

    Raises InputError, with file and line, for a template that is missing or wrong.
    """
    try:
        template = templates_of(theme).get_template(name)
        return template.render(context)
    except (jinja2.TemplateError, *_WRONG) as error:
        raise InputError((template_finding(error),)) from error


@lru_cache(maxsize=16)
def _environment(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    texts = dict(templates)
    # A loader that gives files their names, so that errors have a place.
    loader = jinja2.FunctionLoader(lambda n: (texts[n], n, None) if n in texts else None)
    return _Templates(loader=loader, undefined=jinja2.StrictUndefined, **_SYNTAX)


class _Templates(ImmutableSandboxedEnvironment):  # a workspace may come from somebody else
    """Templates whose code is kept from run to run: compiling it takes longer than all of its use.

    Jinja's own BytecodeCache would not notice a damaged entry.
    """

    def compile(self, source: Any, *named: Any, **others: Any) -> Any:
        """Return the code of a template, or of an expression, as Jinja compiles it."""
        given = (jinja2.__version__, tuple(_SYNTAX.items()), source, named, tuple(others.items()))
        compiled = super().compile
        code = worked_out(
            "sandboxed template", given, lambda: marshal.dumps(compiled(source, *named, **others))
        )
        return marshal.loads(code)  # noqa: S302  (our own cache)


def template_finding(error: Exception) -> Finding:
    """Say what is wrong with a template, and in which line."""
    if isinstance(error, jinja2.TemplateNotFound):
        message = "This template is missing; take it from a new workspace (see 'init')."
        place = Place(f"templates/{error.name}")
        return Finding("template.missing", Severity.ERROR, message, place)
    if isinstance(error, jinja2.TemplateSyntaxError):
        place = Place(f"templates/{error.name}", error.lineno)
    else:
        frames = traceback.extract_tb(error.__traceback__)
        names = [frame for frame in frames if frame.filename.endswith(".html")]
        place = (
            Place(f"templates/{names[-1].filename}", names[-1].lineno or 0) if names else Place()
        )
    trouble = error.message if isinstance(error, jinja2.TemplateError) else _trouble(error)
    message = f"The template cannot be filled in: {trouble}. Mend it."
    return Finding("template.error", Severity.ERROR, message, place)


def _trouble(error: Exception) -> str:
    """Say what a template stumbled over: a key alone does not say that it is missing."""
    return f"there is no {error}" if isinstance(error, KeyError) else str(error)
