"""Panels -> sheets: places laid-out pages as the fold and the profile want, tags in reading order.

The pages come with bleed all round (profiles.LAYOUT_BLEED). They become part of the sheet's own
content, so that its marked content can be numbered anew and the structure tree, which holds the
reading order, only has to point to the sheet (ISO 32000-1, 14.7.4).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from ..folds import Fold
from ..geometry import Rect, points, points_of_pixels
from ..model import DRAFT, Spread
from ..profiles import LAYOUT_BLEED, Profile
from .marks import SLUG_EDGE, SLUG_FOOT, marks
from .overlays import across, operands, overlay
from .sheets import Placement, Sheet, sheets

_MARKED = re.compile(rb"^(<</MCID )(\d+)(>>)$(?=\nBDC$)", re.MULTILINE)


class ImposeError(Exception):
    """The laid-out PDF is not as the layout engine is known to write it: our own bug."""


def impose(
    pages: bytes,
    fold: Fold,
    profile: Profile,
    links: Mapping[str, str],
    slug: bytes | None = None,
    draft: bytes | None = None,
    spreads: Sequence[tuple[Spread, bytes]] = (),
    flat: bool = False,
) -> bytes:
    """Return the finished PDF of a leaflet laid out as one page a panel, in reading order.

    ``links`` describes hyperlinks by address, for screen readers; ``slug`` is a one-page PDF for
    the slug of every sheet, ``draft`` one that is laid across every panel, and makes the
    title say so. ``spreads`` lie under panels, each a one-page PDF as large as they are together,
    with bleed all round. ``flat``: every object stands by itself, for who takes the file apart. The
    same input gives the same bytes.

    Raises ImposeError where the pages are not the fold's panels.
    """
    with Pdf.open(io.BytesIO(pages)) as pdf:
        if len(pdf.pages) != len(fold.panels):
            raise ImposeError(f"{len(pdf.pages)} pages for {len(fold.panels)} panels")
        rows = sheets(fold, profile, [spread for spread, _ in spreads])
        _Imposition(pdf, profile, links, draft, [page for _, page in spreads]).run(rows, slug)
        if draft is not None:
            _retitle(pdf)
        output, modes = io.BytesIO(), pikepdf.ObjectStreamMode
        mode = modes.disable if flat else modes.generate
        pdf.save(output, deterministic_id=True, object_stream_mode=mode)
    return output.getvalue()


@dataclass(frozen=True, slots=True)
class _Moved:
    """Where a panel went: the sheet's page, points to the right and up, and the first MCID."""

    page: pikepdf.Object
    dx: float
    dy: float
    first_mcid: int
    height: float  # of the panel's page, in points
    shown: Rect  # in millimetres on the sheet


class _Imposition:
    def __init__(
        self,
        pdf: Pdf,
        profile: Profile,
        links: Mapping[str, str],
        draft: bytes | None,
        spreads: Sequence[bytes],
    ) -> None:
        self._pdf = pdf
        self._profile = profile
        self._links = links
        self._draft = self._form(draft) if draft is not None else None
        self._spreads = [self._form(spread) for spread in spreads]
        self._panels = [page.obj for page in pdf.pages]
        self._moved: dict[tuple[int, int], _Moved] = {}

    def run(self, sheets: tuple[Sheet, ...], slug: bytes | None) -> None:
        old = len(self._panels)
        line = self._form(slug) if slug is not None else None
        parents = [self._add(sheet, line) for sheet in sheets]
        root = self._pdf.Root
        self._move_structure(root.StructTreeRoot.K)
        self._renumber(root.StructTreeRoot, parents)
        if "/Outlines" in root:
            self._move_outline(root.Outlines)
        del self._pdf.pages[:old]

    def _add(self, sheet: Sheet, slug: pikepdf.Object | None) -> list[pikepdf.Object]:
        """Add a page for the sheet; returns the owners of its marked content, by MCID."""
        size = (points(sheet.media.width), points(sheet.media.height))
        page = self._pdf.add_blank_page(page_size=size).obj
        page.MediaBox = _numbers(0, 0, *size)  # rounded as the boxes in it are
        page.Resources = self._panels[0].Resources
        page.StructParents = len(self._pdf.pages) - len(self._panels) - 1
        page.Tabs = Name.S
        page.TrimBox, page.BleedBox = _box(sheet.trim), _box(sheet.bleed)
        content = [self._spread(page, spread) for spread in sheet.spreads]
        owners: list[pikepdf.Object] = []
        annotations: list[pikepdf.Object] = []
        for placement in sheet.placements:
            panel = self._panels[placement.number - 1]
            moved = self._move(panel, page, placement, len(owners))
            content.append(_placed(_numbered(panel, moved.first_mcid), placement, moved))
            owners += self._owners(panel)
            annotations += self._annotations(panel, moved)
        content.append(marks(sheet, self._profile))
        if slug is not None:
            x, y = points(SLUG_EDGE), points(SLUG_FOOT)
            content.append(overlay(page, "/SlugLine", slug, (1, 0, 0, 1, x, y)))
        if self._draft is not None:
            for placement in sheet.placements:
                matrix = across(placement.face, self._draft)
                content.append(overlay(page, "/DraftMark", self._draft, matrix))
        page.Contents = self._pdf.make_stream(b"\n".join(content))
        if annotations:
            page.Annots = self._pdf.make_indirect(Array(annotations))
        return owners

    def _spread(self, page: pikepdf.Object, placement: Placement) -> bytes:
        face, number = placement.face, placement.number
        x, y = points(face.x - LAYOUT_BLEED), points(face.y - LAYOUT_BLEED)
        matrix = (1, 0, 0, 1, x, y)
        return overlay(page, f"/Spread{number}", self._spreads[number], matrix, placement.clip)

    def _move(
        self, panel: pikepdf.Object, page: pikepdf.Object, placement: Placement, first: int
    ) -> _Moved:
        moved = _Moved(
            page,
            points(placement.face.x - LAYOUT_BLEED),
            points(placement.face.y - LAYOUT_BLEED),
            first,
            float(panel.MediaBox[3]),
            placement.clip,
        )
        self._moved[panel.objgen] = moved
        return moved

    def _owners(self, panel: pikepdf.Object) -> list[pikepdf.Object]:
        numbers = self._pdf.Root.StructTreeRoot.ParentTree.Nums
        key = int(panel.StructParents)
        for i in range(0, len(numbers), 2):
            if int(numbers[i]) == key:
                owners = list(numbers[i + 1])
                marked = len(_MARKED.findall(panel.Contents.read_bytes()))
                if marked != len(owners):
                    raise ImposeError(f"{marked} pieces of marked content, {len(owners)} owners")
                return owners
        raise ImposeError("a page is not in the parent tree")

    # --- links ---

    def _annotations(self, panel: pikepdf.Object, moved: _Moved) -> list[pikepdf.Object]:
        if not self._profile.links:
            return []
        annotations = list(panel.get("/Annots", []))
        for annotation in annotations:
            x1, y1, x2, y2 = map(float, annotation.Rect)
            # A viewer may want the corners in order (ISO 32000-1, 7.9.5).
            left, right = sorted((x1 + moved.dx, x2 + moved.dx))
            bottom, top = sorted((y1 + moved.dy, y2 + moved.dy))
            annotation.Rect = _numbers(left, bottom, right, top)
            address = str(annotation.A.URI)
            annotation.Contents = pikepdf.String(self._links.get(address, address))
            annotation.F = 4  # printed, not hidden (ISO 19005-2, 6.3.2)
        return annotations

    # --- structure ---

    def _move_structure(self, element: pikepdf.Object) -> None:
        if isinstance(element, Array):
            for child in element:
                self._move_structure(child)
            return
        moved = self._moved.get(element.Pg.objgen) if "/Pg" in element else None
        if moved:
            element.Pg = moved.page
            _move_figure(element, moved)
        if "/K" in element:
            kids = element.K if isinstance(element.K, Array) else Array([element.K])
            element.K = Array(list(self._kids(kids, moved)))
        if not self._profile.links and element.get("/S") == Name.Link:
            element.S = Name.Span

    def _kids(self, kids: Array, moved: _Moved | None) -> Iterator[Any]:
        kid: Any  # pikepdf gives numbers as int, which its types do not say
        for kid in kids:
            if isinstance(kid, int):
                if moved is None:
                    raise ImposeError("marked content of a structure element without a page")
                yield kid + moved.first_mcid
                continue
            kind = kid.get("/Type")
            if kind == Name.MCR:
                yield self._content(kid, moved)
                continue
            if kind == Name.OBJR:
                if not self._profile.links:
                    continue
                kid.Pg = self._moved[kid.Pg.objgen].page
            else:
                self._move_structure(kid)
            yield kid

    def _content(self, kid: pikepdf.Object, around: _Moved | None) -> int | pikepdf.Object:
        """Return how an element names its content, which may stand on another page than the rest.

        A number alone means the element's own page (ISO 32000-1, 14.7.4.2).
        """
        moved = self._moved[kid.Pg.objgen]
        mcid = int(kid.MCID) + moved.first_mcid
        if around is not None and around.page.objgen == moved.page.objgen:
            return mcid
        return Dictionary(Type=Name.MCR, Pg=moved.page, MCID=mcid)

    def _renumber(self, root: pikepdf.Object, parents: list[list[pikepdf.Object]]) -> None:
        """Build the parent tree anew: an array for each sheet, then the links'."""
        numbers: list[pikepdf.Object | int] = []
        for key, owners in enumerate(parents):
            numbers += [key, self._pdf.make_indirect(Array(owners))]
        old = root.ParentTree.Nums
        if self._profile.links:
            for i in range(0, len(old), 2):
                if int(old[i]) >= len(self._panels):
                    numbers += [int(old[i]), old[i + 1]]
        root.ParentTree.Nums = Array(numbers)

    def _move_outline(self, item: pikepdf.Object) -> None:
        child = item.get("/First")
        while child is not None:
            target = child.Dest
            moved = self._moved[target[0].objgen]
            child.Dest = Array(
                [
                    moved.page,
                    Name.XYZ,
                    _rounded(float(target[2]) + moved.dx),
                    _rounded(float(target[3]) + moved.dy),
                    0,
                ]
            )
            self._move_outline(child)
            child = child.get("/Next")

    def _form(self, page: bytes) -> pikepdf.Object:
        with Pdf.open(io.BytesIO(page)) as other:
            return self._pdf.copy_foreign(other.pages[0].as_form_xobject())


def _retitle(pdf: Pdf) -> None:
    """Put the word DRAFT before the title: the mark on the panels is not read aloud."""
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = f"{DRAFT} - {metadata['dc:title']}"


def _move_figure(element: pikepdf.Object, moved: _Moved) -> None:
    """Give the box of what is seen of a figure in points from the sheet's corner.

    The layout engine gives pixels from the panel's top, bleed included (ISO 32000-1, 14.8.5.4.3).
    """
    attributes = element.get("/A")
    if not isinstance(attributes, Dictionary) or "/BBox" not in attributes:
        return
    left, top, right, bottom = (points_of_pixels(float(v)) for v in attributes.BBox)
    low, high = moved.height + moved.dy - bottom, moved.height + moved.dy - top
    x1, y1, x2, y2 = map(float, _box(moved.shown))
    attributes.BBox = _numbers(
        max(left + moved.dx, x1), max(low, y1), min(right + moved.dx, x2), min(high, y2)
    )


def _numbered(panel: pikepdf.Object, first: int) -> bytes:
    """Return the panel's content with its marked content numbered from ``first``."""
    content: bytes = panel.Contents.read_bytes()
    return _MARKED.sub(lambda m: m[1] + str(int(m[2]) + first).encode() + m[3], content)


def _placed(content: bytes, placement: Placement, moved: _Moved) -> bytes:
    box = operands(placement.clip)
    shift = b"1 0 0 1 %.6f %.6f cm" % (moved.dx, moved.dy)
    return b"q\n%s re W n\n%s\n%s\nQ" % (box, shift, content)


def _rounded(value: float) -> float:
    return round(value, 6)


def _numbers(*values: float) -> Array:
    return Array([_rounded(value) for value in values])


def _box(rect: Rect) -> Array:
    return _numbers(*map(points, (rect.x, rect.y, rect.right, rect.top)))
