"""What is made: editions, and what they go through until they are files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..findings import Finding, Place
from ..folds import Fold
from ..output_intents import OutputIntent
from ..profiles import Profile
from .content import Brochure, Clinic, Message
from .languages import Catalog, Language
from .themes import Layout, Theme

DRAFT = "DRAFT"  # in the name of a draft's file, and across its panels


@dataclass(frozen=True, slots=True)
class Edition:
    """One file to make: brochure x language x clinic x fold x profile, self-contained.

    A ``draft`` holds texts that are not current or not approved, and says so on every panel.
    ``large_print`` is its body size in points, where it is one for readers with low vision.
    """

    brochure: Brochure
    language: Language
    clinic: Clinic
    clinic_language: Language
    catalogs: tuple[Catalog, ...]
    shared_messages: tuple[Message, ...]
    theme: Theme
    fold: Fold
    profile: Profile
    draft: bool = False
    large_print: float | None = None

    @property
    def file(self) -> str:
        """The file, below the output folder."""
        return f"{self.name}{self.profile.suffix}"

    @property
    def name(self) -> str:
        """The name of the file, without its ending, below the output folder."""
        parts = [self.brochure.id, self.language.tag, self.fold.id, self.profile.id]
        if self.large_print:
            parts.insert(3, f"large-print-{self.large_print:g}")
        if self.profile.variant:
            parts.append(self.profile.variant)
        if self.draft:
            parts.append(DRAFT)
        return f"{self.clinic.id}/{'.'.join(part for part in parts if part)}"

    @property
    def output_intent(self) -> OutputIntent:
        """The press it is made for: what was asked for, else the theme's."""
        return self.profile.output_intent or self.theme.output_intent

    def catalog(self, tag: str, domain: str) -> Catalog | None:
        """Return the language's catalog of a brochure or of ``common``, None if it has none."""
        return next((c for c in self.catalogs if (c.tag, c.domain) == (tag, domain)), None)


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of one edition, ready to set: HTML by message key, plain text where HTML cannot be.

    ``facts`` and ``address`` are HTML too, formatted and isolated. ``hours`` are runs of days with
    their times, ``week`` is every day with its times, none if the hours are not known. ``desk`` is
    the receptionist's line. ``links`` maps a hyperlink's address to its description in the
    edition's language. ``places`` is where each text was found, by message key.
    """

    html: Mapping[str, str]
    plain: Mapping[str, str]
    facts: Mapping[str, str]
    address: tuple[str, ...]
    hours: tuple[tuple[str, str], ...]
    week: tuple[tuple[str, str], ...]
    page_url: str
    desk: str
    links: Mapping[str, str]
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Markup:
    """A leaflet as HTML and CSS, with the pictures it names and the sizes copyfit may try.

    ``sheets`` are its style sheets, the last one stronger; one that other leaflets have, too, is
    read once.
    """

    html: str
    sheets: tuple[str, ...]
    assets: Mapping[str, bytes]
    fold: Fold
    layout: Layout
    fonts_folder: str
    fonts: tuple[str, ...]
    links: Mapping[str, str]

    @property
    def css(self) -> str:
        """All style sheets as one."""
        return "\n".join(self.sheets)


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
class Deposit:
    """What became of a file where it was made: it is in its place already, or why it is not.

    ``stamp`` is the place's own. ``staged`` is the file's name in the place's staging area, from
    which it is still to be moved. Without either, or with a ``trouble``, the bytes are still to be
    written.
    """

    sha256: str = ""
    size: int = 0
    stamp: tuple[int | str, ...] = ()
    trouble: str = ""
    staged: str = ""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished edition: its file's bytes, None where it was refused or failed, findings and fit.

    The file is a PDF, or the page of a profile that is not folded. Its bytes are empty where it is
    in its place: it was there, or who made it wrote it, there or near by, as ``deposit`` says.
    """

    name: str
    pdf: bytes | None
    findings: tuple[Finding, ...] = ()
    fit: Fit | None = None
    failure: str = ""
    deposit: Deposit | None = None
    seconds: float = field(default=0.0, compare=False)
