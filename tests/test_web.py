"""The page for browsers: the same words as the leaflet, whole in one file, without a layout."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from PIL import Image, ImageFile

from printshop.cli.build import build
from printshop.cli.report import Screen
from printshop.errors import InputError
from printshop.fingerprint import Fingerprints
from printshop.load import load_library
from printshop.messages import DESK, load_catalogs
from printshop.model import Artifact, Copy, Edition
from printshop.pipeline import make
from printshop.plan import BuildPlan, Request, plan
from printshop.preflight.page_weight import HEAVY
from printshop.translate import translate
from printshop.web import web_page
from printshop.web.pictures import LARGEST, data_url

from .conftest import Shop
from .real import ROOT
from .shops import BROCHURE, CLINIC, SOURCES, TRANSLATIONS, catalog, entry, po

WEB = "web"
XHTML = "{http://www.w3.org/1999/xhtml}"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 150">'
    '<rect width="240" height="150" fill="var(--mist)"/>{}</svg>'
)


def asked(root: Path, **request: object) -> BuildPlan:
    """Return what is planned for a request."""
    library = load_library(root)
    catalogs, findings = load_catalogs(root, library.languages)
    assert findings == []
    return plan(library, catalogs, Request(**request), Fingerprints("test"))  # type: ignore[arg-type]


def pages(root: Path, **request: object) -> tuple[Edition, ...]:
    return asked(root, profiles=(WEB,), **request).editions


def page(root: Path, language: str = "nl", **request: object) -> str:
    (edition,) = pages(root, languages=(language,), **request)
    return web_page(edition, translate(edition)[0]).decode()


def made(root: Path, language: str = "nl", **request: object) -> Artifact:
    (job,) = asked(root, profiles=(WEB,), languages=(language,), **request).jobs
    (artifact,) = make(job)
    assert not artifact.failure, artifact.failure
    return artifact


def parsed(html: str):
    """Parse as browsers do; the first error in the HTML is raised."""
    return html5lib.HTMLParser(strict=True).parse(html)


def elements(html: str, name: str) -> list:
    return list(parsed(html).iter(f"{XHTML}{name}"))


def text_of(element: object) -> str:
    return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]


def by_key(html: str) -> dict[str, list[str]]:
    """Return the texts of all elements that say which message they hold."""
    found: dict[str, list[str]] = {}
    for element in parsed(html).iter():
        if element.get("data-key"):
            found.setdefault(element.get("data-key"), []).append(text_of(element))
    return found


# --- planning ------------------------------------------------------------------------------------


def test_a_page_is_planned_once_for_each_language_and_clinic_whatever_the_folds(
    shop: Shop,
) -> None:
    more = BROCHURE.replace("[trifold]", "[trifold, sheet]")
    south = CLINIC.replace("Noord", "Zuid")
    root = shop({"brochures/warm.yaml": more, "brochures/clinics/zuid.yaml": south})
    names = [e.file for e in asked(root).editions if not e.profile.folded]
    languages = ("ar", "en", "nl")
    assert names == [f"{c}/warm.{tag}.web.html" for tag in languages for c in ("noord", "zuid")]


def test_who_names_a_fold_gets_no_page_unless_it_is_named_too(shop: Shop) -> None:
    root = shop()

    def profiles(**request: object) -> set[str]:
        return {e.profile.id for e in asked(root, languages=("nl",), **request).editions}

    assert WEB in profiles()
    assert WEB not in profiles(folds=("trifold",))
    assert profiles(profiles=("screen",)) == {"screen"}
    assert profiles(folds=("trifold",), profiles=("screen", WEB)) == {"screen", WEB}
    assert WEB not in profiles(large_print=18.0)


def test_a_page_has_all_of_a_brochure_of_which_a_fold_has_a_part() -> None:
    edition, *_ = pages(ROOT, languages=("en",))
    assert edition.brochure.sections == load_library(ROOT).brochures["microneedling"].sections


# --- what is on it -------------------------------------------------------------------------------


def everything(shop: Shop) -> Path:
    """Return a shop with every kind of block, a cover, a labelled drawing and facts."""
    brochure = """
title: Warm <em>hands</em>
version: "1.0"
produced: 2026-11-01
review: 2028-11-01
folds: [trifold]
cover: {picture: cover.svg, alt: A warm hand}
facts:
  depth: {measure: [0.5, 2.5], unit: length-millimeter}
sections:
  - id: lead
    blocks:
      - {id: text, paragraph: "Needles of {depth} & no more, says {clinic} on {phone}."}
      - {id: first, callout: note, title: Mind this, text: First of all.}
  - id: why
    heading: Why?
    blocks:
      - id: steps
        figure:
          - {id: one, picture: cover.svg, alt: A hand, caption: Hold}
          - {id: two, picture: marked.svg, alt: Two hands, caption: Hold on}
      - id: list
        list:
          - {id: a, icon: icon.svg, title: Quick, text: It is quick.}
          - {id: b, title: Safe, text: It is safe.}
      - {id: box, callout: caution, title: Careful, text: Not too hot.}
"""
    label = '<text data-label="thumb" x="60" y="30" fill="var(--rust)">Thumb</text>'
    files = {
        "brochures/warm.yaml": brochure,
        "brochures/pictures/cover.svg": DRAWING.format(""),
        "brochures/pictures/marked.svg": DRAWING.format(label),
        "brochures/pictures/icon.svg": DRAWING.format(""),
        "brochures/clinics/noord.yaml": CLINIC
        + 'hours:\n  - {days: mon-fri, opens: "08:30", closes: "17:00"}\nlogo: logo.svg\n',
        "brochures/clinics/logo.svg": DRAWING.format(""),
        catalog("en"): po(),
        catalog("nl"): None,
        catalog("ar"): None,
    }
    return shop(files, approved=False)


def copy_of(root: Path, language: str = "en") -> Copy:
    (edition,) = pages(root, languages=(language,))
    return translate(edition)[0]


def test_each_text_stands_once_where_it_belongs_and_none_is_missing(shop: Shop) -> None:
    root = everything(shop)
    html, copy = page(root, "en"), copy_of(root)
    texts = by_key(html)
    written = {key for key in copy.html if key != DESK} | {DESK, "web.skip"}
    assert set(texts) == written
    assert {len(found) for found in texts.values()} == {1}
    for key in written - {DESK}:
        number = (
            "2 " if key.endswith("two.caption") else "1 " if key.endswith("one.caption") else ""
        )
        assert texts[key] == [number + " ".join(copy.plain[key].split())], key
    described = {element.get("alt") for element in elements(html, "img")}
    described |= {element.get("aria-label") for element in elements(html, "a")}
    assert {copy.plain[key] for key in copy.plain if key not in written} <= described


def test_labels_stand_in_their_picture_at_their_place(shop: Shop) -> None:
    html = page(everything(shop), "en")
    (label,) = [e for e in elements(html, "span") if "label" in (e.get("class") or "")]
    assert label.text == "Thumb"
    assert ".label-1 { top: 20.00%; left: 25.00%; text-align: left; color: #9b3f28 }" in html
    assert "Thumb" not in "".join(e.get("src") for e in elements(html, "img"))


def test_title_description_language_and_landmarks(shop: Shop) -> None:
    html = page(everything(shop), "en")
    root = parsed(html)
    assert (root.get("lang"), root.get("dir")) == ("en", "ltr")
    assert text_of(elements(html, "title")[0]) == "Warm hands"
    metas = {m.get("name"): m.get("content") for m in elements(html, "meta") if m.get("name")}
    assert metas["description"].startswith(
        "Needles of 0.5–2.5\u00a0mm & no more, says Kliniek Noord"
    )
    assert "robots" not in metas
    for name in ("header", "main", "footer", "h1", "address"):
        assert len(elements(html, name)) == 1, name
    body = elements(html, "body")[0]
    assert (body[0].get("class"), body[0].get("href")) == ("skip", "#content")
    assert elements(html, "main")[0].get("id") == "content"


def test_headings_leave_no_level_out_even_where_a_section_has_none(shop: Shop) -> None:
    html = page(everything(shop), "en")
    levels = [int(e.tag[-1]) for e in parsed(html).iter() if re.fullmatch(r".*\}h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_decoration_is_silent_and_other_pictures_are_described(shop: Shop) -> None:
    html = page(everything(shop), "en")
    silent = [e for e in elements(html, "img") if e.get("alt") == ""]
    assert [e.get("class") for e in silent] == ["icon"]
    assert all(e.get("alt") is not None for e in elements(html, "img"))


def test_the_imprint_has_what_the_leaflet_has(shop: Shop) -> None:
    html = page(everything(shop), "en")
    footer = text_of(elements(html, "footer")[0])
    for text in ("Version 1.0", "November 1, 2026", "November 1, 2028", "Language: English"):
        assert text in footer
    for text in ("Dorpsweg 1", "1234 AB Noord", "+31\u00a030", "info@noord.example", "08:30–17:00"):
        assert text in " ".join("".join(elements(html, "footer")[0].itertext()).split(" "))
    (desk,) = [e for e in elements(html, "p") if e.get("data-key") == DESK]
    assert (desk.get("lang"), desk.get("dir")) == ("nl", "ltr")


def test_telephone_mail_and_site_are_links_that_say_what_they_do(shop: Shop) -> None:
    html = page(everything(shop), "en")
    links = {e.get("href"): e.get("aria-label") for e in elements(html, "a") if e.get("aria-label")}
    assert links == {
        "tel:+31305550123": "Call +31 30 555 0123",
        "mailto:info@noord.example": "Send an email to info@noord.example",
        "https://noord.example": "Open the website noord.example",
    }


@pytest.mark.parametrize("language", ["ar", "en"])
def test_numbers_are_isolated_from_the_text_around_them(shop: Shop, language: str) -> None:
    html = page(shop(), language)
    phones = [e for e in elements(html, "a") if e.get("href") == "tel:+31305550123"]
    assert len(phones) == 2
    assert {e.get("dir") for e in phones} == {"ltr"}


def test_a_text_in_another_language_says_so(shop: Shop) -> None:
    rows = [entry("title", SOURCES["title"], TRANSLATIONS["ar"][0])]
    root = shop({catalog("ar"): po(*rows)}, approved=False)
    html = page(root, "ar", draft=True)
    (heading,) = [e for e in elements(html, "h2") if e.get("data-key") == "why.heading"]
    (foreign,) = [e for e in heading.iter() if e.get("lang")]
    assert (foreign.get("lang"), foreign.get("dir")) == ("en", "ltr")


# --- whole in itself -----------------------------------------------------------------------------


def addresses(html: str) -> set[str]:
    """Return everything that a browser would fetch by itself."""
    found = {
        e.get(name) for e in parsed(html).iter() for name in ("src", "srcset", "data", "poster")
    }
    found |= {e.get("href") for e in elements(html, "link")}
    css = "".join(e.text for e in elements(html, "style"))
    return (found | set(re.findall(r"url\(([^)]*)\)|@import", css))) - {None}


def test_nothing_is_fetched_and_nothing_runs(shop: Shop) -> None:
    html = page(everything(shop), "en")
    assert {address.partition(":")[0] for address in addresses(html)} == {"data"}
    assert elements(html, "script") == []
    assert not [name for e in parsed(html).iter() for name in e.attrib if name.startswith("on")]
    assert not [e for e in parsed(html).iter() if e.get("style")]


def test_the_policy_allows_the_pages_own_style_sheet_and_nothing_else(shop: Shop) -> None:
    html = page(everything(shop), "en")
    (policy,) = [
        m.get("content")
        for m in elements(html, "meta")
        if m.get("http-equiv") == "Content-Security-Policy"
    ]
    (style,) = elements(html, "style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_a_style_sheet_gets_no_more_than_a_colour_from_a_drawing(shop: Shop) -> None:
    root = everything(shop)
    evil = "red}&lt;/style&gt;&lt;script&gt;x()&lt;/script&gt;"
    label = f'<text data-label="thumb" x="60" y="30" fill="{evil}">Thumb</text>'
    (root / "brochures/pictures/marked.svg").write_text(DRAWING.format(label))
    html = page(root, "en")
    assert elements(html, "script") == []
    assert ".label-1 { top: 20.00%; left: 25.00%; text-align: left }" in html


def test_nasty_texts_stay_texts(shop: Shop) -> None:
    nasty = '"><script>alert(1)</script> {{ 7*7 }} & <b onclick=x>'
    clinic = CLINIC.replace("Kliniek Noord", f"'{nasty}'")
    html = page(shop({"brochures/clinics/noord.yaml": clinic}), "nl")
    assert elements(html, "script") == []
    assert nasty in "".join(parsed(html).itertext())


def test_a_photograph_is_made_as_small_as_screens_need(shop: Shop) -> None:
    buffer = io.BytesIO()
    picture = Image.effect_noise((3000, 1000), 80).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    picture.save(buffer, "JPEG", quality=95, exif=exif)
    data = base64.b64decode(data_url("a.jpg", buffer.getvalue()).partition("base64,")[2])
    with Image.open(io.BytesIO(data)) as shown:
        assert (shown.format, shown.height) == ("WEBP", LARGEST)
        assert shown.width < shown.height
    assert len(data) < len(buffer.getvalue()) / 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_bitmaps_of_any_kind_are_shown(mode: str) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (8, 8)).save(buffer, "TIFF")
    assert data_url("a.png", buffer.getvalue()).startswith("data:image/webp;base64,")


@pytest.mark.parametrize("lenient", [False, True])
def test_a_bitmap_that_ends_early_is_a_finding(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, lenient: bool
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)  # as some libraries do
    buffer = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(buffer, "PNG")
    cover = "cover: {picture: cover.png, alt: A hand}\n"
    files = {
        "brochures/warm.yaml": BROCHURE + cover,
        "brochures/pictures/cover.png": buffer.getvalue()[:20_000],
        catalog("en"): po(),
        catalog("nl"): None,
        catalog("ar"): None,
    }
    artifact = made(shop(files, approved=False), "en", draft=True)
    assert [f.code for f in artifact.findings] == ["picture.damaged"]
    assert artifact.pdf is None
    assert "cover.png" in artifact.findings[0].message


def test_a_heavy_page_names_the_largest_picture(shop: Shop) -> None:
    root = everything(shop)
    big = DRAWING.format(f'<path d="{"M1 1" * HEAVY}"/>')
    (root / "brochures/pictures/icon.svg").write_text(big)
    artifact = made(root, "en")
    assert [f.code for f in artifact.findings] == ["web.heavy"]
    assert "icon.svg" in artifact.findings[0].message
    assert artifact.pdf is not None


def test_every_shipped_page_is_small_valid_and_without_a_finding() -> None:
    plans = asked(ROOT, profiles=(WEB,))
    assert len(plans.jobs) == 14
    for job in plans.jobs:
        (artifact,) = make(job)
        assert (artifact.findings, artifact.failure) == ((), "")
        assert artifact.pdf is not None
        assert len(artifact.pdf) < HEAVY / 3
        parsed(artifact.pdf.decode())


# --- drafts, refusals, themes that lack something ------------------------------------------------


def test_a_page_with_a_text_that_is_not_current_is_refused(shop: Shop) -> None:
    rows = [entry("title", SOURCES["title"], "Warme handen", "#, fuzzy\n")]
    artifact = made(shop({catalog("nl"): po(*rows)}))
    assert artifact.pdf is None
    assert {f.code for f in artifact.findings} == {"text.fuzzy", "text.missing"}


def test_a_draft_says_so_in_its_name_its_title_and_on_the_page(shop: Shop) -> None:
    rows = [entry("title", SOURCES["title"], "Warme handen", "#, fuzzy\n")]
    root = shop({catalog("nl"): po(*rows)}, approved=False)
    (edition,) = pages(root, languages=("nl",), draft=True)
    assert edition.file == "noord/warm.nl.web.DRAFT.html"
    html = page(root, draft=True)
    assert text_of(elements(html, "title")[0]) == "DRAFT · Warme handen"
    (mark,) = elements(html, "aside")
    assert (text_of(mark), mark.get("lang")) == ("DRAFT", "en")
    assert ("robots", "noindex") in [
        (m.get("name"), m.get("content")) for m in elements(html, "meta")
    ]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("styles/calm/web.css", "theme.file"),
        ("templates/web.html", "template.missing"),
        ("templates/web-blocks.html", "template.missing"),
    ],
)
def test_a_theme_that_lacks_a_part_of_the_page_says_which(shop: Shop, file: str, code: str) -> None:
    artifact = made(shop({file: None}))
    assert [f.code for f in artifact.findings] == [code]
    assert file in str(artifact.findings[0].place)


def test_a_wrong_template_is_named_with_its_line(shop: Shop) -> None:
    root = shop()
    path = root / "templates/web-blocks.html"
    path.write_text(path.read_text().replace("{{ text(block.text.key) }}", "{{ block.nothing }}"))
    (edition,) = pages(root, languages=("nl",))
    with pytest.raises(InputError) as caught:
        web_page(edition, translate(edition)[0])
    assert str(caught.value.findings[0].place).startswith("templates/web-blocks.html:3")


# --- the command ---------------------------------------------------------------------------------

NOTHING_TO_DRAW_WITH = """
import sys
sys.modules["weasyprint"] = None  # as if it were not installed
from printshop.render import library_check
library_check._LIBRARIES = {"Pango": ("libnot.so.0",) * 4}
from printshop.cli import main
main()
"""


def test_pages_are_made_where_nothing_can_draw_a_pdf(shop: Shop, tmp_path: Path) -> None:
    command = ["build", "--root", str(shop()), "--output", str(tmp_path / "out"), "--jobs", "2"]
    run = [sys.executable, "-c", NOTHING_TO_DRAW_WITH, *command]
    result = subprocess.run(
        [*run, "--profile", "web"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert result.returncode == 0, result.stderr
    assert "3 of 3 files" in result.stdout
    refused = subprocess.run(run, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (refused.returncode, "Pango" in refused.stderr) == (2, True)


def built(root: Path, folder: Path) -> Path:
    request = Request(profiles=(WEB,), languages=("nl",))
    assert build(root, request, folder, Screen(), folder / "report.json", False) == 0
    return folder / "noord/warm.nl.web.html"


def test_a_page_is_made_again_only_if_something_in_it_changed(shop: Shop, tmp_path: Path) -> None:
    root = shop()
    file = built(root, tmp_path)
    before = file.stat().st_mtime_ns, file.read_bytes()
    assert built(root, tmp_path).stat().st_mtime_ns == before[0]
    sheet = root / "styles/calm/web.css"
    sheet.write_text(sheet.read_text() + "h1 { color: var(--gold) }\n")
    assert built(root, tmp_path).read_bytes() != before[1]


def test_the_contact_sheet_is_of_pdfs(shop: Shop, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "printshop",
        "proof",
        "--root",
        str(shop()),
        "--language",
        "nl",
    ]
    command += ["--profile", "web", "--output", str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert result.returncode == 0, result.stderr
    assert "no contact sheet" in result.stdout
    assert not (tmp_path / "proof.html").exists()
