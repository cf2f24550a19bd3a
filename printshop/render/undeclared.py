"""Properties that no rule declares, known at once: nearly all of the two hundred of an element.

WeasyPrint works out each of them when it is first asked for, as if it had been declared; that was
a tenth of a layout. Here initial values are there from the start, and what is inherited is taken
from the parent straight away. Whatever is declared, the engine works out as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

# What the engine makes of these depends on others, or on the parent, though nothing declares them.
_DEPENDENT = frozenset({"page", "position", "float", "display"})
_DEPENDENT_PREFIX = "text_decoration_"
# Of these the engine copies what was worked out so far, so nothing may be there too soon.
_PARTS_OF_TEXT = frozenset({"first-line", "first-letter"})


@cache
def know_undeclared() -> None:
    """Let WeasyPrint, which has been imported, know at once what is not declared."""
    from weasyprint import css

    initial, replaced = _initial_values(css), _replaced_by_logical(css)
    _know_in_elements(css, initial, replaced)
    _know_in_anonymous_boxes(css, initial)


def _initial_values(css: Any) -> Mapping[str, Any]:
    """Return the initial values that are what the engine would compute from them."""
    return {
        key: value
        for key, value in css.INITIAL_VALUES.items()
        if not (_is_dependent(key) or key in css.INHERITED or key in css.INITIAL_NOT_COMPUTED)
        and not css.check_math(value)
    }


def _is_dependent(key: str) -> bool:
    return key in _DEPENDENT or key.startswith(_DEPENDENT_PREFIX)


def _replaced_by_logical(css: Any) -> Mapping[str, tuple[str, ...]]:
    """Return which physical properties a logical one may stand for, such as margin-left for
    margin-inline-start."""
    replaced: dict[str, tuple[str, ...]] = {}
    for physical, logical in css.PHYSICAL_FUNCTIONS.items():
        for key in {logical(block="ttb", inline=direction) for direction in ("ltr", "rtl")}:
            replaced[key] = (*replaced.get(key, ()), physical)
    return replaced


def _know_in_elements(
    css: Any, initial: Mapping[str, Any], replaced: Mapping[str, tuple[str, ...]]
) -> None:
    style = css.ComputedStyle
    begin, work_out, has_math = style.__init__, style.__missing__, css.check_math
    inherited = {
        key for key in css.INHERITED if not _is_dependent(key) and key not in css.PHYSICAL_FUNCTIONS
    }

    def begin_with_initial(
        self: Any, parent: Any, cascaded: Mapping[str, Any], pseudo_type: str | None, *rest: Any
    ) -> None:
        begin(self, parent, cascaded, pseudo_type, *rest)
        if pseudo_type in _PARTS_OF_TEXT:
            return
        self.update(initial)
        for key in cascaded:
            self.pop(key, None)
            for physical in replaced.get(key, ()):
                self.pop(physical, None)

    def inherit(self: Any, key: str) -> Any:
        parent = self.parent_style
        if parent is None or key in self.cascaded or not (key in inherited or key[:2] == "__"):
            return work_out(self, key)
        value = parent[key]
        if has_math(value):
            return work_out(self, key)
        self[key] = value
        return value

    style.__init__, style.__missing__ = begin_with_initial, inherit


def _know_in_anonymous_boxes(css: Any, initial: Mapping[str, Any]) -> None:
    style = css.AnonymousStyle
    begin = style.__init__

    def begin_with_initial(self: Any, parent: Any) -> None:
        begin(self, parent)
        self.update(initial)

    style.__init__ = begin_with_initial
