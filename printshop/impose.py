"""Panels -> sheets: places laid-out pages as the fold and the profile want, tags in reading order.

The pages come with bleed all round (profiles.LAYOUT_BLEED). They become part of the sheet's own
content, so that its marked content can be numbered anew and the structure tree, which holds the
reading order, only has to point to the sheet (ISO 32000-1, 14.7.4).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from .folds import Fold, Panel, fold_lines, left_edges
from .geometry import Insets, Rect, Size, points, points_of_pixels
from .profiles import LAYOUT_BLEED, Profile

FOLD_OVERLAP = 0.2  # mm a panel reaches over a fold, under its neighbour: no hairline between them
TICK = 3.0  # mm, length of an office fold tick
MARK = 5.0  # mm, length of a crop or fold mark
MARK_GAP = 1.0  # mm between the bleed and a mark
HAIRLINE = 0.25  # points

Line = tuple[float, float, float, float]

_MARKED = re.compile(rb"^(<</MCID )(\d+)(>>)$(?=\nBDC$)", re.MULTILINE)


class ImposeError(Exception):
    """The laid-out PDF is not as the layout engine is known to write it: our own bug."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A panel's place on a sheet: its number, its trimmed face and what of it is shown, in mm."""

    number: int
    face: Rect
    clip: Rect


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a sheet: the medium, the trimmed sheet on it, the panels and the folds, in mm."""

    media: Size
    trim: Rect
    bleed: Rect
    placements: tuple[Placement, ...]
    folds: tuple[float, ...]


def sheets(fold: Fold, profile: Profile) -> tuple[Sheet, ...]:
    """Return the pages of a finished file: the sides of the sheet, or every panel by itself."""
    sides = fold.sides if profile.imposed else tuple((panel,) for panel in fold.panels)
    return tuple(_sheet(side, fold.sheet.height, profile) for side in sides)


def _sheet(side: tuple[Panel, ...], height: float, profile: Profile) -> Sheet:
    around = profile.bleed + profile.slug
    width = sum(panel.width for panel in side)
    trim = Rect(around, around, width, height)
    bleed = trim.expanded(Insets(*(profile.bleed,) * 4))
    placements = []
    for i, (panel, left) in enumerate(zip(side, left_edges(side), strict=True)):
        face = Rect(trim.x + left, trim.y, panel.width, height)
        last = i + 1 == len(side)
        reach = Insets(
            top=profile.bleed,
            bottom=profile.bleed,
            left=profile.bleed if i == 0 else 0.0,
            right=profile.bleed if last else FOLD_OVERLAP,
        )
        placements.append(Placement(panel.number, face, face.expanded(reach)))
    folds = tuple(trim.x + line for line in fold_lines(side))
    return Sheet(
        Size(width + 2 * around, height + 2 * around), trim, bleed, tuple(placements), folds
    )


def impose(
    pages: bytes, fold: Fold, profile: Profile, links: Mapping[str, str], slug: bytes | None
) -> bytes:
    """Return the finished PDF of a leaflet laid out as one page a panel, in reading order.

    ``links`` describes hyperlinks by address, for screen readers; ``slug`` is a one-page PDF for
    the slug of the first sheet. The same input gives the same bytes.

    Raises ImposeError where the pages are not the fold's panels.
    """
    with Pdf.open(io.BytesIO(pages)) as pdf:
        if len(pdf.pages) != len(fold.panels):
            raise ImposeError(f"{len(pdf.pages)} pages for {len(fold.panels)} panels")
        _Imposition(pdf, profile, links).run(sheets(fold, profile), slug)
        output = io.BytesIO()
        pdf.save(
            output,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()


@dataclass(frozen=True, slots=True)
class _Moved:
    """Where a panel went: the sheet's page, points to the right and up, and the first MCID."""

    page: pikepdf.Object
    dx: float
    dy: float
    first_mcid: int
    height: float  # of the panel's page, in points


class _Imposition:
    def __init__(self, pdf: Pdf, profile: Profile, links: Mapping[str, str]) -> None:
        self._pdf = pdf
        self._profile = profile
        self._links = links
        self._panels = [page.obj for page in pdf.pages]
        self._moved: dict[tuple[int, int], _Moved] = {}

    def run(self, sheets: tuple[Sheet, ...], slug: bytes | None) -> None:
        old = len(self._panels)
        parents = [self._add(sheet, slug if sheet is sheets[0] else None) for sheet in sheets]
        root = self._pdf.Root
        self._move_structure(root.StructTreeRoot.K)
        self._renumber(root.StructTreeRoot, parents)
        if "/Outlines" in root:
            self._move_outline(root.Outlines)
        del self._pdf.pages[:old]

    def _add(self, sheet: Sheet, slug: bytes | None) -> list[pikepdf.Object]:
        """Add a page for the sheet; returns the owners of its marked content, by MCID."""
        size = (points(sheet.media.width), points(sheet.media.height))
        page = self._pdf.add_blank_page(page_size=size).obj
        page.Resources = self._panels[0].Resources
        page.StructParents = len(self._pdf.pages) - len(self._panels) - 1
        page.Tabs = Name.S
        page.TrimBox, page.BleedBox = _box(sheet.trim), _box(sheet.bleed)
        content: list[bytes] = []
        owners: list[pikepdf.Object] = []
        annotations: list[pikepdf.Object] = []
        for placement in sheet.placements:
            panel = self._panels[placement.number - 1]
            moved = self._move(panel, page, placement, len(owners))
            content.append(_placed(_numbered(panel, moved.first_mcid), placement, moved))
            owners += self._owners(panel)
            annotations += self._annotations(panel, moved)
        content.append(_marks(sheet, self._profile))
        if slug is not None:
            content.append(self._slug(page, sheet, slug))
        page.Contents = self._pdf.make_stream(b"\n".join(content))
        if annotations:
            page.Annots = self._pdf.make_indirect(Array(annotations))
        return owners

    def _move(
        self, panel: pikepdf.Object, page: pikepdf.Object, placement: Placement, first: int
    ) -> _Moved:
        moved = _Moved(
            page,
            points(placement.face.x - LAYOUT_BLEED),
            points(placement.face.y - LAYOUT_BLEED),
            first,
            float(panel.MediaBox[3]),
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
            if kid.get("/Type") == Name.OBJR:
                if not self._profile.links:
                    continue
                kid.Pg = self._moved[kid.Pg.objgen].page
            else:
                self._move_structure(kid)
            yield kid

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

    # --- slug ---

    def _slug(self, page: pikepdf.Object, sheet: Sheet, slug: bytes) -> bytes:
        """Place the slug line under the sheet, beyond the bleed."""
        with Pdf.open(io.BytesIO(slug)) as other:
            form = self._pdf.copy_foreign(other.pages[0].as_form_xobject())
        # The resources are shared by all pages: this one gets its own.
        resources = Dictionary(dict(page.Resources.items()))
        pictures = dict(resources.XObject.items()) if "/XObject" in resources else {}
        resources.XObject = Dictionary({**pictures, "/SlugLine": form})
        page.Resources = resources
        x, y = points(sheet.trim.x + MARK), points(MARK_GAP)
        return b"/Artifact BMC\nq 1 0 0 1 %.3f %.3f cm /SlugLine Do Q\nEMC" % (x, y)


def _move_figure(element: pikepdf.Object, moved: _Moved) -> None:
    """Give a figure's box in points from the sheet's corner, not in pixels from the panel's top."""
    attributes = element.get("/A")
    if not isinstance(attributes, Dictionary) or "/BBox" not in attributes:
        return
    left, top, right, bottom = (points_of_pixels(float(v)) for v in attributes.BBox)
    attributes.BBox = _numbers(
        left + moved.dx,
        moved.height - bottom + moved.dy,
        right + moved.dx,
        moved.height - top + moved.dy,
    )


def _numbered(panel: pikepdf.Object, first: int) -> bytes:
    """Return the panel's content with its marked content numbered from ``first``."""
    content: bytes = panel.Contents.read_bytes()
    return _MARKED.sub(lambda m: m[1] + str(int(m[2]) + first).encode() + m[3], content)


def _placed(content: bytes, placement: Placement, moved: _Moved) -> bytes:
    clip = placement.clip
    box = b" ".join(b"%.3f" % points(v) for v in (clip.x, clip.y, clip.width, clip.height))
    shift = b"1 0 0 1 %.3f %.3f cm" % (moved.dx, moved.dy)
    return b"q\n%s re W n\n%s\n%s\nQ" % (box, shift, content)


# --- marks ---------------------------------------------------------------------------------------


def _marks(sheet: Sheet, profile: Profile) -> bytes:
    lines: list[Line] = []
    if profile.fold_ticks:
        lines += _fold_ticks(sheet)
    if profile.slug:
        lines += [*_crop_marks(sheet), *_fold_marks(sheet)]
    if not lines:
        return b""
    drawn = b"\n".join(b"%.3f %.3f m %.3f %.3f l S" % _in_points(line) for line in lines)
    return b"/Artifact BMC\nq %.2f w 0 G\n%s\nQ\nEMC" % (HAIRLINE, drawn)


def _in_points(line: Line) -> Line:
    x1, y1, x2, y2 = map(points, line)
    return x1, y1, x2, y2


def _fold_ticks(sheet: Sheet) -> Iterator[Line]:
    trim = sheet.trim
    for x in sheet.folds:
        yield x, trim.y, x, trim.y + TICK
        yield x, trim.top - TICK, x, trim.top


def _crop_marks(sheet: Sheet) -> Iterator[Line]:
    trim, bleed = sheet.trim, sheet.bleed
    left, right = bleed.x - MARK_GAP, bleed.right + MARK_GAP
    bottom, top = bleed.y - MARK_GAP, bleed.top + MARK_GAP
    for x in (trim.x, trim.right):
        yield x, bottom - MARK, x, bottom
        yield x, top, x, top + MARK
    for y in (trim.y, trim.top):
        yield left - MARK, y, left, y
        yield right, y, right + MARK, y


def _fold_marks(sheet: Sheet) -> Iterator[Line]:
    bottom, top = sheet.bleed.y - MARK_GAP, sheet.bleed.top + MARK_GAP
    for x in sheet.folds:
        yield x, bottom - MARK / 2, x, bottom
        yield x, top, x, top + MARK / 2


def _rounded(value: float) -> float:
    return round(value, 4)


def _numbers(*values: float) -> Array:
    return Array([_rounded(value) for value in values])


def _box(rect: Rect) -> Array:
    return _numbers(*map(points, (rect.x, rect.y, rect.right, rect.top)))
