"""The page: the theme's template filled in, with its pictures in it and a policy that it keeps."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from html import escape

from markupsafe import Markup as Safe

from ..compose import assets, label_style, language_rules, paint, template_context
from ..errors import InputError
from ..findings import Finding, Place, Severity
from ..model import DRAFT, Brochure, Copy, Edition, Label, Paragraph
from ..templates import fill_in
from .pictures import LARGEST_LOGO, data_url

TEMPLATE, STYLES = "web.html", "web.css"

# What readers have instead of the theme's fonts. It is not embedded: a device has fonts for the
# languages its owner reads, and a page with fonts for Chinese in it would be too large for a phone.
TEXT = ("-apple-system", '"Segoe UI"', "Roboto", "sans-serif")
HEADINGS = ("ui-serif", "Georgia", "serif")
AIR = 1.1  # times the line height of print: lines are longer, and light comes from behind

_COLOUR = re.compile(r"[#A-Za-z0-9(),.% -]+")


def web_page(edition: Edition, copy: Copy) -> bytes:
    """Return an edition as one HTML file, with its pictures in it and without any script.

    Raises InputError where the theme has no such page, or a wrong one.
    """
    css = _css(edition)
    pictures = assets(edition, copy)
    logo = edition.clinic.logo and f"logo/{edition.clinic.logo.name}"
    banner = edition.brochure.cover_wide if edition.brochure.cover else None
    classes = _label_classes(edition.brochure)
    context = {
        **template_context(edition, copy),
        "css": Safe(css),
        "policy": _policy(css),
        "draft": DRAFT if edition.draft else "",
        "description": _first_paragraph(edition.brochure),
        "banner": banner,
        "logo": data_url(logo, pictures[logo], LARGEST_LOGO) if logo else "",
        "picture": lambda name: data_url(name, pictures[name]),
        "label_class": lambda label: classes[label.message.key],
        "described": _described(copy),
        "page_url": copy.page_url,
    }
    return fill_in(edition.theme, TEMPLATE, context).encode()


def _policy(css: str) -> str:
    """Return what the page may do (CSP 3): show its pictures and be styled by its own sheet."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    sources = ("default-src 'none'", "img-src data:", f"style-src 'sha256-{digest}'")
    return "; ".join((*sources, "base-uri 'none'", "form-action 'none'"))


def _first_paragraph(brochure: Brochure) -> str:
    """Return the key of the text that search engines may quote, empty if there is none."""
    blocks = (block for section in brochure.sections for block in section.blocks)
    return next((block.text.key for block in blocks if isinstance(block, Paragraph)), "")


def _described(copy: Copy) -> Callable[[str, str], Safe]:
    """Return what makes the link of a fact say what it does: "Call +31 ...", not the number only.

    The description has the words of the link in it (WCAG 2.2, 2.5.3).
    """

    def described(fact: str, description: str) -> Safe:
        label = escape(copy.plain[description])
        return Safe(copy.facts[fact].replace("<a ", f'<a aria-label="{label}" ', 1))

    return described


# --- CSS -----------------------------------------------------------------------------------------


def _css(edition: Edition) -> str:
    theme = edition.theme
    sheet = theme.style_sheets.get(STYLES)
    if sheet is None:
        message = "The theme has no style sheet for browsers; take it from a new workspace."
        place = Place(f"styles/{theme.id}/{STYLES}")
        raise InputError((Finding("theme.file", Severity.ERROR, message, place),))
    line_height = AIR * theme.script_style(edition.language.script).line_height
    rules = (
        language_rules(edition, TEXT, HEADINGS),
        f"@media screen {{ html {{ line-height: {line_height:.3g} }} }}",
        *_label_rules(edition.brochure),
        sheet,
    )
    return paint("\n".join(rules), theme.colours)


def _labels(brochure: Brochure) -> Iterator[Label]:
    return (label for picture in brochure.pictures() for label in picture.labels)


def _label_classes(brochure: Brochure) -> dict[str, str]:
    """Return a class for each label: the policy allows no styles on elements themselves."""
    keys = dict.fromkeys(label.message.key for label in _labels(brochure))
    return {key: f"label-{number}" for number, key in enumerate(keys, 1)}


def _label_rules(brochure: Brochure) -> Iterator[str]:
    classes = _label_classes(brochure)
    for label in _labels(brochure):
        # A drawing's fill may be anything; in a style sheet only a colour is let in.
        colour = f"; color: {label.colour}" if _COLOUR.fullmatch(label.colour) else ""
        style = label_style(label.left, label.anchor)
        yield f".{classes[label.message.key]} {{ top: {label.top:.2f}%; {style}{colour} }}"
