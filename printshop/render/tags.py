"""The tag tree of a written document: elements, each with the box that it was made from.

WeasyPrint makes the tree from its boxes and keeps no link between them. It is remembered here while
it makes them, so that what is added later stands on the right element or nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import pydyf

_ONE_AT_A_TIME = Lock()  # remembering changes a function of the library while it lasts


@dataclass(eq=False, slots=True)
class Piece:
    """A piece of marked content: its page from 0, its MCID there, the text or picture drawn."""

    page: int
    mcid: int
    box: Any


@dataclass(eq=False, slots=True)
class Element:
    """A structure element: its dictionary, its box if it has one, and its kids in reading order.

    A kid that is bytes is a reference to an annotation's entry in the tree.
    """

    entry: pydyf.Dictionary
    box: Any
    kids: list[Kid] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The structure type, without its solidus."""
        return str(self.entry["S"]).removeprefix("/")

    def elements(self) -> Iterator[Element]:
        """Yield the elements among the kids."""
        return (kid for kid in self.kids if isinstance(kid, Element))


Kid = Element | Piece | bytes


def is_text(piece: Piece) -> bool:
    """Tell whether a piece of marked content is text, and not a picture."""
    from weasyprint.formatting_structure import boxes

    return isinstance(piece.box, boxes.TextBox)


def is_inline(kid: Kid) -> bool:
    """Tell whether a kid stands in a line of its parent."""
    from weasyprint.formatting_structure import boxes

    return not isinstance(kid, Element) or isinstance(kid.box, boxes.InlineLevelBox)


def is_break(kid: Kid) -> bool:
    """Tell whether a kid is the end of a line, as <br> is."""
    return isinstance(kid, Element) and kid.box is not None and kid.box.element_tag == "br"


@dataclass(slots=True)
class Made:
    """What WeasyPrint made: the box of each element by its number, of each piece by page, MCID."""

    elements: dict[int, Any] = field(default_factory=dict)
    pieces: dict[tuple[int, int], Any] = field(default_factory=dict)


@contextmanager
def remembering() -> Iterator[Made]:
    """Remember which box each structure element and piece of marked content is made from.

    One document at a time: others wait.
    """
    from weasyprint.formatting_structure import boxes
    from weasyprint.pdf import tags

    made = Made()
    with _ONE_AT_A_TIME:
        build = tags._build_box_tree

        def remember(
            box: Any, parent: Any, pdf: Any, page: int, nums: Any, annotations: Any, marked: Any
        ) -> Iterator[pydyf.Dictionary]:
            if isinstance(box, boxes.PageBox):
                made.pieces.update(((page, kid["mcid"]), drawn) for drawn, kid in marked.items())
            for entry in build(box, parent, pdf, page, nums, annotations, marked):
                # Absolutely placed boxes stand behind a placeholder; a list item comes out twice.
                made.elements.setdefault(entry.number, getattr(box, "_box", box))
                yield entry

        tags._build_box_tree = remember
        try:
            yield made
        finally:
            tags._build_box_tree = build


def read(pdf: pydyf.PDF, made: Made) -> Element:
    """Return the tree of a document that has just been made, from its topmost element."""
    (top,) = _object(pdf, pdf.catalog["StructTreeRoot"])["K"]
    pages = {reference: number for number, reference in enumerate(pdf.page_references)}

    def element(entry: pydyf.Dictionary) -> Element:
        found = Element(entry, made.elements.get(entry.number))
        for kid in entry["K"]:
            found.kids += [piece(entry, kid)] if isinstance(kid, int) else kids(kid)
        return found

    def kids(reference: bytes) -> list[Kid]:
        entry = _object(pdf, reference)
        if entry["Type"] != "/StructElem":
            return [reference]
        if entry.number in made.elements or not all(isinstance(kid, int) for kid in entry["K"]):
            return [element(entry)]
        return [piece(entry, mcid) for mcid in entry["K"]]  # a line of text, put in a Span

    def piece(entry: pydyf.Dictionary, mcid: int) -> Piece:
        page = pages[entry["Pg"]]
        return Piece(page, mcid, made.pieces[page, mcid])

    return element(_object(pdf, top))


def put_back(pdf: pydyf.PDF, top: Element) -> None:
    """Write a tree that was read and changed into its document, parent tree included."""
    tree = _object(pdf, _object(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    owners = {tree[i]: i + 1 for i in range(0, len(tree), 2)}
    pages = pdf.page_references

    def put(element: Element) -> None:
        entry, pieces = element.entry, [kid for kid in element.kids if isinstance(kid, Piece)]
        if pieces:
            entry["Pg"] = pages[pieces[0].page]
        entry["K"] = pydyf.Array([entry_of(element, kid) for kid in element.kids])

    def entry_of(parent: Element, kid: Kid) -> Any:
        if isinstance(kid, Element):
            kid.entry["P"] = parent.entry.reference
            put(kid)
            return kid.entry.reference
        if isinstance(kid, Piece):
            tree[owners[kid.page]][kid.mcid] = parent.entry.reference
            return _content(pages[kid.page], parent, kid)
        annotation = _object(pdf, _object(pdf, kid)["Obj"])
        tree[owners[annotation["StructParent"]]] = parent.entry.reference
        return kid

    put(top)


def _content(page: bytes, parent: Element, piece: Piece) -> Any:
    """Return how an element names its content: by number, with the page where it is another one."""
    if page == parent.entry["Pg"]:
        return piece.mcid
    return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": piece.mcid})


def new_element(pdf: pydyf.PDF, kind: str, kids: list[Kid], box: Any = None) -> Element:
    """Return an element of a type, with kids, that has no place in the tree yet."""
    entry = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{kind}"})
    pdf.add_object(entry)
    return Element(entry, box, kids)


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
