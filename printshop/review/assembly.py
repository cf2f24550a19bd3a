"""Edition -> Review: the leaflet laid out as a draft, its texts numbered, a PDF to be signed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..compose import compose
from ..findings import Finding, Severity, worst
from ..geometry import Size
from ..messages import DESK, Approvals, language
from ..model import Edition, Fit
from ..profiles import LAYOUT_BLEED
from ..render import lay_out, write
from ..render.documents import set_document
from ..render.places import MessagePlace, message_places
from ..translate import translate
from .document import RULE, Numbered, Panel, Part, code_of, document_html, scale_of
from .finish import finish
from .markers import markers
from .texts import ReviewText, State, review_texts

Places = tuple[MessagePlace, ...]


@dataclass(frozen=True)
class Review:
    """A review as PDF, its texts in their order on paper, and the code of the texts as they are.

    ``pdf`` is None where it could not show every letter; ``findings`` then say which.
    """

    pdf: bytes | None
    texts: tuple[Numbered, ...]
    code: str
    findings: tuple[Finding, ...]

    def count(self, state: State) -> int:
        """Return how many texts are in a state."""
        return sum(entry.text.state is state for entry in self.texts)


def review(edition: Edition, approvals: Approvals) -> Review:
    """Make the review of an edition, whatever its profile.

    Texts that are fuzzy or stale are shown, and laid out, as they are. The same input gives the
    same bytes.
    """
    # Its panels stand alone: each on the ground that the theme gives it.
    edition = replace(edition, draft=True, brochure=replace(edition.brochure, spreads={}))
    proof = lay_out(compose(edition, translate(edition)[0]))
    panels, warnings = write(proof)
    texts = {text.key: text for text in review_texts(edition, approvals)}
    places = tuple(_of_texts(message_places(proof), texts, edition))
    numbered = _numbered(texts, places)
    entries = tuple(numbered.values())
    faces = tuple(_panels(edition, numbered, places, len(proof.fit.panel_fill)))
    html = document_html(edition, entries, faces, _parts(numbered, places))
    document = set_document(html, {"rule.svg": RULE}, edition.theme.fonts_folder)
    pdf = None
    if (worst(document.findings) or Severity.INFO) < Severity.ERROR:
        source = language(edition.brochure.source_language)
        pdf = finish(document, panels, (source.html_tag, edition.language.html_tag))
    layout = (*proof.findings, *warnings, *_overset(edition, proof.fit))
    findings = (*document.findings, *_softened(layout, document.findings))
    return Review(pdf, entries, code_of(entries), findings)


def _softened(layout: Iterable[Finding], said: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what is new in the findings on the panels: they keep nobody from reading the texts."""
    known = {finding.message for finding in said}
    for finding in layout:
        if finding.message not in known:
            yield replace(finding, severity=min(finding.severity, Severity.WARNING))


def _overset(edition: Edition, fit: Fit) -> Iterator[Finding]:
    if fit.lines_over:
        message = (
            f"The text is {fit.lines_over} lines too long for the fold {edition.fold.id}; in the "
            "review it runs over to panels that the leaflet does not have."
        )
        yield Finding("layout.overset", Severity.WARNING, message)


def _of_texts(places: Places, texts: Container[str], edition: Edition) -> Iterator[MessagePlace]:
    """Yield the places of the texts under review: the receptionist's line may be in another
    language than they are.
    """
    at_home = edition.clinic_language.tag == edition.language.tag
    for place in places:
        if place.key in texts and (at_home or place.key != DESK):
            yield place


def _numbered(texts: Mapping[str, ReviewText], places: Places) -> dict[str, Numbered]:
    """Number the texts: those on panels in reading order, then those read aloud, then the rest."""
    printed = [place.key for place in places]
    others = sorted(texts, key=lambda key: not texts[key].spoken)
    order = dict.fromkeys((*printed, *others))
    return {key: Numbered(number, texts[key]) for number, key in enumerate(order, 1)}


def _panels(
    edition: Edition, numbered: Mapping[str, Numbered], places: Places, count: int
) -> Iterator[Panel]:
    """Yield all panels, those that the text runs over into included."""
    fold, scale = edition.fold, scale_of(edition)
    widths = {panel.number: panel.width for panel in fold.panels}
    for number in range(1, count + 1):
        width = widths.get(number, max(widths.values()))
        size = Size(round(width * scale, 2), round(fold.sheet.height * scale, 2))
        here = [place for place in places if place.page == number]
        marked = ((numbered[place.key].number, place) for place in here)
        begun = dict.fromkeys(place.key for place in here if not place.continued)
        name = f"Panel {number} of {len(widths)}"
        if number > len(widths):
            name = f"Panel {number}: the text is too long for {len(widths)} panels"
        yield Panel(
            number,
            name,
            size,
            markers(marked, size, scale, LAYOUT_BLEED),
            tuple(numbered[key] for key in begun),
        )


def _parts(numbered: Mapping[str, Numbered], places: Places) -> tuple[Part, ...]:
    printed = {place.key for place in places}
    others = [entry for key, entry in numbered.items() if key not in printed]
    return (
        Part(
            "Read aloud by screen readers, not printed",
            "Descriptions of pictures and links, for patients who do not see them.",
            _those(others, spoken=True),
        ),
        Part(
            "Not on the leaflet shown here",
            "Texts that leaflets of other clinics or in another fold may print.",
            _those(others, spoken=False),
        ),
    )


def _those(entries: Iterable[Numbered], spoken: bool) -> tuple[Numbered, ...]:
    return tuple(entry for entry in entries if entry.text.spoken is spoken)
