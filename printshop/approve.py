"""Approvals: who approved which texts, and on which day, recorded beside the catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

from .catalog_findings import translation_findings
from .catalogs.document import parse
from .catalogs.header import UNREVIEWED, with_field, without_note
from .errors import BrochureError, InputError
from .findings import Finding, Place, Severity
from .load import Library, load_library
from .messages import (
    COMMON,
    REVIEW_HEADER,
    Catalogs,
    approval_line,
    approvals_path,
    catalog_path,
    is_current,
    load_catalogs,
    short_code,
    text_digest,
)
from .model import Approval, Brochure, Fact, Language, Message, Translation
from .sign_off import approval_of
from .storage import keep_inside, turn
from .write import write_file

Errors = Mapping[Place, Finding]


@dataclass(frozen=True)
class Signature:
    """Who approves, in which role, on which day (ISO 8601)."""

    by: str
    role: str
    on: str


@dataclass(frozen=True)
class Approved:
    """How many texts were approved now, how many before, and why some could not be, by key."""

    added: int
    before: int
    left: Mapping[str, str]


class ChangedError(BrochureError):
    """The texts are no longer those that somebody read and wants to approve."""


@dataclass(frozen=True)
class Standing:
    """How far a text is; ``digest`` is what an approval of it names.

    ``former`` is the last approval of it as it was before, where nobody approved it as it is.
    ``reason`` is why it cannot be approved (missing, unconfirmed, borrowed or wrong), nothing where
    it can, and ``trouble`` says the same in words.
    """

    domain: str
    key: str
    digest: str
    approval: Approval | None
    former: Approval | None
    reason: str
    trouble: str


def standings(
    library: Library, catalogs: Catalogs, tag: str, brochure_id: str, errors: Errors | None = None
) -> tuple[Standing, ...]:
    """Return how far the texts of a brochure are in a language, those that all share included.

    ``errors`` are those of ``errors_in``; without them nothing is said to be wrong. Raises
    BrochureError for a brochure or language that does not exist.
    """
    texts = _texts(library, _brochure(library, brochure_id), catalogs, tag)
    return tuple(_standing(library, text, errors or {}) for text in texts)


def errors_in(root: Path, tag: str) -> Errors:
    """Return what the checks find so wrong in a language that it cannot be approved, by place."""
    found = translation_findings(root, (tag,))
    return {f.place: f for f in found if f.severity >= Severity.ERROR}


def approve(
    root: Path,
    tag: str,
    brochure_id: str,
    signature: Signature,
    keys: tuple[str, ...] = (),
    code: str | None = None,
) -> Approved:
    """Add approvals of all texts that can be approved, or of those under ``keys``.

    ``code`` is that of the texts on the review that was signed, or of those under ``keys`` alone.

    Raises BrochureError for a brochure, language or key that does not exist, and ChangedError where
    the texts are no longer those that had the code. Who approves at the same time waits.
    """
    with turn(root, "locales"):
        return _approve(root, tag, brochure_id, signature, keys, code)


def _approve(
    root: Path,
    tag: str,
    brochure_id: str,
    signature: Signature,
    keys: tuple[str, ...],
    code: str | None,
) -> Approved:
    library, texts, errors = _read(root, tag, brochure_id)
    _refuse_unknown(keys, texts)
    wanted = [text for text in texts if not keys or text.message.key in keys]
    _refuse_changed(code, texts, wanted)
    troubles = {text.message.key: _trouble(text, errors)[1] for text in wanted}
    left = {key: trouble for key, trouble in troubles.items() if trouble}
    sound = [text for text in wanted if text.message.key not in left]
    added = [text for text in sound if not _approval(library, text)]
    for path in (approvals_path(root, tag), catalog_path(root, tag, brochure_id)):
        keep_inside(root, path)
    _append(approvals_path(root, tag), added, signature)
    if added:
        approved = [text for text in texts if text in added or _approval(library, text)]
        _say_in_headers(root, tag, _whole_domains(texts, approved), signature)
    return Approved(len(added), len(sound) - len(added), left)


@dataclass(frozen=True)
class _Text:
    """A text as it is printed in a language; ``tag`` is the language it is taken from."""

    tag: str
    domain: str
    message: Message
    translation: Translation | None
    facts: tuple[Fact, ...]
    own: bool

    @property
    def text(self) -> str:
        return self.translation.text if self.translation else ""

    @property
    def digest(self) -> str:
        return text_digest(self.tag, self.domain, self.message, self.text, self.facts)


def _read(root: Path, tag: str, brochure_id: str) -> tuple[Library, tuple[_Text, ...], Errors]:
    """Return the workspace, the texts, and what the checks find wrong with them."""
    library = load_library(root)
    catalogs, findings = load_catalogs(root, library.languages)
    if findings:
        raise InputError(tuple(findings))
    texts = tuple(_texts(library, _brochure(library, brochure_id), catalogs, tag))
    return library, texts, errors_in(root, tag)


def _standing(library: Library, text: _Text, errors: Errors) -> Standing:
    reason, trouble = _trouble(text, errors)
    approval = _approval(library, text) if is_current(text.message, text.translation) else None
    given = library.approvals.get((text.tag, text.domain, text.message.key), ())
    former = given[-1] if given and approval is None else None
    key, digest = text.message.key, text.digest
    return Standing(text.domain, key, digest, approval, former, reason, trouble)


def _brochure(library: Library, id: str) -> Brochure:
    if id not in library.brochures:
        known = ", ".join(library.brochures)
        raise BrochureError(f"There is no brochure '{id}'. There are: {known}.")
    return library.brochures[id]


def _texts(library: Library, brochure: Brochure, catalogs: Catalogs, tag: str) -> Iterator[_Text]:
    if (tag, brochure.id) not in catalogs:
        raise BrochureError(
            f"There is no catalog of '{brochure.id}' in '{tag}'; start one with "
            f"'catalog new {tag}'."
        )
    for domain, messages, facts in (
        (brochure.id, brochure.messages(), brochure.facts),
        (COMMON, library.shared_messages, ()),
    ):
        for message in messages:
            of, translation = _printed(library.language(tag), catalogs, domain, message)
            yield _Text(of, domain, message, translation, facts, of == tag)


def _printed(
    language: Language, catalogs: Catalogs, domain: str, message: Message
) -> tuple[str, Translation | None]:
    """Return the translation that a leaflet has, and the language it is taken from."""
    for tag in language.chain:
        catalog = catalogs.get((tag, domain))
        translation = catalog.entries.get(message.key) if catalog else None
        if translation and translation.text:
            return tag, translation
    return language.tag, None


def _refuse_unknown(keys: tuple[str, ...], texts: tuple[_Text, ...]) -> None:
    unknown = sorted(set(keys) - {text.message.key for text in texts})
    if unknown:
        raise BrochureError(f"There is no text under the key '{unknown[0]}'.")


def _refuse_changed(code: str | None, texts: Iterable[_Text], wanted: Iterable[_Text]) -> None:
    now = _code(texts)
    if code is not None and code.strip().upper() not in {now, _code(wanted)}:
        raise ChangedError(
            f"The texts have the code {now} now, not {code}: some have changed since the review. "
            "Write a new review, or approve single texts with --key."
        )


def _code(texts: Iterable[_Text]) -> str:
    return short_code(text.digest for text in texts)


def _trouble(text: _Text, errors: Errors) -> tuple[str, str]:
    """Return why a text cannot be approved, in a word and in a sentence; nothing where it can."""
    translation = text.translation
    if translation is None:
        return "missing", "it has no translation"
    if not text.own:
        return "borrowed", f"it is taken from '{text.tag}'; approve it there"
    if not is_current(text.message, translation):
        return "unconfirmed", "its translation is fuzzy, or of an older source"
    error = errors.get(translation.place)
    return ("wrong", f"{error.message.rstrip('.')} ({error.place})") if error else ("", "")


def _approval(library: Library, text: _Text) -> Approval | None:
    return approval_of(
        library.approvals, text.tag, text.domain, text.message, text.text, text.facts
    )


def _append(path: Path, texts: list[_Text], signature: Signature) -> None:
    if not texts:
        return
    old = path.read_bytes() if path.exists() else b""
    ended = old if not old or old.endswith(b"\n") else old + b"\n"
    lines = (
        approval_line(Approval(text.domain, text.message.key, text.digest, *astuple(signature)))
        for text in texts
    )
    write_file(path, ended + "".join(lines).encode())


def _whole_domains(texts: tuple[_Text, ...], approved: list[_Text]) -> list[str]:
    """Return the domains all of whose texts are approved."""
    waiting = {text.domain for text in texts if text not in approved}
    return [d for d in dict.fromkeys(text.domain for text in texts) if d not in waiting]


def _say_in_headers(root: Path, tag: str, domains: list[str], signature: Signature) -> None:
    """Write into the headers of catalogs that are approved as a whole who did it last."""
    who = f"{signature.by}, {signature.role}, {signature.on}"
    for domain in domains:
        path = catalog_path(root, tag, domain)
        document = parse(path.read_bytes(), path.relative_to(root).as_posix())
        signed = without_note(with_field(document, REVIEW_HEADER, who), UNREVIEWED)
        write_file(path, signed.to_bytes())
