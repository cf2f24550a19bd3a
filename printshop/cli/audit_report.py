"""An audit for the screen: tables in the order of their urgency, and texts word by word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from ..audit.changes import Change, FactChange, Text
from ..audit.groups import ClinicGroup, TextGroup, clinic_groups, text_groups
from ..audit.standing import Audit, Reason, Review, Spread, review_on
from ..audit.words import State, word_changes
from ..folds import UNFOLDED
from ..manifest import Manifest
from .report import Screen

MOST_ROWS = 40  # of a table
MOST_NAMES = 3  # of clinics, files or texts in a row

_MARKS = {
    State.KEPT: ("{}", ""),
    State.GONE: ("[-{}-]", "red"),
    State.NEW: ("{{+{}+}}", "green"),
}


def say(audit: Audit, manifest: Manifest, place: str, screen: Screen, messages: bool) -> None:
    """Print an audit of a place; with ``messages``, every text that changed, too."""
    _say_reviews(audit, screen)
    texts = tuple(text_groups(audit, manifest))
    clinics = clinic_groups(audit, manifest)
    _say_texts(texts, screen)
    _say_clinics(clinics, screen)
    _say_others(audit, screen)
    if messages:
        _Words(screen).say(texts, clinics)
    screen.say(_total(audit, place))


def _total(audit: Audit, place: str) -> str:
    if not audit.files:
        return f"\nNo build has noted a file of what was asked for in {place}."
    rest = audit.files - audit.current
    which = f"; {rest:,} would not" if rest else ""
    return f"\n{audit.current:,} of {audit.files:,} files would be made the same today{which}."


# --- reviews -------------------------------------------------------------------------------------


def _say_reviews(audit: Audit, screen: Screen) -> None:
    columns = ("brochure", "version", "review", "standing", "files", "printed past it", "near it")
    _table(screen, "Reviews", columns, [*_review_rows(audit)])


def _review_rows(audit: Audit) -> Iterator[tuple[str, ...]]:
    printed = _printed(audit)
    brochures = sorted(
        audit.brochures.values(), key=lambda brochure: (brochure.review, brochure.id)
    )
    for brochure in brochures:
        standing = standing_words(brochure.review, audit.today)
        review = brochure.review.isoformat()
        yield (brochure.id, brochure.version, review, standing, *_counts(printed[brochure.id]))
    for id in sorted(printed.keys() - audit.brochures.keys()):
        yield (id, "", "", Reason.WITHDRAWN.value, *_counts(printed[id]))


def _printed(audit: Audit) -> dict[str, Counter[Review]]:
    """Count each brochure's files by how the review that is printed in them stands."""
    printed: dict[str, Counter[Review]] = defaultdict(Counter)
    for (brochure, review), spread in audit.printed.items():
        printed[brochure][review_on(review, audit.today)] += spread.files
    return printed


def _counts(printed: Counter[Review]) -> tuple[str, str, str]:
    past, near = printed[Review.EXPIRED], printed[Review.DUE]
    return f"{printed.total():,}", f"{past:,}" if past else "", f"{near:,}" if near else ""


def standing_words(review: date, today: date) -> str:
    """Say how a review stands: in date, due in so many days, expired so many days ago."""
    left = (review - today).days
    standing = review_on(review, today)
    if standing is Review.EXPIRED:
        return f"expired {-left:,} days ago" if left < -1 else "expired yesterday"
    if standing is Review.DUE:
        return f"review due in {left} days" if left > 1 else "review due now"
    return str(standing.value)


# --- what changed --------------------------------------------------------------------------------


def _say_texts(groups: Sequence[TextGroup], screen: Screen) -> None:
    """Print a row for the languages and clinics in which the same texts changed."""
    alike: dict[tuple[str, ...], list[TextGroup]] = defaultdict(list)
    for group in groups:
        alike[_what_changed(group)].append(group)
    columns = ("brochure", "version", "changed", "which", "languages", "folds", "clinics", "files")
    rows = [_text_row(same) for same in alike.values()]
    _table(screen, "Printed from older texts", columns, rows)


def _which(group: TextGroup) -> list[str]:
    return [change.key for change in group.changes] + [fact.name for fact in group.facts]


def _what_changed(group: TextGroup) -> tuple[str, ...]:
    folds, clinics = "/".join(group.spread.folds), "/".join(group.spread.clinics)
    which = "/".join(_which(group))
    return (group.key.brochure, versions(group), _changed(group), which, folds, clinics)


def _text_row(same: Sequence[TextGroup]) -> tuple[str, ...]:
    """Return the row of groups that differ in their language only."""
    group = same[0]
    return (
        group.key.brochure,
        versions(group),
        _changed(group),
        _some(_which(group)),
        _some([each.key.language for each in same], counted=True),
        ", ".join(fold or UNFOLDED.name for fold in group.spread.folds),
        _some(group.spread.clinics, counted=True),
        f"{sum(each.spread.files for each in same):,}",
    )


def versions(group: TextGroup) -> str:
    """Say which version a group was printed from, and which one it is now."""
    then, now = group.key.then, group.key.now
    return then if then == now else f"{then} -> {now}"


def _changed(group: TextGroup) -> str:
    """Count what changed, by kind."""
    if not group.known:
        return "not known any more"
    kinds = Counter(change.kind for change in group.changes)
    counted = (
        (kinds["source"] + kinds["translation"], "text", "texts"),
        (kinds["added"], "new", "new"),
        (kinds["removed"], "gone", "gone"),
        (len(group.facts), "fact", "facts"),
    )
    said = [f"{count} {one if count == 1 else more}" for count, one, more in counted if count]
    return ", ".join(said) or "the version only"


def _say_clinics(groups: Sequence[ClinicGroup], screen: Screen) -> None:
    """Print a row for each set of facts that changed, however different the values are."""
    clinics: dict[tuple[str, ...], list[str]] = defaultdict(list)
    files: Counter[tuple[str, ...]] = Counter()
    for group in groups:
        facts = tuple(fact.name for fact in group.facts)
        clinics[facts] += group.clinics
        files[facts] += group.files
    rows = [
        (", ".join(facts) or "not known any more", _some(clinics[facts], True), f"{count:,}")
        for facts, count in files.most_common()
    ]
    columns = ("changed", "clinics", "files")
    _table(screen, "Printed with older data of the clinic", columns, rows)


def _say_others(audit: Audit, screen: Screen) -> None:
    rows = [
        (reason.value, brochure, _some(spread.clinics, True), f"{spread.files:,}", _files(spread))
        for reason in Reason
        for (of, brochure), spread in sorted(audit.others.items(), key=lambda item: item[0][1])
        if of is reason
    ]
    _table(screen, "Other files", ("what", "brochure", "clinics", "files", "such as"), rows)


def _files(spread: Spread) -> str:
    return ", ".join(spread.examples) + (", ..." if spread.files > len(spread.examples) else "")


def _table(
    screen: Screen, title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> None:
    """Print a table that has rows, the first of very many."""
    if rows:
        screen.say(f"\n{title}:")  # not the table's: it would be as narrow as the table
        screen.table("", columns, rows[:MOST_ROWS])
    if len(rows) > MOST_ROWS:
        screen.say(f"and {len(rows) - MOST_ROWS:,} more rows; --json has all.")


def _some(names: Sequence[str], counted: bool = False) -> str:
    """Name the first of many; ``counted`` says how many there are where they are not all named."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    first = f"{', '.join(names[:MOST_NAMES])}, ..."
    return f"{len(names):,}: {first}" if counted else first


# --- word by word --------------------------------------------------------------------------------


class _Words:
    """Changed texts in full; a source that changed for many languages is shown once."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._shown: set[tuple[str, str, str]] = set()

    def say(self, texts: Sequence[TextGroup], clinics: Sequence[ClinicGroup]) -> None:
        for group in texts:
            key, spread = group.key, group.spread
            where = f"{_number(spread.files, 'file')} of {_number(len(spread.clinics), 'clinic')}"
            title = f"{key.brochure} {key.language}, {versions(group)}, {where}: {_changed(group)}"
            self._screen.say(f"\n{title}")
            for change in group.changes:
                self._change(change)
            self._facts(group.facts)
        for some in clinics:
            self._screen.say(f"\n{_some(some.clinics, True)}, {_number(some.files, 'file')}:")
            self._facts(some.facts)

    def _change(self, change: Change) -> None:
        self._screen.say(f"  {change.key} ({_KINDS[change.kind]})")
        old, new = _source(change.before), _source(change.after)
        seen = (change.key, old, new)
        if seen in self._shown and old != new:
            self._screen.say("    source       as above")
        else:
            self._line("source", old, new)
        self._shown.add(seen)
        old, new = _translation(change.before), _translation(change.after)
        if change.after and old and not new:
            self._screen.say("    translation  there is none of the new text yet")
        elif old or new:
            self._line("translation", old, new)

    def _facts(self, facts: Sequence[FactChange]) -> None:
        for fact in facts:
            self._line(fact.name, fact.before, fact.after, indent="  ")

    def _line(self, name: str, old: str, new: str, indent: str = "    ") -> None:
        parts = [(f"{indent}{name:<12} ", "dim")]
        for run in word_changes(old, new):
            mark, style = _MARKS[run.state]
            parts.append((mark.format(run.text), style))
        self._screen.styled(parts)


_KINDS = {
    "added": "new",
    "removed": "gone",
    "source": "source changed",
    "translation": "translation changed",
}


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _source(text: Text | None) -> str:
    return text[0] if text else ""


def _translation(text: Text | None) -> str:
    return (text[1] or "") if text else ""
