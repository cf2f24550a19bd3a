"""The nouns of the domain: frozen, complete at birth, small enough to send to another process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .findings import Finding, Place
from .folds import Fold
from .profiles import Profile

# --- what people write ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """A text to translate: its stable key, the source text (may hold inline markup) and its place.

    ``comment`` tells the translator where the text stands. ``plain`` texts (alternative texts,
    descriptions of links) go where no markup can stand.
    """

    key: str
    text: str
    comment: str
    place: Place
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture or font file: where it is and a digest of what is in it."""

    name: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word inside a picture, as drawn in the SVG: lifted out of it and set in every language.

    ``left`` and ``top`` are the anchor's place in percent of the picture; ``anchor`` is start,
    middle or end as in SVG.
    """

    message: Message
    left: float
    top: float
    anchor: str
    colour: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An illustration with its alternative text and the labels in it."""

    asset: Asset
    alt: Message
    width: float
    height: float
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    id: str
    text: Message


@dataclass(frozen=True, slots=True)
class Step:
    """One picture of a figure, with its caption."""

    id: str
    picture: Picture
    caption: Message


@dataclass(frozen=True, slots=True)
class Figure:
    id: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list: an icon (decoration), a title and a text."""

    id: str
    icon: Asset | None
    title: Message
    text: Message


@dataclass(frozen=True, slots=True)
class ItemList:
    id: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A box that stands out; ``tone`` is suitable, caution or note."""

    id: str
    tone: str
    title: Message
    text: Message


Block = Paragraph | Figure | ItemList | Callout


def block_kind(block: Block) -> str:
    """Return the name under which the templates know the block."""
    return {Paragraph: "paragraph", Figure: "figure", ItemList: "list", Callout: "callout"}[
        type(block)
    ]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the brochure.

    ``panel``: own (it begins on a new panel), preferred (it does where that costs little type
    size) or flow (it follows what stands before it).
    """

    id: str
    heading: Message | None
    blocks: tuple[Block, ...]
    style: str = "plain"
    panel: str = "flow"


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed value that is filled into texts: formatted per language and isolated once.

    ``kind`` is phone, mail, url, date, number, measure or name. ``numbers`` are one number or the
    two ends of a range; ``unit`` is a CLDR unit such as length-millimeter.
    """

    name: str
    kind: str
    text: str = ""
    date: date | None = None
    numbers: tuple[Decimal, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Brochure:
    """The content of one brochure, without any layout."""

    id: str
    path: str
    title: Message
    version: str
    produced: date
    review: date
    theme: str
    folds: tuple[str, ...]
    languages: tuple[str, ...]
    cover: Picture | None
    cover_wide: Asset | None
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...] = ()
    source_language: str = "en"

    def messages(self) -> tuple[Message, ...]:
        """All texts to translate, in reading order."""
        return tuple(self._messages())

    def pictures(self) -> tuple[Picture, ...]:
        """The cover and the pictures of figures, in reading order."""
        cover = (self.cover,) if self.cover else ()
        return cover + tuple(step.picture for step in self._steps())

    def assets(self) -> tuple[Asset, ...]:
        """Every picture file, icons included, each once, by name."""
        icons = (
            item.icon
            for block in self._blocks()
            if isinstance(block, ItemList)
            for item in block.items
            if item.icon
        )
        wide = (self.cover_wide,) if self.cover_wide else ()
        every = {a.name: a for a in (*(p.asset for p in self.pictures()), *wide, *icons)}
        return tuple(every[name] for name in sorted(every))

    def _blocks(self) -> Iterator[Block]:
        for section in self.sections:
            yield from section.blocks

    def _steps(self) -> Iterator[Step]:
        for block in self._blocks():
            if isinstance(block, Figure):
                yield from block.steps

    def _messages(self) -> Iterator[Message]:
        yield self.title
        if self.cover:
            yield from _picture_messages(self.cover)
        for section in self.sections:
            if section.heading:
                yield section.heading
            for block in section.blocks:
                yield from _block_messages(block)


def _picture_messages(picture: Picture) -> Iterator[Message]:
    yield picture.alt
    yield from (label.message for label in picture.labels)


def _block_messages(block: Block) -> Iterator[Message]:
    match block:
        case Paragraph():
            yield block.text
        case Callout():
            yield block.title
            yield block.text
        case ItemList():
            for item in block.items:
                yield item.title
                yield item.text
        case Figure():
            for step in block.steps:
                yield from _picture_messages(step.picture)
                yield step.caption


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours on one day (``last`` is ``first``) or a run of days; 0 is Monday."""

    first: int
    last: int
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Clinic:
    """One clinic as printed on the contact panel.

    ``page`` is the address behind the QR code, with {language} and {brochure} in it.
    """

    id: str
    path: str
    name: str
    language: str
    address: tuple[str, ...]
    phone: str
    mail: str
    web: str
    page: str
    hours: tuple[Hours, ...]
    logo: Asset | None


# --- languages and themes ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Translation:
    """A catalog entry: the source text it was made from, the translation, and its state."""

    source: str
    text: str
    fuzzy: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Catalog:
    """One language's translations of one brochure (or of what all share), by message key."""

    tag: str
    domain: str
    entries: Mapping[str, Translation]
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its tag, script (ISO 15924), direction, own name and where it falls back to."""

    tag: str
    script: str
    direction: str
    autonym: str
    chain: tuple[str, ...]

    @property
    def html_tag(self) -> str:
        """The tag as BCP 47 and HTML write it."""
        return self.tag.replace("_", "-")


@dataclass(frozen=True, slots=True)
class ScriptStyle:
    """How a script is set: font stacks, weights, line height, emphasis."""

    body: tuple[str, ...]
    heading: tuple[str, ...]
    heading_weight: int
    line_height: float
    heading_line_height: float
    emphasis: str
    hyphenate: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The room a theme gives to a kind of fold: body sizes in points, margin in mm.

    ``wide_cover``: the cover is a banner, and wants the picture that was recomposed as one.
    """

    smallest: float
    largest: float
    step: float
    margin: float
    wide_cover: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """The look: colours by name, scripts, layouts, style sheets and templates as text, fonts."""

    id: str
    path: str
    colours: Mapping[str, str]
    scripts: Mapping[str, ScriptStyle]
    layouts: Mapping[str, Layout]
    hyphenation_limit: str
    unhyphenated: tuple[str, ...]
    hyphenation_exceptions: Mapping[str, tuple[str, ...]]
    style_sheets: Mapping[str, str]
    templates: Mapping[str, str]
    fonts: tuple[Asset, ...]
    fonts_folder: str

    def script_style(self, script: str) -> ScriptStyle:
        """Return how the theme sets a script."""
        return self.scripts.get(script, self.scripts["default"])

    @property
    def body_families(self) -> tuple[str, ...]:
        """The font families of all scripts' text, each once."""
        every = (family for style in self.scripts.values() for family in style.body)
        return tuple(dict.fromkeys(every))


# --- what is made --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edition:
    """One file to make: brochure x language x clinic x fold x profile, self-contained."""

    brochure: Brochure
    language: Language
    clinic: Clinic
    clinic_language: Language
    catalogs: tuple[Catalog, ...]
    shared_messages: tuple[Message, ...]
    theme: Theme
    fold: Fold
    profile: Profile

    @property
    def name(self) -> str:
        """The name of the file, without its ending, below the output folder."""
        parts = (self.brochure.id, self.language.tag, self.fold.id, self.profile.id)
        return f"{self.clinic.id}/{'.'.join(parts)}"

    def catalog(self, tag: str, domain: str) -> Catalog | None:
        """Return the language's catalog of a brochure or of ``common``, None if it has none."""
        return next((c for c in self.catalogs if (c.tag, c.domain) == (tag, domain)), None)


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of one edition, ready to set: HTML by message key, plain text where HTML cannot be.

    ``facts`` and ``address`` are HTML too, formatted and isolated. ``desk`` is the receptionist's
    line. ``links`` maps a hyperlink's address to its description in the edition's language.
    ``places`` is where each text was found, by message key.
    """

    html: Mapping[str, str]
    plain: Mapping[str, str]
    facts: Mapping[str, str]
    address: tuple[str, ...]
    hours: tuple[tuple[str, str], ...]
    page_url: str
    desk: str
    links: Mapping[str, str]
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Markup:
    """A leaflet as HTML and CSS, with the pictures it names and the sizes copyfit may try."""

    html: str
    css: str
    assets: Mapping[str, bytes]
    fold: Fold
    layout: Layout
    fonts_folder: str
    fonts: tuple[str, ...]
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fit:
    """What copyfit found: body size in points, how full the panels are (0 to 1), layouts tried.

    ``alignment``: so many of the sections that prefer a panel of their own got it.
    """

    body: float
    alignment: int
    fill: float
    layouts: int
    lines_over: int = 0
    panel_fill: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished edition: its PDF (None where it was refused or failed), findings and fit."""

    name: str
    pdf: bytes | None
    findings: tuple[Finding, ...] = ()
    fit: Fit | None = None
    failure: str = ""
    seconds: float = field(default=0.0, compare=False)
