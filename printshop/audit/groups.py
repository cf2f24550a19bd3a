"""An audit's groups with what changed in them: read when all files were looked at, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..manifest import Manifest
from .changes import Change, FactChange, changes, fact_changes
from .standing import Audit, Spread, TextKey


@dataclass(frozen=True, slots=True)
class TextGroup:
    """Files that were printed from the same older texts, and what changed since.

    ``known`` is False where the output folder has lost what the texts were.
    """

    key: TextKey
    spread: Spread
    changes: tuple[Change, ...]
    facts: tuple[FactChange, ...]
    known: bool = True


@dataclass(frozen=True, slots=True)
class ClinicGroup:
    """Clinics whose facts changed in the same way since files of theirs were printed."""

    facts: tuple[FactChange, ...]
    clinics: tuple[str, ...]
    files: int


def text_groups(audit: Audit, manifest: Manifest) -> Iterator[TextGroup]:
    """Yield the groups of texts that changed, by brochure and language."""
    for key in sorted(audit.texts):
        before, after = manifest.copy(key.before), audit.present.copy(key.after)
        spread = audit.texts[key]
        if before is None:
            yield TextGroup(key, spread, (), (), known=False)
        else:
            texts = changes(before.messages, after.messages)
            yield TextGroup(key, spread, texts, fact_changes(before.facts, after.facts))


def clinic_groups(audit: Audit, manifest: Manifest) -> tuple[ClinicGroup, ...]:
    """Return the clinics whose facts changed, those that changed alike together, most first."""
    clinics: dict[tuple[FactChange, ...], list[str]] = {}
    files: dict[tuple[FactChange, ...], int] = {}
    for key in sorted(audit.clinics):
        before = manifest.clinic(key.before)
        now = audit.present.clinic(key.clinic)
        facts = fact_changes(before.facts, now.facts) if before else ()
        clinics.setdefault(facts, []).append(key.clinic)
        files[facts] = files.get(facts, 0) + audit.clinics[key].files
    groups = (ClinicGroup(facts, tuple(clinics[facts]), files[facts]) for facts in clinics)
    return tuple(sorted(groups, key=lambda group: (-len(group.clinics), group.clinics)))
