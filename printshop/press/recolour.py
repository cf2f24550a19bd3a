"""A PDF's pages and all they draw: forms, patterns, masks and fonts, made anew in inks.

What is in the file stays as it was and is left behind: every page gets new resources that hold
nothing but what was turned. So what nobody thought of is missing, and reported, but never RGB.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from .content import Content
from .pictures import picture_in_inks
from .shadings import shading_in_inks
from .spaces import space_of
from .state import State, size_of
from .targets import Luminosity, Target, UnconvertibleError

Trouble = tuple[int, str]  # the page, from 1, and what cannot be printed

_DEEPEST = 20  # forms in forms
_FORM = ("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/StructParents", "/StructParent")
_TILES = (
    "/Type",
    "/PatternType",
    "/PaintType",
    "/TilingType",
    "/BBox",
    "/XStep",
    "/YStep",
    "/Matrix",
)
_SETTINGS = (
    *("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/FL", "/SM"),
    *("/SA", "/BM", "/CA", "/ca", "/AIS", "/TK"),
)


class Recolouring:
    """Turns the pages of a PDF, one after the other; shared objects are turned once."""

    def __init__(self, pdf: Pdf, inks: Target) -> None:
        self._pdf, self._inks = pdf, inks
        self._known: dict[tuple[Any, ...], Any] = {}
        self._same: dict[tuple[Any, ...], Any] = {}
        self._kept: list[Any] = []  # objects whose ids are keys
        self._depth = 0
        self._page = 0
        self.troubles: list[Trouble] = []

    def run(self) -> None:
        """Turn all pages; what could not be turned is in ``troubles``."""
        for number, page in enumerate(self._pdf.pages, 1):
            self._page = number
            self._turn_page(page.obj)

    def _turn_page(self, page: Any) -> None:
        if len(page.get("/Annots", [])):
            self.trouble("an annotation")
        content = Content(self, page.Resources, self._inks, State())
        data = content.turned(pikepdf.Page(page), begins_black=True)
        page.Contents = self._pdf.make_stream(data)
        page.Resources = _dictionary(content.resources)
        page.Group = self._group(page.get("/Group", Dictionary()), self._inks, CS=True)
        for key in ("/Annots", "/AA", "/Thumb", "/PieceInfo", "/Metadata"):
            if key in page:
                del page[key]

    def trouble(self, what: str) -> None:
        """Keep what cannot be printed."""
        if (self._page, what) not in self.troubles:
            self.troubles.append((self._page, what))

    # --- what content streams name ---

    def external(self, source: Any, state: State, resources: Any, target: Target) -> Any:
        """Turn a form or a picture."""
        kind = str(source.get("/Subtype"))
        if kind == "/Image":
            return self._once(
                source, (target.space,), lambda: self._image(source, resources, target)
            )
        if kind != "/Form" or "/OC" in source:
            raise UnconvertibleError(f"an external object of the kind {kind[1:]}")
        inherited = state.inherited
        key = (target.space, *inherited)
        return self._once(source, key, lambda: self._form(source, state, resources, target))

    def _image(self, source: Any, resources: Any, target: Target) -> Any:
        return picture_in_inks(self._pdf, source, resources.get("/ColorSpace"), target)

    def inline_image(self, source: Any, resources: Any, target: Target) -> Any:
        """Turn a picture that stands in the content itself; it becomes an object of its own."""
        values = {key: source.obj[key] for key in source.obj.keys()}  # noqa: SIM118
        stream = self._pdf.make_stream(source.read_raw_bytes(), values)
        return self._image(stream, resources, target)

    def _form(self, source: Any, state: State, resources: Any, target: Target) -> Any:
        inner = state.copy()
        if "/Matrix" in source:
            inner.scaled(source.Matrix)
        form = self._stream(source, _FORM, inner, resources, target)
        if "/Group" in source:
            form.Group = self._group(source.Group, target, CS="/CS" in source.Group)
        return form

    def _stream(
        self, source: Any, kept: tuple[str, ...], state: State, resources: Any, target: Target
    ) -> Any:
        """Make a stream that draws; one that comes out as it did before is used again."""
        content = Content(self, source.get("/Resources", resources), target, state)
        data = self._nested(lambda: content.turned(source))
        used = tuple(
            (category, name, id(thing))
            for category, things in content.resources.items()
            for name, thing in things.items()
        )
        key = (source.objgen, target.space, data, used)
        if key not in self._same:
            stream = self._pdf.make_stream(data, {k: source[k] for k in kept if k in source})
            stream.Resources = _dictionary(content.resources)
            self._kept.append(content.resources)
            self._same[key] = stream
        return self._same[key]

    def _nested(self, work: Callable[[], bytes]) -> bytes:
        if self._depth == _DEEPEST:
            raise UnconvertibleError(f"a form nested more than {_DEEPEST} deep")
        self._depth += 1
        try:
            return work()
        finally:
            self._depth -= 1

    def pattern(self, source: Any, resources: Any, target: Target) -> Any:
        """Turn a pattern of tiles or of a shading."""
        return self._once(source, (target.space,), lambda: self._pattern(source, resources, target))

    def _pattern(self, source: Any, resources: Any, target: Target) -> Any:
        if int(source.PatternType) == 1:
            state = State(scale=size_of(source.get("/Matrix", (1, 0, 0, 1))))
            return self._stream(source, _TILES, state, resources, target)
        values = {"/Type": Name.Pattern, "/PatternType": 2}
        values["/Shading"] = self.shading(source.Shading, resources, target)
        if "/Matrix" in source:
            values["/Matrix"] = source.Matrix
        if "/ExtGState" in source:
            values["/ExtGState"] = self.settings(source.ExtGState, resources, target)
        return self._pdf.make_indirect(Dictionary(values))

    def shading(self, source: Any, resources: Any, target: Target) -> Any:
        """Turn a shading."""
        named = resources.get("/ColorSpace")
        return self._once(
            source, (target.space,), lambda: shading_in_inks(self._pdf, source, named, target)
        )

    def settings(self, source: Any, resources: Any, target: Target) -> Any:
        """Turn a graphics state; what it says of overprint and of other presses is left out."""
        return self._once(
            source, (target.space,), lambda: self._settings(source, resources, target)
        )

    def _settings(self, source: Any, resources: Any, target: Target) -> Any:
        if "/Font" in source:
            raise UnconvertibleError("a font in a graphics state")
        settings = Dictionary({key: source[key] for key in _SETTINGS if key in source})
        mask = source.get("/SMask")
        if isinstance(mask, Name):
            settings.SMask = mask
        elif mask is not None:
            settings.SMask = self._mask(mask, resources, target)
        return settings

    def _mask(self, source: Any, resources: Any, target: Target) -> Any:
        """Turn a soft mask: luminosity to greys as light, so that it lets through what it did."""
        inside: Target = Luminosity() if str(source.S) == "/Luminosity" else target
        mask = Dictionary(Type=Name.Mask, S=source.S)
        mask.G = self.external(source.G, State(), resources, inside)
        if "/BC" in source:
            named = source.G.Group.get("/CS", Name.DeviceGray)
            space = space_of(named, resources.get("/ColorSpace"))
            backdrop = space.colour([float(v) for v in source.BC], inside)
            mask.BC = Array([round(v, 4) for v in backdrop])
        if "/TR" in source:
            mask.TR = source.TR
        return mask

    def _group(self, source: Any, target: Target, CS: bool) -> Any:  # noqa: N803  (its key)
        group = Dictionary(Type=Name.Group, S=Name.Transparency)
        if CS:
            group.CS = Name("/" + target.space)
        for key in ("/I", "/K"):
            if key in source:
                group[key] = source[key]
        return group

    def font(self, source: Any, resources: Any, target: Target) -> Any:
        """Turn a font whose glyphs are drawn with content streams; others have no colour."""
        if source.get("/Subtype") != Name.Type3:
            return source
        return self._once(source, (target.space,), lambda: self._glyphs(source, resources, target))

    def _glyphs(self, source: Any, resources: Any, target: Target) -> Any:
        font = Dictionary({key: source[key] for key in source.keys()})  # noqa: SIM118
        own = source.get("/Resources", resources)
        used: dict[str, dict[str, Any]] = {}
        glyphs = {}
        for name, glyph in source.CharProcs.items():
            content = Content(self, own, target, State(masked=True))
            content.resources = used  # glyphs of a font share them
            data = content.turned(glyph)
            glyphs[name] = self._pdf.make_stream(data)
        font.CharProcs, font.Resources = Dictionary(glyphs), _dictionary(used)
        return self._pdf.make_indirect(font)

    def stencil_space(self, target: Target) -> Any:
        """Return the space of patterns that are painted in a colour from outside."""
        key = ("stencil", target.space)
        space = Array([Name.Pattern, Name("/" + target.space)])
        return self._known.setdefault(key, self._pdf.make_indirect(space))

    def overprint(self, flags: tuple[bool, bool]) -> Any:
        """Return the graphics state in which fill and stroke print over what is under them."""
        fill, stroke = flags
        values = {"/Type": Name.ExtGState, "/OP": stroke, "/op": fill, "/OPM": 1}
        key = ("overprint", *flags)
        if key not in self._known:
            self._known[key] = self._pdf.make_indirect(Dictionary(values))
        return self._known[key]

    def _once(self, source: Any, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Turn an object once for each key; one that stands inside another, each time."""
        if not source.is_indirect:
            return make()
        whole = (source.objgen, *key)
        if whole not in self._known:
            self._known[whole] = make()
        return self._known[whole]


def _dictionary(resources: Mapping[str, Mapping[str, Any]]) -> Dictionary:
    return Dictionary(
        {category: Dictionary(dict(things)) for category, things in resources.items()}
    )
