"""Leaflets put together from shells and stamps: what is laid out whole, in less time."""

from __future__ import annotations

import io
import pickle
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
import pytest

from printshop import pipeline
from printshop.errors import BrochureError
from printshop.findings import Severity
from printshop.fingerprint import Fingerprints
from printshop.imprint import run, setting
from printshop.imprint.part import Imprint
from printshop.imprint.proofing import prove
from printshop.imprint.shell import Shell
from printshop.imprint.stamp import Stamp
from printshop.imprint.store import ShellStore, StampStore
from printshop.jobs import PROOFED, Job
from printshop.load import load_library
from printshop.messages import load_catalogs
from printshop.model import BLANK, Artifact, Markup
from printshop.pipeline import make
from printshop.plan import BuildPlan, Request, plan

from .listening import Said, elements, listen, unowned
from .real import ROOT
from .referees import poppler, qpdf, verapdf_all
from .shops import BROCHURE, CLINIC, catalog, entry, po

Shop = Callable[..., Path]

NAMES = (
    "Kliniek Noord",
    "عيادة الجلد ٣",
    "מרפאת העור",
    "皮膚科クリニック",
    "Кожная клиника «Ель»",
    "Δερματολογία Άλφα",
    "Łódź & Źdźbło <skóra>",
    "त्वचा क्लिनिक",
    "Clinique (Étoile) \\ Nord",
)


def clinics(*changes: str, seed: int = 1) -> dict[str, str]:
    """Return the files of clinics with names in any script, with a change to each after another.

    They stand beside the workspace's own.
    """
    chance = random.Random(seed)  # noqa: S311
    names = chance.sample(NAMES, len(NAMES))
    files = {"brochures/clinics/logo.svg": DRAWING}
    for number, change in enumerate(changes):
        text = CLINIC.replace("name: Kliniek Noord", f"name: '{names[number]}'")
        text = text.replace("01 23", f"{number:02d} {chance.randrange(100):02d}")
        text = text.replace("Dorpsweg 1", f"Straße {chance.randrange(1, 400)}")
        files[f"brochures/clinics/c{number}.yaml"] = f"{text}{change}"
    return files


LOGO = "logo: logo.svg\n"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10">'
    '<path d="M0 0h30v10h-30z" fill="#c8674b"/></svg>'
)
HOURS = """\
hours:
  - {days: mon-fri, opens: "08:30", closes: "12:00"}
  - {days: mon-fri, opens: "13:00", closes: "17:30"}
"""


def planned(root: Path, *languages: str, **asked: object) -> BuildPlan:
    library = load_library(root)
    catalogs, _ = load_catalogs(root, library.languages)
    request = Request(languages=languages, **asked)  # type: ignore[arg-type]
    return plan(library, catalogs, request, Fingerprints(str(root)))


def made(build: BuildPlan) -> dict[str, Artifact]:
    return {artifact.name: artifact for job in build.jobs for artifact in make(job)}


def codes(artifacts: dict[str, Artifact]) -> set[str]:
    """Return what is found, but for the empty panels of a tiny brochure."""
    found = {finding.code for artifact in artifacts.values() for finding in artifact.findings}
    return found - {"layout.blank-panel"}


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    store, stamps = ShellStore(tmp_path), StampStore(tmp_path / "stamps")
    monkeypatch.setattr(run, "_store", lambda: store)
    monkeypatch.setattr(setting, "_store", lambda: stamps)
    setting._of_languages.cache_clear()
    yield
    assert not list(tmp_path.glob("*.claimed"))


LEAFLETS = ("screen", "office", "press")


@pytest.mark.parametrize("seed", (1, pytest.param(2, marks=pytest.mark.slow)))
def test_they_are_those_that_are_laid_out_whole(shop: Shop, seed: int) -> None:
    root = shop(clinics(HOURS, LOGO, "", seed=seed))
    together = made(planned(root, "nl", "ar", profiles=LEAFLETS))
    whole = made(planned(root, "nl", "ar", profiles=LEAFLETS, imprint=False))
    assert together.keys() == whole.keys()
    assert len(together) == 4 * 2 * 3
    assert not any(artifact.failure for artifact in together.values())
    assert codes(together) == codes(whole) == set()
    prove(tuple(together[name] for name in whole), tuple(whole.values()))
    for name, artifact in together.items():
        assert _told(artifact) == _told(whole[name]), name
        assert "Folder: Warme handen" in "".join(said.text for said in _told(artifact)[0])


def _told(artifact: Artifact) -> tuple[list[Said], list[str], list[str]]:
    """Return all that a screen reader is told, in its order, and what no tag owns."""
    with pikepdf.open(io.BytesIO(artifact.pdf or b"")) as pdf:
        alternatives = [str(element.Alt) for element in elements(pdf) if "/Alt" in element]
        return listen(pdf), unowned(pdf), alternatives


@pytest.mark.slow
def test_drafts_say_so_over_the_values_too(shop: Shop) -> None:
    root = shop(clinics("", ""), approved=False)
    asked = {"profiles": ("office", "press"), "draft": True}
    together = made(planned(root, "nl", **asked))
    assert [name for name in together if "DRAFT" in name]
    whole = made(planned(root, "nl", imprint=False, **asked))
    prove(tuple(together[name] for name in whole), tuple(whole.values()))


@pytest.mark.slow
def test_large_print_and_booklets(shop: Shop) -> None:
    root = shop(clinics(HOURS, ""))
    asked = {"profiles": ("screen",), "large_print": 20.0}
    together = made(planned(root, "ar", **asked))
    whole = made(planned(root, "ar", imprint=False, **asked))
    prove(tuple(together[name] for name in whole), tuple(whole.values()))


def test_a_clinics_bytes_do_not_depend_on_other_clinics(shop: Shop) -> None:
    few = made(planned(shop(clinics("", HOURS)), "nl", profiles=("press",)))
    more = made(planned(shop(clinics("", HOURS, "", HOURS), at="more"), "nl", profiles=("press",)))
    assert len(few) == 3
    assert all(artifact.pdf == more[name].pdf for name, artifact in few.items())
    assert len({artifact.pdf for artifact in more.values()}) == 5


def test_each_file_has_an_identity_and_a_clinic_of_its_own(shop: Shop) -> None:
    together = made(planned(shop(clinics("", HOURS)), "nl", profiles=("press",)))
    identities = set()
    for artifact in together.values():
        with pikepdf.open(io.BytesIO(artifact.pdf or b"")) as pdf:
            packet = pdf.Root.Metadata.read_bytes().decode()
            identities.add((str(pdf.trailer.ID[0]), packet[packet.index("uuid:") :][:41]))
            author = str(pdf.docinfo["/Author"])
            assert author in NAMES
            assert f"<rdf:li>{escape(author)}</rdf:li>" in packet
            assert BLANK not in packet
    assert len(identities) == 3


@pytest.mark.slow
def test_referees_find_nothing(shop: Shop, tmp_path: Path) -> None:
    together = made(planned(shop(clinics(HOURS, LOGO, "")), "nl", "ar", profiles=LEAFLETS))
    for number, artifact in enumerate(together.values()):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(artifact.pdf or b"")
        assert qpdf(file) == ""
        assert poppler(file) == ""


@pytest.mark.slow
def test_verapdf_finds_nothing(shop: Shop, tmp_path: Path) -> None:
    together = made(planned(shop(clinics(HOURS, LOGO, "")), "nl", "ar", "en", profiles=LEAFLETS))
    files = []
    for name, artifact in together.items():
        files.append(tmp_path / name.replace("/", "-"))
        files[-1].write_bytes(artifact.pdf or b"")
    press = [file for file in files if "press" in file.name]
    assert len(press) == 4 * 3
    assert verapdf_all({"ua1": files, "2a": press}, tmp_path) == ""


# --- what cannot be put together -----------------------------------------------------------------


def test_values_that_want_more_room_are_laid_out_whole(shop: Shop) -> None:
    long = CLINIC.replace("[Dorpsweg 1,", "[Huis, Vleugel, Etage, Dorpsweg 1,")
    root = shop({**clinics(""), "brochures/clinics/long.yaml": long})
    together = made(planned(root, "nl", profiles=("screen",)))
    found = {name.split("/")[0]: codes({name: artifact}) for name, artifact in together.items()}
    assert found == {"c0": set(), "noord": set(), "long": {"imprint.room"}}
    finding = together["long/warm.nl.trifold.screen"].findings[-1]
    assert finding.severity == Severity.INFO
    assert finding.place.file.endswith("long.yaml")
    whole = made(planned(root, "nl", profiles=("screen",), imprint=False))
    assert all(artifact.pdf for artifact in together.values())
    prove(tuple(together[name] for name in whole), tuple(whole.values()))


def test_values_in_running_text_are_laid_out_whole(shop: Shop) -> None:
    text = "Call {phone} if it hurts."
    more = {
        "brochures/warm.yaml": BROCHURE.replace("Cold hands are", f"{text} Cold hands are"),
        catalog("en"): None,
        catalog("ar"): None,
        catalog("nl"): po(
            entry("title", "Warm hands", "Warme handen"),
            entry("why.heading", "Why warm hands?", "Waarom?"),
            entry(
                "why.text",
                f"{text} Cold hands are <em>hard</em> to draw blood from.",
                "Bel {phone} bij pijn. <em>Moeilijk</em>.",
            ),
        ),
    }
    root = shop({**clinics("", ""), **more})
    together = made(planned(root, "nl", profiles=("screen",)))
    assert codes(together) == {"imprint.in-text"}
    whole = made(planned(root, "nl", profiles=("screen",), imprint=False))
    assert [a.pdf for a in together.values()] == [whole[name].pdf for name in together]
    finding = next(iter(together.values())).findings[-1]
    assert "why.text" in finding.message
    assert finding.place.line > 1


@pytest.mark.slow
def test_slots_may_hold_words_of_the_leaflets_language(shop: Shop) -> None:
    root = shop(clinics("", ""))
    style = root / "styles" / "calm" / "base.css"
    style.write_text(f"{style.read_text('utf-8')}\n.slot-call {{ min-height: 16mm }}", "utf-8")
    contact, slots = root / "templates" / "contact.html", root / "templates" / "slots.html"
    heading = contact.read_text("utf-8")
    heading = heading.replace("</h2>", '</h2>\n{{ slot("call", words=True) }}', 1)
    contact.write_text(heading, "utf-8")
    macro = "{% macro call(room) %}<p {{ room }}>"
    macro += '{{ text("contact.call") }}</p>{% endmacro %}'
    slots.write_text(f"{slots.read_text('utf-8')}\n{macro}", "utf-8")
    together = made(planned(root, "nl", "ar", profiles=("screen",)))
    assert codes(together) == set()
    whole = made(planned(root, "nl", "ar", profiles=("screen",), imprint=False))
    prove(tuple(together[name] for name in whole), tuple(whole.values()))


def test_a_character_without_a_glyph_is_told_of_its_clinic_only(shop: Shop) -> None:
    files = clinics("", "")
    files["brochures/clinics/c0.yaml"] = CLINIC.replace("Kliniek Noord", "Kliniek \U00013000")
    together = made(planned(shop(files), "nl", profiles=("screen",)))
    refused = [name for name, artifact in together.items() if artifact.pdf is None]
    assert refused == ["c0/warm.nl.trifold.screen"]
    assert codes({"": together[refused[0]]}) == {"text.no-glyph"}


def test_a_leaflet_that_is_refused_is_refused_for_every_clinic(shop: Shop) -> None:
    less = po(entry("title", "Warm hands", "Warme handen"))
    root = shop({**clinics("", ""), catalog("nl"): less})
    together = made(planned(root, "nl", profiles=("screen",)))
    assert len(together) == 3
    assert all(artifact.pdf is None for artifact in together.values())
    for name, artifact in together.items():
        assert "text.missing" in codes({name: artifact})
        assert {finding.edition for finding in artifact.findings} == {name}


@pytest.mark.parametrize("imprint", (True, False))
@pytest.mark.parametrize(
    ("slots", "code"),
    (
        (None, "template.missing"),
        ("{# no macros #}", "template.error"),
        ("{% if", "template.error"),
    ),
)
def test_a_template_of_slots_that_is_wrong(
    shop: Shop, slots: str | None, code: str, imprint: bool
) -> None:
    root = shop({**clinics("", ""), "templates/slots.html": slots})
    together = made(planned(root, "nl", profiles=("screen",), imprint=imprint))
    assert codes(together) == {code}
    assert not any(artifact.failure for artifact in together.values())
    places = {f.place.file for a in together.values() for f in a.findings if f.code == code}
    assert places == {"templates/slots.html"}


def test_nothing_is_said_of_a_line_that_is_not_printed(shop: Shop) -> None:
    common = (ROOT / catalog("ar", "common")).read_text("utf-8")
    entries = [part for part in common.split("\n\n") if "imprint.desk" not in part]
    root = shop({**clinics("", ""), catalog("ar", "common"): "\n\n".join(entries) + "\n"})
    together = made(planned(root, "ar", profiles=("screen",)))
    assert codes(together) == codes(made(planned(root, "ar", profiles=("screen",), imprint=False)))
    assert codes(together) == set()
    assert {artifact.pdf is None for artifact in together.values()} == {False}


# --- the proof -----------------------------------------------------------------------------------


def test_a_difference_stops_the_build(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    build = planned(shop(clinics("", "")), "nl", profiles=("screen",))
    assert [job.proofed for job in build.jobs] == [True, False, False]
    put_together = run.put_together

    def misplaced(shell: Shell, stamps: tuple[Stamp, ...], imprint: Imprint) -> bytes:
        slots = tuple(replace(slot, left=slot.left + 1) for slot in stamps[0].slots)
        return put_together(shell, (replace(stamps[0], slots=slots), *stamps[1:]), imprint)

    monkeypatch.setattr(run, "put_together", misplaced)
    with pytest.raises(BrochureError, match=r"page 1 would look different.*--no-imprint"):
        make(build.jobs[0])
    assert make(build.jobs[1])[0].pdf  # not compared


def test_the_proof_sees_pages_titles_authors_and_links(shop: Shop) -> None:
    root = shop(clinics("", ""))
    first, second, third = made(planned(root, "nl", profiles=("screen",))).values()
    prove((first,), (first,))
    with pytest.raises(BrochureError, match="its author"):
        prove((first,), (second,))
    with pytest.raises(BrochureError, match="one way of making it"):
        prove((first,), (replace(third, pdf=None),))
    for key, what in (("/Title", "title"), ("/Lang", "language")):
        with pytest.raises(BrochureError, match=f"its {what}"):
            prove((first,), (_changed(first, key),))


def _changed(artifact: Artifact, key: str) -> Artifact:
    with pikepdf.open(io.BytesIO(artifact.pdf or b"")) as pdf:
        if key == "/Lang":
            pdf.Root.Lang = pikepdf.String("tlh")
        else:
            pdf.docinfo[key] = "Another"
        output = io.BytesIO()
        pdf.save(output)
    return replace(artifact, pdf=output.getvalue())


# --- the plan ------------------------------------------------------------------------------------


def test_few_clinics_are_laid_out_whole(shop: Shop) -> None:
    few = planned(shop(clinics("")), "nl", "ar")
    assert not any(job.shells for job in few.jobs)
    more = planned(shop(clinics("", ""), at="more"), "nl", "ar")
    assert all(job.shells for job in more.jobs if job.editions[0].profile.folded)
    assert not any(job.shells for job in more.jobs if not job.editions[0].profile.folded)


def test_both_ways_make_the_same_editions(shop: Shop) -> None:
    root = shop(clinics("", HOURS, ""))
    together, whole = planned(root), planned(root, imprint=False)
    assert together.count == whole.count == len(list(together.editions))

    def prints(build: BuildPlan) -> dict[str, str]:
        return {
            edition.name: fingerprint
            for job in build.jobs
            for edition, fingerprint in zip(job.editions, job.fingerprints, strict=True)
        }

    assert prints(together) == prints(whole)


def test_one_clinic_in_so_many_is_proofed(shop: Shop) -> None:
    root = shop()
    library = load_library(root)
    (clinic,) = library.clinics.values()
    many = {f"c{i:03d}": replace(clinic, id=f"c{i:03d}") for i in range(2 * PROOFED + 1)}
    catalogs, _ = load_catalogs(root, library.languages)
    request = Request(languages=("nl",), profiles=("screen",))
    build = plan(replace(library, clinics=many), catalogs, request, Fingerprints("test"))
    proofed = [job.editions[0].clinic.id for job in build.jobs if job.proofed]
    assert proofed == ["c000", f"c{PROOFED:03d}", f"c{2 * PROOFED:03d}"]


# --- shells that are kept ------------------------------------------------------------------------


def test_shells_are_made_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    build = planned(shop(clinics("", "")), "nl", "ar", profiles=("screen", "office"))
    made_shells = []
    take_apart = run.take_apart

    def counted(*given: object) -> Shell:
        made_shells.append(given)
        return take_apart(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "take_apart", counted)
    made(build)
    assert len(made_shells) == 2 * 2
    held = run._store()._held
    held.clear()  # as in another process
    made(build)
    assert len(made_shells) == 2 * 2
    assert len(held) == 2 * 2


def test_blank_leaflets_are_imposed_as_they_are_taken_apart(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[bytes, Any, Any]] = []
    take_apart = run.take_apart

    def kept(*given: Any) -> Shell:
        taken.append(given)
        return take_apart(*given)

    monkeypatch.setattr(run, "take_apart", kept)
    made(planned(shop(clinics("", "")), "nl", profiles=("screen", "office")))
    assert len(taken) == 2
    for pdf, *others in taken:
        assert b"/ObjStm" not in pdf
        packed = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf)) as file:
            file.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        assert b"/ObjStm" in packed.getvalue()
        assert take_apart(packed.getvalue(), *others) == take_apart(pdf, *others)


def test_what_many_clinics_have_is_set_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    set_: list[str] = []
    set_slots = setting.set_slots

    def watched(markup: Markup, *more: Any) -> Any:
        set_.append(markup.html)
        return set_slots(markup, *more)

    monkeypatch.setattr(setting, "set_slots", watched)
    build = planned(shop(clinics(HOURS, HOURS, "")), "nl", "ar", profiles=("screen",))
    made(build)
    assert sum('data-slot="day-1"' in html for html in set_) == 1
    assert sum('data-slot="reception"' in html for html in set_) == 2  # a language each
    assert sum('data-slot="phone"' in html for html in set_) == 4
    set_.clear()
    setting._store()._held.clear()  # as in another process
    setting._of_languages.cache_clear()
    made(build)
    assert len(set_) == 4
    assert all('data-slot="phone"' in html for html in set_)


def test_stamps_that_are_damaged_are_made_anew(tmp_path: Path) -> None:
    store = StampStore(tmp_path)
    assert store.found_or_made("a", lambda: (("day-1",),)) == (("day-1",),)
    for damaged in (b"", b"no stamp", pickle.dumps([1])):
        (tmp_path / "a").write_bytes(damaged)
        assert StampStore(tmp_path).found_or_made("a", lambda: (("b",),)) == (("b",),)
    assert StampStore(tmp_path).found_or_made("a", lambda: ()) == (("b",),)


@pytest.mark.parametrize(("fold", "found_once"), [("trifold", True), ("poster", False)])
def test_the_size_of_a_text_is_found_once_where_clinics_have_no_say_in_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, fold: str, found_once: bool
) -> None:
    files = clinics("", HOURS) | {
        "brochures/warm.yaml": BROCHURE.replace("folds: [trifold]", f"folds: [{fold}]")
    }
    build = planned(shop(files), "nl", profiles=("screen",))
    given = []
    blanks = pipeline._blanks

    def watched(
        job: Job, remembered: run.Remembered | None, other: Job | None
    ) -> tuple[run.Blank, ...]:
        given.append(remembered)
        return blanks(job, remembered, other)

    monkeypatch.setattr(pipeline, "_blanks", watched)
    fits = {artifact.fit and artifact.fit.body for artifact in made(build).values()}
    assert len(given) == 2  # with opening hours, and without
    assert given[0] is None
    assert ((given[1] is not None) and {given[1][0]} == fits) is found_once


def test_what_is_no_shell_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"no shell")
    (tmp_path / "b").write_bytes(pickle.dumps(Path("something else")))
    store = ShellStore(tmp_path)
    assert store.find("a") is store.find("b") is None
    assert store.fit("c") is None
    store.keep_fit("c", (9.5, 1))
    assert store.fit("c") == (9.5, 1)
    for damaged in (b"", b"[9.5]", b"{}", b"\xff"):
        (tmp_path / "fit-c").write_bytes(damaged)
        assert store.fit("c") is None
