"""Copy -> Markup: templates filled in, page rules made from the fold, pictures painted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from xml.etree import ElementTree

import jinja2
from markupsafe import Markup as Safe

from .errors import InputError
from .findings import Finding, Place, Severity
from .folds import Fold
from .line_breaks import Hyphenator, phrase_keeper
from .model import Asset, Copy, Edition, Markup, ScriptStyle, Theme, block_kind
from .profiles import LAYOUT_BLEED
from .qr_codes import qr_code
from .templates import fill_in, template_finding, templates_of

_SVG = "http://www.w3.org/2000/svg"
_COLOUR = re.compile(r"var\(--([a-z0-9-]+)\)")
SLOTS = "slots.html"  # the template with what stands in slots
_WORDS = "slot words"  # the class of slots that hold words in the leaflet's language, too
_BLANK = "blank.svg"  # the picture that takes the room of a slot without values
_NOTHING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
SLOT_LINE_HEIGHT = 1.4  # whatever the leaflet's script has


def compose(edition: Edition, copy: Copy, blank: bool = False) -> Markup:
    """Return the leaflet as HTML and CSS for one layout; no profile has a say in it.

    ``blank``: its slots hold no values, but a picture each that takes their room and is told as
    ``slot:NAME``.
    """
    theme = edition.theme
    fold = edition.fold.in_direction(edition.language.direction)
    return Markup(
        html=_html(edition, copy, fold, blank),
        sheets=_sheets(edition, fold),
        assets={**assets(edition, copy), **({_BLANK: _NOTHING} if blank else {})},
        fold=fold,
        layout=theme.layouts[fold.layout],
        fonts_folder=theme.fonts_folder,
        fonts=tuple(font.sha256 for font in theme.fonts),
        links=copy.links,
    )


def any_script(theme: Theme, style: ScriptStyle) -> tuple[str, ...]:
    """Return a stack for names, which may be in any script: the text's fonts, then all others."""
    return tuple(dict.fromkeys((*style.body, *theme.body_families)))


# --- HTML ----------------------------------------------------------------------------------------


def _html(edition: Edition, copy: Copy, fold: Fold, blank: bool) -> str:
    context = template_context(edition, copy)
    slot = _blank_slot if blank else slot_filler(edition, context)
    context |= {"fold": fold, "cover": _cover_name(edition, fold), "slot": slot}
    return fill_in(edition.theme, "leaflet.html", context)


def _blank_slot(name: str, number: int = 0, words: bool = False) -> Safe:
    picture = f'<img class="blank" src="asset:{_BLANK}" alt="slot:{slot_name(name, number)}">'
    return Safe(f"<div {_room(name, number, words)}>{picture}</div>")


def _room(name: str, number: int, words: bool) -> str:
    kind = _WORDS if words else "slot"
    return f'class="{kind} slot-{name}" data-slot="{slot_name(name, number)}"'


def slots_with_words(html: str) -> tuple[str, ...]:
    """Return the names of a leaflet's slots that hold words in its language, too."""
    return tuple(re.findall(rf'class="{_WORDS} [^"]*" data-slot="([^"]+)"', html))


def slot_name(name: str, number: int = 0) -> str:
    """Return the name of a slot; those that are one of several have a number, from 1."""
    return f"{name}-{number}" if number else name


def slot_filler(edition: Edition, context: Mapping[str, object]) -> Callable[..., Safe]:
    """Return what templates call to place a slot with the clinic's values in it.

    It takes the slot's name, its number if it is one of several, and whether there are words in
    the leaflet's language among the values.
    """
    own, desk = edition.language.html_tag, edition.clinic_language.html_tag

    @cache
    def macros() -> object:
        environment = templates_of(edition.theme)
        return environment.get_template(SLOTS).make_module(dict(context))

    def slot(name: str, number: int = 0, words: bool = False) -> Safe:
        room = Safe(f'{_room(name, number, words)} lang="{own if words else desk}"')
        try:
            macro = getattr(macros(), name)
            return Safe(macro(room, *((number,) if number else ())))
        except (jinja2.TemplateError, ArithmeticError, LookupError, ValueError) as error:
            raise InputError((template_finding(error),)) from error
        except (AttributeError, TypeError) as error:
            message = f"There is no macro for the slot '{name}', or it takes something else."
            place = Place(f"templates/{SLOTS}", key=name)
            finding = Finding("template.error", Severity.ERROR, message, place)
            raise InputError((finding,)) from error

    return slot


def template_context(edition: Edition, copy: Copy) -> dict[str, object]:
    """Return what templates know of an edition, under the names they write."""
    theme, language = edition.theme, edition.language
    exceptions = Hyphenator(theme.hyphenation_exceptions.get(language.tag, ()))
    keep_phrases = phrase_keeper(language.script)

    def text(key: str) -> Safe:
        """The HTML of a message."""
        return Safe(exceptions(copy.html[key]))

    def short(key: str) -> Safe:
        """The HTML of a title or another short text, which breaks between phrases only."""
        return Safe(keep_phrases(exceptions(copy.html[key])))

    def plain(key: str) -> str:
        """A message where no markup can stand."""
        return copy.plain[key]

    return dict(  # noqa: C408  (names, as the templates write them)
        brochure=edition.brochure,
        clinic=edition.clinic,
        language=edition.language,
        clinic_language=edition.clinic_language,
        text=text,
        short=short,
        plain=plain,
        kind=block_kind,
        hours=copy.hours,
        week=copy.week,
        desk=Safe(copy.desk),
        fact=lambda name: Safe(copy.facts[name]),
        address=[Safe(line) for line in copy.address],
        label_style=label_style,
        colour=lambda value: paint(value, edition.theme.colours),
    )


def _cover_name(edition: Edition, fold: Fold) -> str:
    brochure = edition.brochure
    if edition.theme.layouts[fold.layout].wide_cover and brochure.cover_wide:
        return brochure.cover_wide.name
    return brochure.cover.asset.name if brochure.cover else ""


def label_style(left: float, anchor: str) -> str:
    """Place a label whose anchor is ``left`` percent from the left edge of its picture."""
    match anchor:
        case "middle":
            return f"left: {left - 50:.2f}%; width: 100%; text-align: center"
        case "end":
            return f"right: {100 - left:.2f}%; text-align: right"
    return f"left: {left:.2f}%; text-align: left"


# --- CSS -----------------------------------------------------------------------------------------


def _sheets(edition: Edition, fold: Fold) -> tuple[str, ...]:
    layout = edition.theme.layouts[fold.layout]
    # Panels are seen through where a spread lies under them, named pages too.
    spreads = edition.brochure.spreads.get(fold.id, ())
    under = (number for spread in spreads for number in spread.panels)
    clear = (f"@page :nth({number}) {{ background: none !important }}" for number in under)
    pages = "\n".join((page_rules(fold, layout.margin), *clear))
    return (pages, *style_rules(edition, fold.layout))


def style_rules(edition: Edition, layout: str) -> tuple[str, str]:
    """Return how the edition's language is set, and the theme's style sheets for a layout."""
    sheets = edition.theme.style_sheets
    own = [sheets["base.css"], sheets[f"{layout}.css"]]
    if edition.large_print:
        own.append(sheets["large-print.css"])
    colours = edition.theme.colours
    return paint(language_rules(edition), colours), paint("\n".join(own), colours)


def page_rules(fold: Fold, margin: float) -> str:
    """Give each panel a page of its size, with the bleed around it and a margin in mm inside."""
    bleed = LAYOUT_BLEED
    height = fold.sheet.height + 2 * bleed
    widest = max(panel.width for panel in fold.panels) + 2 * bleed
    rules = [f"@page {{ margin: {bleed + margin}mm; size: {widest}mm {height}mm }}"]
    for panel in fold.panels:
        size = f"{panel.width + 2 * bleed}mm {height}mm"
        rules.append(f"@page :nth({panel.number}) {{ size: {size} }}")
    rules.append(f":root {{ --edge: {bleed + margin}mm; --minus-edge: -{bleed + margin}mm }}")
    return "\n".join(rules)


def language_rules(
    edition: Edition, generic: tuple[str, ...] = (), generic_heading: tuple[str, ...] = ()
) -> str:
    """Return how the edition's language is set.

    ``generic`` is what stands in for the theme's fonts where a reader does not have them.
    """
    theme, language = edition.theme, edition.language
    style = theme.script_style(language.script)
    hyphenate = style.hyphenate and language.tag.split("_")[0] not in theme.unhyphenated
    emphasis = (
        "font-style: italic"
        if style.emphasis == "italic"
        else "font-style: normal; font-weight: bold"
    )
    # The hyphen of divided words is the one on the keyboard: fonts have one glyph for both, and an
    # address copied from the PDF would get the other.
    return f"""
html {{ font-family: {font_stack(style.body, generic)}; line-height: {style.line_height} }}
h1, h2, h3, .display {{ font-family: {font_stack(style.heading, generic_heading)};
  font-weight: {style.heading_weight}; line-height: {style.heading_line_height}; hyphens: manual }}
p, li {{ hyphens: {"auto" if hyphenate else "manual"};
  hyphenate-limit-chars: {theme.hyphenation_limit}; hyphenate-character: "-" }}
em {{ {emphasis} }}
.fact.name, .fact.line {{ font-family: {font_stack(any_script(theme, style), generic)} }}
.slot, .slot .fact {{ font-family: {_slot_fonts(edition)}; line-height: {SLOT_LINE_HEIGHT} }}
.words, .words .fact {{ font-family: {font_stack(style.body, generic)};
  line-height: {style.line_height} }}
"""


def _slot_fonts(edition: Edition) -> str:
    """Return the fonts of the clinic's values: the same in leaflets of all languages."""
    style = edition.theme.script_style(edition.clinic_language.script)
    return font_stack(any_script(edition.theme, style))


def font_stack(families: tuple[str, ...], generic: tuple[str, ...] = ()) -> str:
    """Return families, and generic ones after them, as the value of a font-family."""
    return ", ".join((*(f'"{family}"' for family in families), *generic))


# --- pictures ------------------------------------------------------------------------------------


def paint(text: str, colours: Mapping[str, str]) -> str:
    """Replace var(--name) by the theme's colours, in a style sheet or a drawing.

    Names that are not colours are left to CSS.
    """
    return _COLOUR.sub(lambda m: colours.get(m[1], m[0]), text)


def assets(edition: Edition, copy: Copy) -> dict[str, bytes]:
    """Return every picture of an edition by name: painted, without labels; logo and code too."""
    theme = edition.theme
    colours = tuple(sorted(theme.colours.items()))
    pictures = {asset.name: _prepared(asset, colours) for asset in edition.brochure.assets()}
    pictures |= logo_assets(edition)
    pictures["qr.svg"] = qr_code(copy.page_url)
    return pictures


def logo_assets(edition: Edition) -> dict[str, bytes]:
    """Return the logo of an edition's clinic by name, nothing if it has none."""
    logo = edition.clinic.logo
    return {f"logo/{logo.name}": Path(logo.path).read_bytes()} if logo else {}


@lru_cache(maxsize=64)
def _prepared(asset: Asset, colours: tuple[tuple[str, str], ...]) -> bytes:
    """Return a picture as the layout engine gets it: painted, and without its labels."""
    data = Path(asset.path).read_bytes()
    if not asset.name.endswith(".svg"):
        return data
    painted = paint(data.decode("utf-8-sig"), dict(colours))
    root = ElementTree.fromstring(painted)
    for label in root.findall(f"{{{_SVG}}}text"):
        root.remove(label)
    ElementTree.register_namespace("", _SVG)
    return bytes(ElementTree.tostring(root, encoding="utf-8"))
