"""Fonts that are prepared for being subset: the same bytes as those that are not."""

from __future__ import annotations

from pathlib import Path

from .test_start import OURS, said

# Fonts of many scripts, those that stand in for others too, in subsets of many sizes.
SUBSETS = """
import hashlib
from printshop.render import prepared_faces
from weasyprint.pdf import fonts
from weasyprint.text.fonts import FontConfiguration

prepared_faces._OFTEN = {often}
used, subset, prepared = [], fonts.Font.subset, prepared_faces._Faces.prepared
digest = hashlib.sha256()

def counted(self, face):
    found = prepared(self, face)
    used.append(found is not face)
    return found

def told(self, to_unicode, hinting):
    subset(self, to_unicode, hinting)
    digest.update(self.file_content)

fonts.Font.subset = told
prepared_faces._Faces.prepared = counted
config = FontConfiguration()
for number in range(1, 6):
    text = "".join(map(chr, range(0x20, 0x40 + 40 * number))) + "\u0627\u0644\u062c\u0644\u062f"
    text += "\u0928\u0939\u0940\u0902 \u05e2\u05d5\u05e8 \u91dd\u3067\u76ae\u80a4 " * (number % 2)
    html = "".join(
        f'<p style="font-family: {{family}}; font-weight: {{weight}}">{{text}}</p>'
        for family in ("Source Sans 3", "Source Serif 4", "Noto Sans", "Noto Naskh Arabic")
        for weight in (400, 700)
    )
    engine.HTML(string=f'<meta charset="utf-8">{{html}}').write_pdf(font_config=config)
print(sum(used), digest.hexdigest())
"""


def test_prepared_fonts_give_the_same_subsets(tmp_path: Path) -> None:
    few, alone = said(OURS + SUBSETS.format(often=1_000_000), tmp_path).split()
    many, prepared = said(OURS + SUBSETS.format(often=2), tmp_path).split()
    assert int(few) == 0
    assert int(many) > 20
    assert prepared == alone
