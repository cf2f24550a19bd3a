"""The leaflets that other tools are given: our HTML and pictures, with the size we found for them.

    python -m benchmarks.leaflets WORKSPACE FILE LANGUAGES FOLDS CLINICS

pickles them; LANGUAGES, FOLDS and CLINICS are comma-separated, and empty ones mean all. The size of
a language's first leaflet is used for the others, which differ from it in their contact panel only.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .measuring import ROOT, spend


@dataclass(frozen=True, slots=True)
class Leaflet:
    """One leaflet as finished HTML: other tools fill in no template, and search no size.

    ``aligned`` sections that prefer a panel of their own have one.
    """

    language: str
    clinic: str
    html: str
    css: str
    assets: Mapping[str, bytes]
    body: float
    aligned: int

    @property
    def page(self) -> str:
        """The HTML with its style sheet in it."""
        own = "\n".join(
            f'[data-preference="{i}"] {{ break-before: page }}' for i in range(1, self.aligned + 1)
        )
        style = f"<style>{self.css}\nhtml {{ font-size: {self.body}pt }}\n{own}</style></head>"
        return self.html.replace("</head>", style)


def write(
    file: Path,
    workspace: Path = ROOT,
    languages: Sequence[str] = (),
    folds: Sequence[str] = ("trifold",),
    clinics: Sequence[str] = (),
) -> None:
    """Write leaflets to a file, in a process of its own: to measure others we stay small."""
    lists = (",".join(names) for names in (languages, folds, clinics))
    spend(["-m", "benchmarks.leaflets", workspace, file, *lists])


def read(file: Path) -> list[Leaflet]:
    """Read what ``write`` wrote."""
    return list(pickle.loads(file.read_bytes()))  # noqa: S301  (we wrote it a moment ago)


def _made(root: Path, languages: str, folds: str, clinics: str) -> Iterator[Leaflet]:
    from printshop.compose import compose
    from printshop.fingerprint import Fingerprints
    from printshop.load import load_library
    from printshop.messages import load_catalogs
    from printshop.plan import Request, plan
    from printshop.render import lay_out
    from printshop.translate import translate

    library = load_library(root)
    catalogs, _ = load_catalogs(root, library.languages)
    request = Request(
        languages=_names(languages),
        folds=_names(folds),
        clinics=_names(clinics),
        profiles=("screen",),
        draft=True,
    )
    fits = {}
    for job in plan(library, catalogs, request, Fingerprints("benchmark")).jobs:
        for edition in job.editions:
            markup = compose(edition, translate(edition)[0])
            kind = (edition.brochure.id, edition.language.tag, edition.fold.id)
            if kind not in fits:
                fits[kind] = lay_out(markup).fit
            yield Leaflet(
                edition.language.tag,
                edition.clinic.id,
                markup.html,
                markup.css,
                dict(markup.assets),
                fits[kind].body,
                fits[kind].alignment,
            )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)


if __name__ == "__main__":
    root, file, *lists = sys.argv[1:]
    from benchmarks.leaflets import _made as made  # so that the pickle names this module

    Path(file).write_bytes(pickle.dumps(list(made(Path(root), *lists))))
