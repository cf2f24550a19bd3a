"""Findings -> what an assistant is told: ready or not, and whom to ask about what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...findings import Finding, Severity
from ...sign_off import SignOff
from ..pages import finding_entry
from ..texts import Texts

CLINIC, WORDS, LEAFLET = "clinic", "words", "leaflet"
_CLINIC_FILES = "brochures/clinics/"

# Of whom findings speak, by the start of their codes: her own clinic, or the translation.
_CLINIC_CODES = ("clinic.", "contact.", "qr.address", "link.")
_WORDS_CODES = (
    "text.missing",
    "text.fuzzy",
    "text.stale",
    "text.fallback",
    "text.unconfirmed",
    "text.unapproved",
    "text.markup",
    "text.placeholder",
)
_SAID_OTHERWISE = ("text.unapproved", "text.unconfirmed")  # as a sentence of its own


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a leaflet: whether it may be printed, sentences, and findings as they are."""

    ready: bool
    sentences: tuple[str, ...]
    details: tuple[dict[str, str], ...]


def verdict(
    t: Texts, state: SignOff, findings: Sequence[Finding], made: bool, failed: bool, unchecked: int
) -> Verdict:
    """Judge a leaflet for the print firm from all that was found.

    ``made``: there is a file; ``failed``: the program could not make one, which is nobody's fault
    but its own; ``unchecked``: so many checks could not be made.
    """
    findings = tuple(dict.fromkeys(findings))
    errors = [finding for finding in findings if finding.severity >= Severity.ERROR]
    ready = made and not errors and not state.waiting and not state.unapproved
    sentences = [t("order.verdict.ready")] if ready else []
    sentences += _sign_off_sentences(t, state)
    sentences += _sentences(t, errors, "wrong")
    if failed:
        sentences.append(t("order.verdict.failed"))
    warnings = [finding for finding in findings if finding.severity is Severity.WARNING]
    sentences += _sentences(t, warnings, "remark")
    if unchecked:
        sentences.append(t("order.verdict.unchecked", n=unchecked))
    if not sentences:
        sentences.append(t("order.verdict.failed"))
    details = (finding_entry(finding) for finding in (*errors, *warnings))
    return Verdict(ready, tuple(sentences), tuple(details))


def _sign_off_sentences(t: Texts, state: SignOff) -> Iterator[str]:
    if state.waiting:
        yield t("order.verdict.waiting", n=len(state.waiting))
    if state.unapproved:
        yield t("order.verdict.unapproved", n=len(state.unapproved))


def _sentences(t: Texts, findings: Iterable[Finding], kind: str) -> Iterator[str]:
    """Yield a sentence for each of those whom findings are for; those for her word by word."""
    subjects: dict[str, list[Finding]] = {}
    for finding in findings:
        subjects.setdefault(subject_of(finding), []).append(finding)
    for finding in subjects.get(CLINIC, ()):
        yield t(f"order.verdict.clinic-{kind}", what=finding.message)
    words = [f for f in subjects.get(WORDS, ()) if f.code not in _SAID_OTHERWISE]
    if words:
        yield t(f"order.verdict.words-{kind}", n=len(words))
    if LEAFLET in subjects:
        yield t(f"order.verdict.leaflet-{kind}", n=len(subjects[LEAFLET]))


def subject_of(finding: Finding) -> str:
    """Return what a finding is about: the clinic, the words, or the leaflet and its design."""
    if finding.place.file.startswith(_CLINIC_FILES) or finding.code.startswith(_CLINIC_CODES):
        return CLINIC
    return WORDS if finding.code.startswith(_WORDS_CODES) else LEAFLET
