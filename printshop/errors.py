"""The errors that stop a command before any edition exists."""

from __future__ import annotations

from .findings import Finding


class BrochureError(Exception):
    """Something the user has to mend before the command can go on; the text says what and where."""


class MissingLibraryError(BrochureError):
    """A library of the operating system is missing; the text says how to install it."""


class InputError(BrochureError):
    """Files of the workspace are wrong; ``findings`` lists every problem found in them."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(f"{f.place}: {f.message}" for f in findings))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Finding, ...]]]:
        """Come out of another process as it was."""
        return InputError, (self.findings,)
