"""catalog approve: record who approved which texts, and on which day."""

from __future__ import annotations

from pathlib import Path

import click

from ..approve import Signature, approve
from ..clock import today
from ..errors import BrochureError
from .options import names, root_option, workspace


@click.command(name="approve")
@click.argument("tag", metavar="LANG")
@click.option("--brochure", required=True, help="The brochure that was reviewed.")
@click.option("--by", required=True, help="Name of the person who approves.")
@click.option("--role", required=True, help="Role of that person, such as dermatologist.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    callback=names,
    metavar="KEYS",
    help="Approve these texts only (default: all that are translated).",
)
@click.option(
    "--code", help="Code of the texts on the review that was signed: refuse if they have changed."
)
@root_option
@click.pass_context
def approve_command(
    context: click.Context,
    tag: str,
    brochure: str,
    by: str,
    role: str,
    keys: tuple[str, ...],
    code: str | None,
    root: Path | None,
) -> int:
    """Record that a person approved the texts of a brochure in a language, as they are now.

    A later edit of a text or of its source voids the approval of that text only.
    """
    by, role = " ".join(by.split()), " ".join(role.split())
    if not by or not role:
        raise BrochureError("An approval needs a name and a role; write --by NAME --role ROLE.")
    signature = Signature(by, role, today().isoformat())
    folder, screen = workspace(context, root), context.obj["screen"]
    approved = approve(folder, tag, brochure, signature, keys, code)
    screen.say(
        f"{tag}: {approved.added} texts approved now, {approved.before} were approved already."
    )
    for key, trouble in approved.left.items():
        screen.say(f"  not approved: {key}: {trouble}")
    return 1 if approved.left else 0
