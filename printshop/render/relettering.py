"""Slots set once more with other values: the boxes of a layout that was made, with other letters.

Values of one form, such as an address of three short lines, are set alike for every clinic: only
letters, the width of lines, addresses of links, pictures and the language are others. So a layout
is kept, and where each new text fits into its line, as high as the one before, nothing has to be
laid out again.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import groupby, islice
from typing import Any

from .fetcher import BASE_URL
from .known_by_style import forget
from .lettered_lines import Line, fitting, line_alone, line_of, put, styles_of
from .places import descendants
from .swapped_pictures import Picture, picture_alone, put_image

_TAG = re.compile(r"(<[^>]*>)")
_HREF = re.compile(r'(?<= href=")[^"]*(?=")')
_SRC = re.compile(r'(?<= src=")[^"]*(?=")')
_LANG = re.compile(r'(?<= lang=")[^"]*(?=")')
_BY_LANGUAGE = re.compile(r"\blang\b")  # in selectors, or as attr(lang)
_MOST_FORMS = 64  # kept in a process

Images = Callable[[str, Any], Any]  # what shows an image, by its source and style; None without


@dataclass(frozen=True, slots=True)
class Values:
    """HTML taken apart: what is the same in all documents of a form, and the texts, addresses of
    links and sources of pictures that differ, in the document's order.

    ``language`` is that of every element which names one; where they name several, or none, it is
    "", and they stand in the form.
    """

    form: str
    texts: tuple[str, ...]
    addresses: tuple[str, ...]
    pictures: tuple[str, ...]
    language: str


def values_of(html: str) -> Values:
    """Take HTML apart into its form and its values."""
    languages = set(_LANG.findall(html))
    language = languages.pop() if len(languages) == 1 else ""
    head, body, rest = (_LANG.sub("", html) if language else html).partition("<body")
    pieces = _TAG.split(body + rest)
    texts: list[str] = []
    addresses: list[str] = []
    pictures: list[str] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            addresses += map(unescape, _HREF.findall(piece))
            pictures += map(unescape, _SRC.findall(piece))
            pieces[number] = _SRC.sub("", _HREF.sub("", piece))
        elif piece.strip():
            texts.append(unescape(piece))
            pieces[number] = "\0"
    return Values(head + "".join(pieces), tuple(texts), tuple(addresses), tuple(pictures), language)


class Form:
    """A layout whose letters can be changed."""

    def __init__(
        self,
        document: Any,
        lines: Sequence[Line],
        links: Sequence[Any],
        pictures: Sequence[Picture],
        language: str,
    ) -> None:
        self._document, self._lines, self._links = document, lines, links
        self._pictures = pictures
        self._language = language
        self._lang_styles = _styles_in(language, document)
        self._line_styles = list(styles_of(lines))
        self._struts = self._strut_sizes()

    def letter(self, values: Values, images: Images) -> Any | None:
        """Return the document with other values in it; None where these want another layout.

        It is the same document each time: what was lettered before is gone.
        """
        if not self._speak(values.language):
            return None
        sources = tuple(zip(self._pictures, values.pictures, strict=True))
        shown = [images(source, picture.box.style) for picture, source in sources]
        if None in shown:
            return None
        texts = iter(values.texts)
        lines = [(line, tuple(islice(texts, len(line.letters)))) for line in self._lines]
        set_ = [fitting(line, of_line) for line, of_line in lines]
        if None in set_:
            return None
        for (line, of_line), pieces in zip(lines, set_, strict=True):
            put(line, of_line, pieces or ())
        for box, address in zip(self._links, values.addresses, strict=True):
            box.element.set("href", address)
            box.link = _link(address)
        for (picture, source), image in zip(sources, shown, strict=True):
            put_image(picture, source, image)
        return _written_anew(self._document)

    def _speak(self, language: str) -> bool:
        """Let all be in another language, if lines are as high in it."""
        if language == self._language:
            return True
        before = self._language
        self._set_language(language)
        if self._strut_sizes() != self._struts:
            self._set_language(before)
            return False
        return True

    def _set_language(self, language: str) -> None:
        self._language = self._document.metadata.lang = language
        for style in self._lang_styles:
            style["lang"] = language
            forget(style)
        for letters in (letters for line in self._lines for letters in line.letters):
            letters.text.pango_layout = None  # it was set up for the language before
        for element in self._document.pages[0]._page_box.children[0].element.iter():
            if element.get("lang"):
                element.set("lang", language)

    def _strut_sizes(self) -> list[Any]:
        from weasyprint.text.line_break import strut

        return [strut(style) for style in self._line_styles]


def _styles_in(language: str, document: Any) -> list[Any]:
    """Return the styles of all boxes that are in a language, each once."""
    page = document.pages[0]._page_box
    every = {id(box.style): box.style for box in (page, *descendants(page))}
    return [style for style in every.values() if language and style["lang"] == language]


class Forms:
    """Layouts by the form of what is in them, those that were used last."""

    def __init__(self) -> None:
        self._forms: OrderedDict[tuple[str, ...], list[Form]] = OrderedDict()

    def letter(self, css: str, values: Values, images: Images) -> Any | None:
        """Return a document with values in it, None where there is no layout that holds them."""
        key = _key(css, values)
        for form in self._forms.get(key, ()):
            document = form.letter(values, images)
            if document is not None:
                self._forms.move_to_end(key)
                return document
        return None

    def keep(self, css: str, values: Values, document: Any) -> None:
        """Keep the layout of values for others, if all its letters can be changed."""
        form = form_of(document, values)
        if form is None:
            return
        key = _key(css, values)
        self._forms.setdefault(key, []).append(form)
        self._forms.move_to_end(key)
        if sum(map(len, self._forms.values())) > _MOST_FORMS:
            self._forms.popitem(last=False)


def _key(css: str, values: Values) -> tuple[str, ...]:
    """Return what documents must have in common to be of one form."""
    return (css, values.form, values.language if _BY_LANGUAGE.search(css) else "")


def form_of(document: Any, values: Values) -> Form | None:
    """Return the form that a document with one page is, None where it is none.

    That is where a text takes more than a line, or shares one with a picture, and where anything
    around it is as wide as its text wants it; or where a picture has no place of its own.
    """
    if len(document.pages) != 1:
        return None
    from weasyprint.formatting_structure import boxes

    page = document.pages[0]._page_box
    owners = [owner for owner in _owners(page.children[0].element) if owner[2] in values.texts]
    leaves = list(_leaves(page, ()))
    every = [around for around in leaves if isinstance(around[-1], boxes.TextBox)]
    if tuple(text for *_, text in owners) != values.texts or len(every) != len(owners):
        return None
    pairs = zip(owners, every, strict=True)
    by_line = (list(pairs) for _, pairs in groupby(pairs, lambda pair: id(line_of(pair[1]))))
    lines = [line_alone(pairs) for pairs in by_line]
    if None in lines:
        return None
    links = [box for box in descendants(page) if box.link]
    if [box.link for box in links] != list(map(_link, values.addresses)):
        return None
    replaced = (around for around in leaves if isinstance(around[-1], boxes.ReplacedBox))
    pictures = [picture_alone(around[:-1], around[-1]) for around in replaced]
    if [one and one.box.element.get("src") for one in pictures] != list(values.pictures):
        return None
    lettered, shown = [line for line in lines if line], [one for one in pictures if one]
    return Form(document, lettered, links, shown, values.language)


def _owners(element: Any) -> Iterator[tuple[Any, bool, str]]:
    """Yield all texts in the body: the element each is of, whether it stands after it, itself."""
    for found in element.iter():
        if found.tag == "body":
            yield from _within(found)


def _within(element: Any) -> Iterator[tuple[Any, bool, str]]:
    if isinstance(element.tag, str) and element.text:
        yield element, False, element.text
    for child in element:
        yield from _within(child)
        if child.tail:
            yield child, True, child.tail


def _leaves(box: Any, around: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield each text and picture that is seen, with all boxes around it from without."""
    from weasyprint.formatting_structure import boxes

    box = getattr(box, "_box", box)  # absolutely placed boxes stand behind a placeholder
    around = (*around, box)
    if isinstance(box, boxes.TextBox):
        if box.text.strip():
            yield around
    elif isinstance(box, boxes.ReplacedBox):
        yield around
    else:
        for child in getattr(box, "children", ()):
            yield from _leaves(child, around)


def _link(address: str) -> Any:
    """Return an address as the engine keeps it with a box."""
    from weasyprint.html import get_link, parse_url

    parsed = parse_url(address, BASE_URL, allow_relative=True)
    return get_link(parsed, BASE_URL) if parsed else None


def _written_anew(document: Any) -> Any:
    """Return a document with the same boxes, of which nothing was written yet."""
    from weasyprint.document import Page

    return document.copy([Page(page._page_box) for page in document.pages])
