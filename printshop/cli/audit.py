"""audit: what is past its review, what is of an older version, and what changed since."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from ..audit.present import Present
from ..audit.standing import Audit, Disk, Wanted
from ..clock import today
from ..errors import BrochureError
from ..fingerprint import Fingerprints, engine_digest
from ..load import Library, load_library
from ..manifest import FileRecord, read_manifest
from ..messages import Catalogs, load_catalogs
from ..plan import Request, languages_of, plan
from ..render.library_check import pango_version
from ..storage import Storage, open_storage
from .audit_file import as_json, csv_file
from .audit_report import say
from .options import clinics_option, names, root_option, workspace
from .report import Screen
from .report_file import refuse_unwritable
from .tally import CLEAN, EXIT_FINDINGS

EXAMPLES = """\b
Examples:
  make_brochure.py audit                            what is past review or outdated
  make_brochure.py audit --messages --language nl   each changed text, word by word
  make_brochure.py audit --since 1.0 --json         what changed since version 1.0
  make_brochure.py audit --csv outdated.csv         a row for each file that has to be replaced
"""


@dataclass(frozen=True)
class How:
    """How an audit is told."""

    messages: bool
    as_json: bool
    csv: Path | None


@click.command(name="audit", epilog=EXAMPLES, short_help="Show what is outdated or past review.")
@click.option(
    "--brochure", "brochures", multiple=True, callback=names, metavar="NAMES", help="Brochures."
)
@click.option(
    "--clinic", "clinics", multiple=True, callback=names, metavar="NAMES", help="Clinics."
)
@click.option(
    "--language", "languages", multiple=True, callback=names, metavar="NAMES", help="Languages."
)
@click.option(
    "--since", default="", metavar="VERSION", help="Only files that were printed from this version."
)
@click.option("--messages", is_flag=True, help="Show every changed text, word by word.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option(
    "--csv",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a row for each file that is not what would be made today.",
)
@click.option("--output", help="Where the builds were written (default: out/ in the workspace).")
@clinics_option
@root_option
@click.pass_context
def audit_command(
    context: click.Context,
    brochures: tuple[str, ...],
    clinics: tuple[str, ...],
    languages: tuple[str, ...],
    since: str,
    messages: bool,
    as_json: bool,
    csv: Path | None,
    output: str | None,
    clinic_list: str | None,
    root: Path | None,
) -> int:
    """Show which leaflets are past or near their review, and which files are outdated, and why.

    It reads the workspace and what builds noted about their files; nothing is made or changed.
    Exits with 1 if anything is past its review or outdated.
    """
    root = workspace(context, root)
    if csv:
        refuse_unwritable(csv, "--csv")
    wanted = Wanted(brochures, clinics, languages, since)
    how = How(messages, as_json, csv)
    library = load_library(root, clinic_list)
    return audit(library, wanted, output or str(root / "out"), context.obj["screen"], how)


def audit(library: Library, wanted: Wanted, place: str, screen: Screen, how: How) -> int:
    """Look at every file that was made, tell how it stands, and return the exit code.

    Raises BrochureError for what the user has to mend first.
    """
    catalogs, findings = load_catalogs(library.root, library.languages)
    findings += library.findings
    screen.findings(findings)
    storage = open_storage(place)
    manifest = read_manifest(storage)
    audit = Audit(_present(library, catalogs), wanted, today(), _Makes(library, catalogs))
    seen = _Seen()
    with csv_file(how.csv) as rows, screen.progress("Reading", len(manifest)) as progress:
        for file in manifest.files():
            progress.advance(1)
            seen.add(file)
            if wanted.wants(file):
                rows.add(file, audit.look(file, _on_disk(storage, file)), audit.today)
        _refuse_unknown(wanted, seen, library, catalogs)
    if how.as_json:
        click.echo(as_json(audit, manifest))
    else:
        say(audit, manifest, place, screen, how.messages)
    return EXIT_FINDINGS if audit.urgent or findings else CLEAN


def _present(library: Library, catalogs: Catalogs) -> Present:
    """Plan one clinic's leaflets, which have the texts of all."""
    one = Request(clinics=(min(library.clinics),), draft=True)
    planned = plan(library, catalogs, one, Fingerprints(""))
    return Present(library, (edition for job in planned.jobs for edition in job.editions))


class _Makes:
    """Tells whether a file would be made the same today; plans everything when first asked.

    It keeps two numbers a file, not the plan: there may be a quarter of a million of them.
    """

    def __init__(self, library: Library, catalogs: Catalogs) -> None:
        self._library, self._catalogs = library, catalogs
        self._known, self._current = set[int](), set[int]()
        self._planned = False

    def __call__(self, file: FileRecord) -> bool | None:
        if not self._planned:
            self._plan()
        if hash(file.name) not in self._known:
            return None  # large print, or for another press: nobody asks for it every time
        return hash((file.name, file.fingerprint)) in self._current

    def _plan(self) -> None:
        self._planned = True
        prints = Fingerprints(engine_digest(pango_version()))
        for job in plan(self._library, self._catalogs, Request(), prints).jobs:
            for edition, fingerprint in zip(job.editions, job.fingerprints, strict=True):
                self._known.add(hash(edition.name))
                self._current.add(hash((edition.name, fingerprint)))


def _on_disk(storage: Storage, file: FileRecord) -> Disk:
    """Tell what became of a file, by its digest if its stamp has changed."""
    stamp = storage.stamp(file.file)
    if stamp is None:
        return Disk.MISSING
    if stamp == file.stamp:
        return Disk.INTACT
    try:
        same = hashlib.sha256(storage.read(file.file)).hexdigest() == file.sha256
    except OSError:
        return Disk.MISSING
    return Disk.INTACT if same else Disk.ALTERED


@dataclass(frozen=True)
class _Seen:
    """The names that files have; a brochure or clinic that is no more can be asked for, too."""

    brochures: set[str] = field(default_factory=set)
    clinics: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)

    def add(self, file: FileRecord) -> None:
        self.brochures.add(file.brochure)
        self.clinics.add(file.clinic)
        self.languages.add(file.language)
        self.versions.add(file.version)


def _refuse_unknown(wanted: Wanted, seen: _Seen, library: Library, catalogs: Catalogs) -> None:
    """Refuse names that neither the workspace nor any file has."""
    tags = {
        tag for brochure in library.brochures.values() for tag in languages_of(brochure, catalogs)
    }
    since = (wanted.since,) if wanted.since else ()
    problems = [
        *_unknown("brochure", wanted.brochures, {*library.brochures, *seen.brochures}),
        *_unknown("clinic", wanted.clinics, {*library.clinics, *seen.clinics}),
        *_unknown("language", wanted.languages, {*tags, *seen.languages}),
        *_unknown("file of version", since, seen.versions),
    ]
    if problems:
        raise BrochureError("\n".join(problems))


def _unknown(kind: str, names: tuple[str, ...], known: set[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=3) or sorted(known)[:10]
            hint = f"There are: {', '.join(close)}." if close else "Nothing was built yet."
            yield f"There is no {kind} '{name}'. {hint}"
