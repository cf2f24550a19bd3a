"""What an edition is made for: the screen, the office printer or the press."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .findings import Finding, Severity, worst
from .output_intents import OutputIntent

RGB, CMYK = "rgb", "cmyk"
CROP, FOLD, REGISTRATION, BAR, SLUG = MARKS = ("crop", "fold", "registration", "bar", "slug")


@dataclass(frozen=True, slots=True)
class Profile:
    """How a laid-out leaflet is finished.

    ``imposed``: panels stand on sheets as the fold wants them, else each panel is a page.
    ``colour``: RGB, or CMYK, which makes a file for the press (PDF/X-4) with ``output_intent``,
    or with the theme's where that is None.
    ``bleed`` and ``slug`` are mm: picture beyond the trim, and paper beyond that for ``marks``.
    ``fold_ticks``: short marks at the folds inside the trim, for hand folding.
    ``links``: hyperlinks are kept. ``standard``: what the file is, as printed in the slug line.
    ``signed_off``: every text in it has to be approved, and drafts say that they are drafts.
    ``gate``: an edition with a finding at least this severe is refused.
    ``variant``: stands in the file's name after the profile's. ``suffix``: its ending.
    ``folded``: made once for each fold; else it is a page without a layout, for browsers.
    """

    id: str
    name: str
    imposed: bool
    colour: str = RGB
    output_intent: OutputIntent | None = None
    bleed: float = 0.0
    slug: float = 0.0
    marks: tuple[str, ...] = ()
    fold_ticks: bool = False
    links: bool = True
    standard: str = ""
    signed_off: bool = False
    gate: Severity = Severity.ERROR
    variant: str = ""
    suffix: str = ".pdf"
    folded: bool = True

    def refuses(self, findings: tuple[Finding, ...]) -> bool:
        """Tell whether an edition with these findings is refused."""
        severity = worst(findings)
        return severity is not None and severity >= self.gate


@dataclass(frozen=True, slots=True)
class PressOptions:
    """What a print firm may want otherwise: some marks, a page a panel, its own press.

    None, and False, leave a profile as it is.
    """

    marks: tuple[str, ...] | None = None
    panels: bool = False
    output_intent: OutputIntent | None = None

    def applied(self, profile: Profile) -> Profile:
        """Return the profile with these options; one that is not for a press has none."""
        if profile.colour != CMYK:
            return profile
        if self.marks is not None:
            slug = profile.slug if self.marks else 0.0
            profile = replace(profile, marks=self.marks, slug=slug)
        if self.panels:
            profile = replace(profile, imposed=False, variant="panels")
        if self.output_intent is not None:
            profile = replace(profile, output_intent=self.output_intent)
        return profile


AS_USUAL = PressOptions()

PROFILES: dict[str, Profile] = {
    profile.id: profile
    for profile in (
        Profile(id="screen", name="pages in reading order, for screens", imposed=False),
        Profile(id="office", name="imposed, for a duplex printer", imposed=True, fold_ticks=True),
        Profile(
            id="press",
            name="imposed with bleed and marks, CMYK (PDF/X-4), for a print firm",
            imposed=True,
            colour=CMYK,
            bleed=3.0,
            slug=9.0,
            marks=MARKS,
            links=False,
            standard="PDF/X-4",
            signed_off=True,
        ),
        Profile(
            id="web",
            name="one page for browsers, telephones first (HTML)",
            imposed=False,
            suffix=".html",
            folded=False,
        ),
    )
}

# Panels are always laid out with this much picture beyond the trim, so that all profiles share
# one layout; each profile cuts off what it does not want.
LAYOUT_BLEED = 3.0
