"""Who approved which text: a line of JSON for each approved text, beside the catalogs.

An approval names a digest of the text, of its source and of the facts it names. An edit of any of
them voids the approval of that text and of no other; lines are only ever added.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path

from ..findings import Finding, Place, Severity
from ..model import Approval, Fact, Message

Approvals = Mapping[tuple[str, str, str], tuple[Approval, ...]]  # by language, domain and key

_FIELDS = tuple(field.name for field in fields(Approval))


def approvals_path(root: Path, tag: str) -> Path:
    """Return where the approvals of a language stand."""
    return root / "locales" / tag / "approvals.jsonl"


def text_digest(tag: str, domain: str, message: Message, text: str, facts: Iterable[Fact]) -> str:
    """Return the digest that an approval of a text names.

    ``facts`` are those of the brochure: a dose that changes is another text for the reader.
    """
    named = {fact.name: fact for fact in facts if fact.name in message.placeholders}
    values = [_value(named[name]) for name in sorted(named)]
    content = json.dumps([tag, domain, message.key, message.text, text, values])
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def short_code(digests: Iterable[str]) -> str:
    """Return a code, short enough to be read aloud, that no other texts are likely to have.

    The order of the texts has no say in it.
    """
    digest = hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest().upper()
    return "-".join(digest[i : i + 4] for i in (0, 4, 8))


def _value(fact: Fact) -> list[str]:
    numbers = (str(number) for number in fact.numbers)
    return [fact.name, fact.kind, fact.text, str(fact.date or ""), *numbers, fact.unit]


def load_approvals(root: Path) -> tuple[Approvals, list[Finding]]:
    """Read the approvals of all languages; a line that cannot be read is a finding."""
    approvals: dict[tuple[str, str, str], tuple[Approval, ...]] = defaultdict(tuple)
    findings: list[Finding] = []
    for path in sorted(root.glob("locales/*/approvals.jsonl")):
        name = path.relative_to(root).as_posix()
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            findings.append(_unreadable(name, 0, f"The file cannot be read ({error})"))
            continue
        for number, line in enumerate(lines, 1):
            approval = _approval(line)
            if approval is None:
                findings.append(_unreadable(name, number, "This line is not an approval"))
            else:
                approvals[path.parent.name, approval.domain, approval.key] += (approval,)
    return dict(approvals), findings


def _approval(line: str) -> Approval | None:
    try:
        content = json.loads(line)
    except ValueError:
        return None
    if not isinstance(content, dict) or set(content) != set(_FIELDS):
        return None
    if not all(isinstance(value, str) and value for value in content.values()):
        return None
    return Approval(**content)


def _unreadable(name: str, line: int, trouble: str) -> Finding:
    message = f"{trouble}; take the last good file, or delete it and approve the texts again."
    return Finding("approvals.unreadable", Severity.ERROR, message, Place(name, line))


def approval_line(approval: Approval) -> str:
    """Return an approval as its line in the file."""
    return json.dumps(asdict(approval), ensure_ascii=False) + "\n"
