"""Approvals: who approved which texts, and on which day, recorded beside the catalogs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from .model import Approval, Brochure, Fact, Message, Translation
from .sign_off import approval_of
from .write import write_file


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


def approve(
    root: Path,
    tag: str,
    brochure_id: str,
    signature: Signature,
    keys: tuple[str, ...] = (),
    code: str | None = None,
) -> Approved:
    """Add approvals of all texts that can be approved, or of those under ``keys``.

    ``code`` is that of the texts on the review that was signed.

    Raises BrochureError for a brochure, language or key that does not exist, and where the texts
    are no longer those that had the code.
    """
    library = load_library(root)
    catalogs, findings = load_catalogs(root, library.languages)
    if findings:
        raise InputError(tuple(findings))
    found = translation_findings(root, (tag,))
    errors = {f.place: f for f in found if f.severity >= Severity.ERROR}
    texts = tuple(_texts(library, _brochure(library, brochure_id), catalogs, tag))
    _refuse_unknown(keys, texts)
    _refuse_changed(code, texts)
    wanted = [text for text in texts if not keys or text.message.key in keys]
    left = {text.message.key: trouble for text in wanted if (trouble := _trouble(text, errors))}
    sound = [text for text in wanted if text.message.key not in left]
    added = [text for text in sound if not _approval(library, text)]
    _append(approvals_path(root, tag), added, signature)
    if added:
        approved = [text for text in texts if text in added or _approval(library, text)]
        _say_in_headers(root, tag, _whole_domains(texts, approved), signature)
    return Approved(len(added), len(sound) - len(added), left)


@dataclass(frozen=True)
class _Text:
    tag: str
    domain: str
    message: Message
    translation: Translation | None
    facts: tuple[Fact, ...]

    @property
    def text(self) -> str:
        return self.translation.text if self.translation else ""

    @property
    def digest(self) -> str:
        return text_digest(self.tag, self.domain, self.message, self.text, self.facts)


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
        catalog = catalogs.get((tag, domain))
        for message in messages:
            translation = catalog.entries.get(message.key) if catalog else None
            yield _Text(tag, domain, message, translation, facts)


def _refuse_unknown(keys: tuple[str, ...], texts: tuple[_Text, ...]) -> None:
    unknown = sorted(set(keys) - {text.message.key for text in texts})
    if unknown:
        raise BrochureError(f"There is no text under the key '{unknown[0]}'.")


def _refuse_changed(code: str | None, texts: tuple[_Text, ...]) -> None:
    now = short_code(text.digest for text in texts)
    if code is not None and code.strip().upper() != now:
        raise BrochureError(
            f"The texts have the code {now} now, not {code}: some have changed since the review. "
            "Write a new review, or approve single texts with --key."
        )


def _trouble(text: _Text, errors: Mapping[Place, Finding]) -> str:
    """Return why a text cannot be approved, nothing where it can."""
    translation = text.translation
    if translation is None or not translation.text:
        return "it has no translation"
    if not is_current(text.message, translation):
        return "its translation is fuzzy, or of an older source"
    error = errors.get(translation.place)
    return f"{error.message.rstrip('.')} ({error.place})" if error else ""


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
