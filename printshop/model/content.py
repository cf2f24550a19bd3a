"""What people write: brochures with their texts and pictures, and clinics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ..findings import Place
from .placeholders import placeholders_of


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

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of the facts that are filled in, in their order, as often as they stand."""
        return placeholders_of(self.text)


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture or font file: where it is and a digest of what is in it."""

    name: str
    path: str
    sha256: str

    def __hash__(self) -> int:
        return hash(self.sha256)  # themes have many fonts, and what is known of them is asked often


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
    """An entry of a list: an icon (decoration), a title, and a text unless only titles are set."""

    id: str
    icon: Asset | None
    title: Message
    text: Message | None


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
class Spread:
    """A decoration that lies under neighbouring panels of one side and runs over their folds.

    ``panels`` are their numbers, in no order: the fold says where they stand. ``tint`` is a colour
    of the theme, by name; ``picture`` lies on it.
    """

    panels: tuple[int, ...]
    tint: str
    picture: Asset | None
    place: Place


@dataclass(frozen=True, slots=True)
class Brochure:
    """The content of one brochure, without any layout.

    ``selections`` are the sections of folds, by id, that do not have room for all of it;
    ``spreads`` is what lies under the panels of a fold, by its id.
    """

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
    selections: Mapping[str, tuple[Section, ...]] = field(default_factory=dict)
    spreads: Mapping[str, tuple[Spread, ...]] = field(default_factory=dict)

    def on(self, fold: str) -> Brochure:
        """Return the brochure as it is on a fold: all of it, or what is selected for that fold."""
        sections = self.selections.get(fold)
        return self if sections is None else replace(self, sections=sections, selections={})

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
        under = (s.picture for row in self.spreads.values() for s in row if s.picture)
        every = {a.name: a for a in (*(p.asset for p in self.pictures()), *wide, *icons, *under)}
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
                if item.text:
                    yield item.text
        case Figure():
            for step in block.steps:
                yield from _picture_messages(step.picture)
                yield step.caption


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours on one day (``last`` is ``first``) or a run of days; 0 is Monday.

    A run may go over Sunday: 6 to 3. Days that open twice have two of these, the earlier first.
    """

    first: int
    last: int
    opens: str
    closes: str

    @property
    def days(self) -> tuple[int, ...]:
        """All days of the run, in order."""
        return tuple((self.first + i) % 7 for i in range((self.last - self.first) % 7 + 1))


BLANK = "imprint-of-the-clinic"  # instead of a clinic's values, in what all clinics share


@dataclass(frozen=True, slots=True)
class Clinic:
    """One clinic as printed on the contact panel.

    ``page`` is the address behind the QR code, with {language} and {brochure} in it. ``row`` is
    where it stands in a table of clinics, 0 in a file of its own.
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
    row: int = 0

    def blank(self, hours: bool) -> Clinic:
        """Return the clinic without its values, with words in their place that are in no text.

        It stands for all clinics that have opening ``hours``, or for all that have none.
        """
        return replace(
            self,
            id=BLANK,
            path="",
            name=BLANK,
            address=(BLANK,),
            phone=BLANK,
            mail=BLANK,
            web=BLANK,
            page=BLANK,
            hours=(Hours(0, 6, "00:00", "00:00"),) if hours else (),
            logo=None,
            row=0,
            language="",
        )

    def place(self, key: str) -> Place:
        """Return where what is said under a key stands: its file, or its row of a table."""
        return Place(self.path, self.row, key, str(self.row) if self.row else "")
