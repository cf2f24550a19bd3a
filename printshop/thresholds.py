"""What a finished file is held against: the numbers of the trade, and how bad it is to miss them.

The defaults are what is usual in offset printing and in patient information. A print firm may have
others: ``check --profile-file`` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .findings import Severity
from .profiles import CMYK, Profile

# Sections that patient information needs, by the ids they go by; a source of any language may name
# its own in a profile file.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "risks": ("risks", "risk", "side-effects", "complications", "safety"),
    "alternatives": ("alternatives", "alternative", "options", "other-treatments"),
    "aftercare": ("aftercare", "after", "recovery", "afterwards", "care"),
    "contact": ("contact",),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers that checks compare with; None where a profile does not ask for one.

    Distances are mm, sizes of type and widths of lines are points, ink is percent of all inks
    together, resolutions are pixels an inch at the size a picture is placed in.
    """

    # Cut and folded.
    bleed: float | None = 3.0  # picture beyond the trim, where there is picture at the trim
    text_to_trim: float | None = 5.0  # error below: the knife may stray
    text_to_fold: float | None = 5.0  # warning below
    text_to_fold_least: float | None = 3.0  # error below

    # Pictures and lines.
    image_least: float | None = 150.0  # error below
    image_good: float | None = 250.0  # warning below; 300 is the aim
    bitmap_least: float | None = 550.0  # warning below, for pictures of one bit
    line_thinnest: float | None = 0.25  # warning below

    # Ink.
    ink_most: float | None = 300.0  # warning above
    ink_limit: float | None = 330.0  # error above
    ink_area: float = 15.0  # mm2: less than this is no trouble for a press
    small_text: float = 12.0  # black text below overprints, and is black ink alone

    # Type.
    body_least: float = 9.0  # error below (package leaflets); clear print is 12, large print 16
    text_least: float = 6.0  # warning below, for what is not body text
    line_spacing: float = 1.2  # of the type size; error below
    line_longest: float = 100.0  # characters; warning above
    italics_longest: float = 80.0  # characters in a row; warning above
    capitals_longest: float = 30.0  # characters in a row; warning above

    # Contrast (WCAG 2.2, 1.4.3); large is 18 pt, or 14 pt bold.
    contrast: float = 4.5
    contrast_large: float = 3.0

    # QR codes (ISO/IEC 18004).
    qr_module: float = 0.5  # mm a side
    qr_quiet: float = 4.0  # modules around

    # Advice on words.
    sentence_longest: float = 15.0  # words
    reading_ease: float = 60.0  # Flesch, Flesch-Douma


@dataclass(frozen=True, slots=True)
class Requirements:
    """A profile as files are checked against it: its thresholds, and what else somebody wants.

    ``severities`` replace those of findings, by code; None switches one off. ``sections`` are what
    patient information needs, each by the ids it may have. ``guarantees`` are further words that
    promise too much, by language; a * stands for any letters that follow. ``output_conditions``
    are the printing conditions that are accepted, by their registered names; none accepts all.
    """

    profile: Profile
    name: str
    thresholds: Thresholds
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: SECTIONS)
    guarantees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    output_conditions: tuple[str, ...] = ()

    @property
    def for_press(self) -> bool:
        """Whether a print firm gets the file, as inks."""
        return self.profile.colour == CMYK


def requirements(profile: Profile) -> Requirements:
    """Return what is asked of a profile's files: of what is printed all, of a screen less."""
    thresholds = Thresholds()
    if profile.colour != CMYK:
        thresholds = replace(thresholds, bleed=None, ink_most=None, ink_limit=None)
        if not profile.imposed:
            thresholds = replace(
                thresholds,
                text_to_trim=None,
                text_to_fold=None,
                text_to_fold_least=None,
                image_least=None,
                image_good=None,
                bitmap_least=None,
                line_thinnest=None,
            )
    return Requirements(profile, profile.id, thresholds)
