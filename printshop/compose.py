"""Copy -> Markup: templates filled in, page rules made from the fold, pictures painted."""

from __future__ import annotations

import io
import re
import traceback
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import budoux
import jinja2
import segno
from markupsafe import Markup as Safe

from .errors import InputError
from .findings import Finding, Place, Severity
from .folds import Fold
from .model import Asset, Copy, Edition, Markup, ScriptStyle, Theme, block_kind
from .profiles import LAYOUT_BLEED

_SVG = "http://www.w3.org/2000/svg"
# Facts stay whole: a link with spans in it would become several links.
_WHOLE = re.compile(r'(<a\b.*?</a>|<span class="fact.*?</span>|<[^>]+>)')
_COLOUR = re.compile(r"var\(--([a-z0-9-]+)\)")
QR_QUIET_ZONE = 4  # modules (ISO/IEC 18004, 9.1)


def compose(edition: Edition, copy: Copy) -> Markup:
    """Return the leaflet as HTML and CSS for one layout; no profile has a say in it."""
    theme = edition.theme
    fold = edition.fold.in_direction(edition.language.direction)
    return Markup(
        html=_html(edition, copy, fold),
        css=_css(edition, fold),
        assets=assets(edition, copy),
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


@lru_cache(maxsize=16)
def _environment(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    texts = dict(templates)
    return jinja2.Environment(
        # A loader that gives files their names, so that errors have a place.
        loader=jinja2.FunctionLoader(lambda n: (texts[n], n, None) if n in texts else None),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill_in(theme: Theme, name: str, context: Mapping[str, object]) -> str:
    """Fill in one of the theme's templates.

    Raises InputError, with file and line, for a template that is missing or wrong.
    """
    try:
        template = _environment(tuple(sorted(theme.templates.items()))).get_template(name)
        return template.render(context)
    except jinja2.TemplateError as error:
        raise InputError((_template_finding(error),)) from error


def _html(edition: Edition, copy: Copy, fold: Fold) -> str:
    cover = _cover_name(edition, fold)
    context = {**template_context(edition, copy), "fold": fold, "cover": cover}
    return fill_in(edition.theme, "leaflet.html", context)


def template_context(edition: Edition, copy: Copy) -> dict[str, object]:
    """Return what templates know of an edition, under the names they write."""
    exceptions = _exceptions(edition)
    keep_phrases = _phrase_keeper(edition.language.script)

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
        desk=Safe(copy.desk),
        fact=lambda name: Safe(copy.facts[name]),
        address=[Safe(line) for line in copy.address],
        label_style=label_style,
        colour=lambda value: paint(value, edition.theme.colours),
    )


def _template_finding(error: jinja2.TemplateError) -> Finding:
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
    message = f"The template cannot be filled in: {error.message}. Mend it."
    return Finding("template.error", Severity.ERROR, message, place)


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


def _exceptions(edition: Edition) -> _Hyphenator:
    words = edition.theme.hyphenation_exceptions.get(edition.language.tag, ())
    return _Hyphenator(words)


_PHRASE_PARSERS = {
    "Jpan": budoux.load_default_japanese_parser,
    "Hans": budoux.load_default_simplified_chinese_parser,
    "Hant": budoux.load_default_traditional_chinese_parser,
}


def _phrase_keeper(script: str) -> Callable[[str], str]:
    """Return what keeps phrases together in scripts that put no spaces between words."""
    parser = _phrase_parser(script)

    if parser is None:
        return str

    def keep(html: str) -> str:
        parts = _WHOLE.split(html)  # texts, and between them tags and facts
        return "".join(part if i % 2 else phrases(part) for i, part in enumerate(parts))

    def phrases(text: str) -> str:
        return "".join(f'<span class="phrase">{phrase}</span>' for phrase in parser.parse(text))

    return keep


@lru_cache(maxsize=8)
def _phrase_parser(script: str) -> budoux.Parser | None:
    load = _PHRASE_PARSERS.get(script)
    return load() if load else None


class _Hyphenator:
    """Sets words with the breaks that an exception list gives, instead of the dictionary's."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._breaks = {word.replace("-", "").lower(): word for word in words}
        plain = sorted(self._breaks, key=len, reverse=True)
        pattern = "|".join(map(re.escape, plain))
        self._pattern = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) if plain else None

    def __call__(self, text: str) -> str:
        return self._pattern.sub(self._set, text) if self._pattern else text

    def _set(self, match: re.Match[str]) -> str:
        broken = iter(self._breaks[match[0].lower()])
        result = []
        for letter in match[0]:
            if next(broken) == "-":
                result.append("\u00ad")
                next(broken)
            result.append(letter)
        return f'<span class="exception">{"".join(result)}</span>'


# --- CSS -----------------------------------------------------------------------------------------


def _css(edition: Edition, fold: Fold) -> str:
    theme = edition.theme
    sheets = theme.style_sheets
    own = [sheets["base.css"], sheets[f"{fold.layout}.css"]]
    if edition.large_print:
        own.append(sheets["large-print.css"])
    rules = "\n".join((_page_rules(theme, fold), language_rules(edition), *own))
    return paint(rules, theme.colours)


def _page_rules(theme: Theme, fold: Fold) -> str:
    """Give each panel a page of its size, with the bleed around it and the margin inside."""
    bleed, margin = LAYOUT_BLEED, theme.layouts[fold.layout].margin
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
.fact.name, .fact.line, .desk {{ font-family: {font_stack(any_script(theme, style), generic)} }}
"""


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
    if edition.clinic.logo:
        logo = edition.clinic.logo
        pictures[f"logo/{logo.name}"] = Path(logo.path).read_bytes()
    pictures["qr.svg"] = qr_code(copy.page_url)
    return pictures


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


def qr_code(address: str) -> bytes:
    """Return an SVG of the QR code for an address, one unit a module, quiet zone included."""
    buffer = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(
        buffer,
        kind="svg",
        border=QR_QUIET_ZONE,
        dark="#000000",
        light="#ffffff",
        xmldecl=False,
        omitsize=True,
    )
    return buffer.getvalue()
