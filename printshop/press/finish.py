"""A finished sheet in RGB -> the same sheet for a press: inks, output intent, declarations."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pikepdf
from pikepdf import Pdf

from ..findings import Finding, Severity
from ..output_intents import OutputIntent
from .inks import Ink, InkError, inks_for
from .metadata import VERSION, declare
from .recolour import Recolouring, Trouble


def for_press(
    pdf: bytes, intent: OutputIntent, separations: Mapping[str, Ink]
) -> tuple[bytes, tuple[Finding, ...]]:
    """Return a PDF as PDF/X-4 in CMYK, tagged as it was, and what in it cannot be printed.

    ``separations`` are the inks, in percent, of single colours such as #17443f; all others go
    through the intent's profile, neutral greys to black alone. Findings are errors: what they
    name is missing in the file, which is empty where the profile is no use. The same input gives
    the same bytes.
    """
    profile = Path(intent.path).read_bytes()
    try:
        inks = inks_for(profile, tuple(sorted(separations.items())))
    except InkError as error:
        return b"", (_unusable(intent, error),)
    with Pdf.open(io.BytesIO(pdf)) as file:
        recolouring = Recolouring(file, inks)
        recolouring.run()
        declare(file, intent, profile, pdf)
        output = io.BytesIO()
        file.save(
            output,
            force_version=VERSION,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue(), tuple(map(_finding, recolouring.troubles))


def _unusable(intent: OutputIntent, error: InkError) -> Finding:
    message = f"No inks can be computed with '{Path(intent.path).name}' ({error}); get it again."
    return Finding("press.output-intent", Severity.ERROR, message)


def _finding(trouble: Trouble) -> Finding:
    page, what = trouble
    message = (
        f"On page {page} there is {what}, which cannot be turned into inks; save the picture it "
        "comes from in another way, or take it out of the style sheet."
    )
    return Finding("press.colour", Severity.ERROR, message)
