"""WeasyPrint as it is started here: faster, and in nothing else another than it is by itself."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyphen
import pytest
import weasyprint

from printshop.executors.cores import _PRELOADED
from printshop.render.font_folder import font_configuration
from printshop.render.hyphens import LateDictionary
from printshop.render.stand_ins import TAKEN

from .real import FONTS

PLAIN = "import weasyprint as engine"
OURS = "from printshop.render.start import layout_engine; engine = layout_engine()"
PAGE = """
import hashlib, sys
html = '''<html lang="nl"><style>
@page { size: 60mm 90mm; @bottom-center { content: counter(page, upper-roman) } }
body { font: 9pt/1.3 "Source Sans 3"; hyphens: auto } ol { list-style: armenian }
</style><h1>Verpleegkundigen</h1><p>Behandelingsmogelijkheden en littekenverbetering, overzichtelijk
<q>samengevat</q> in <a href="https://example.org">huidverzorgingsadviezen</a></p>
<ol><li>een<li>twee</ol><table border=1 align=right><tr><th bgcolor=red>a<td>b</table>
<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
<svg viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#c86" fill-opacity="0.5"/></svg>
<input value="field">'''
for options in ({}, {"presentational_hints": True, "pdf_forms": True}, {"full_fonts": True}):
    pdf = engine.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1", **options)
    print(hashlib.sha256(pdf).hexdigest())
"""


def said(program: str, cache: Path) -> str:
    """Return what a program prints in a process of its own, with our fonts."""
    environment = os.environ | {
        "XDG_CACHE_HOME": str(cache),
        "FONTCONFIG_FILE": font_configuration(str(FONTS)),
    }
    process = subprocess.run(
        (sys.executable, "-W", "error", "-c", program),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert process.stderr == ""
    return process.stdout


@pytest.mark.slow
def test_the_same_bytes_as_by_itself(tmp_path: Path) -> None:
    plain = said(f"{PLAIN}\n{PAGE}", tmp_path)
    assert len(set(plain.split())) == 3
    assert said(f"{OURS}\n{PAGE}", tmp_path) == plain  # read for the first time
    kept = tmp_path / "make-brochure" / "worked-out"
    assert len(list(kept.iterdir())) >= 4  # declarations, three style sheets
    assert said(f"{OURS}\n{PAGE}", tmp_path) == plain  # kept
    for file in kept.iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    assert said(f"{OURS}\n{PAGE}", tmp_path) == plain  # damaged


def test_what_most_leaflets_do_not_need_is_not_loaded(tmp_path: Path) -> None:
    names = "fontTools", "pycparser", "PIL.Image", "PIL.ImageCms", "_ssl"
    look = (
        f"engine.HTML(string='<p>a').write_pdf()\nprint(sorted(sys.modules.keys() & {{*{names}}}))"
    )
    said(f"{OURS}\nimport sys\n{look}", tmp_path)
    assert said(f"{OURS}\nimport sys\n{look}", tmp_path) == "[]\n"


def test_stand_ins_make_way_for_the_real_things(tmp_path: Path) -> None:
    program = f"""
{OURS}
import io
from weasyprint.pdf import fonts
from weasyprint.css import ImageCmsProfile
try:
    fonts.TTFont(io.BytesIO(b"no font at all"))
except fonts.TTLibError as error:
    print(error)
from fontTools import subset
from fontTools.ttLib import TTFont
print(fonts.subset is subset, fonts.TTFont is TTFont, engine.text.fonts.TTFont is TTFont)
print(fonts.subset.Options().hinting)
"""
    assert said(program, tmp_path).splitlines()[1:] == ["True True True", "True"]


def test_ssl_is_read_when_it_is_asked_for_something(tmp_path: Path) -> None:
    program = f"""
{OURS}
import http.client, sys
print("_ssl" in sys.modules)
import ssl
connection = http.client.HTTPSConnection("localhost")
print(isinstance(connection._context, ssl.SSLContext), ssl.__file__ is not None)
"""
    assert said(program, tmp_path).splitlines() == ["False", "True True"]


def test_bitmaps_are_opened_as_weasyprint_wants(tmp_path: Path) -> None:
    program = f"""
{OURS}
import io
from weasyprint import images
from PIL import EpsImagePlugin, Image, ImageFile
print(EpsImagePlugin.gs_binary, ImageFile.LOAD_TRUNCATED_IMAGES)
file = io.BytesIO()
Image.new("L", (1, 1)).save(file, "PNG")
print(images.Image.open(file).size, images.Image is Image)
print(EpsImagePlugin.gs_binary, ImageFile.LOAD_TRUNCATED_IMAGES)
"""
    lines = said(program, tmp_path).splitlines()
    assert lines == ["None False", "(1, 1) True", "False True"]


def _taken() -> Iterator[tuple[str, str]]:
    """Yield what WeasyPrint imports from the libraries that there are stand-ins for."""
    for path in Path(weasyprint.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                if node.module.partition(".")[0] in ("fontTools", "PIL"):
                    yield from ((node.module, alias.name) for alias in node.names)
            elif isinstance(node, ast.Import):
                assert not [a for a in node.names if a.name.startswith(("fontTools", "PIL"))]


def test_there_is_a_stand_in_for_all_that_is_taken() -> None:
    assert set(_taken()) == {(module, name) for module, names in TAKEN.items() for name in names}


PlainDictionary = LateDictionary.__base__  # pyphen may have been given the late ones by now
# What they have: nothing but patterns; letters that change; Cyrillic; comments and settings.
QUICK = {"hyph_nl_NL", "hyph_ca", "hyph_uk_UA", "hyph_zu_ZA"}
DICTIONARIES = [
    pytest.param(path, id=path.stem, marks=() if path.stem in QUICK else pytest.mark.slow)
    for path in sorted(set(pyphen.LANGUAGES.values()))
]


def test_lines_of_all_kinds_are_read_as_pyphen_reads_them(tmp_path: Path) -> None:
    lines = "UTF-8\nLEFTHYPHENMIN 2\n% a1b\ns1^^73\na1b\na0b\n 0c1d0 \n.e1f/e=f,1,2\nx/1y\n"
    file = tmp_path / "hyph_xx.dic"
    file.write_text(lines, "utf-8")
    late, plain = LateDictionary(file), PlainDictionary(file)
    assert list(late.patterns) == list(plain.patterns) == ["ss", "ab", "cd", ".ef", "x/y"]
    for word in ("abba", "cdcd", "assa", "efef", "x/y"):
        assert _points(late, word) == _points(plain, word) != []
    assert _points(late, "efef")[0][1] == ("e=f", -1, 2)


@pytest.mark.parametrize("file", DICTIONARIES)
def test_dictionaries_divide_as_they_do_by_themselves(file: Path) -> None:
    late, plain = LateDictionary(file), PlainDictionary(file)
    assert list(late.patterns) == list(plain.patterns)
    letters = [key.strip(".") for key in plain.patterns][:: len(plain.patterns) // 300 + 1]
    words = [one + other for one, other in pairwise((*letters, "asszon", "nyal"))]
    points = [_points(plain, word) for word in words]
    assert [_points(late, word) for word in words] == points
    assert any(points)


def _points(dictionary: pyphen.HyphDict, word: str) -> list[tuple[int, object]]:
    """Return where a word is divided, and how its letters change there."""
    return [(int(point), point.data) for point in dictionary.positions(word)]


@pytest.mark.parametrize(
    "first", [_PRELOADED, ["printshop.render.boxes"], ["printshop.render.sideways"]]
)
def test_it_is_read_so_whatever_names_it_first(tmp_path: Path, first: list[str]) -> None:
    told = "from weasyprint.text.ffi import ffi; print(type(ffi).__name__)"
    assert said(f"import {', '.join(first)}; {told}", tmp_path) == "KeptDeclarations\n"
