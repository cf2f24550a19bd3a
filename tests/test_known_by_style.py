"""What is known by style: the engine's own values, worked out once a style."""

from __future__ import annotations

from pathlib import Path

from .test_start import OURS, PLAIN, said

# Lines of all kinds: decorated, with features, spaced out, in another language and direction; and
# lengths of all kinds: relative, of another box, in columns, in tables whose borders are shared.
PAGE = """
import hashlib
WORDS = "Needles make narrow channels, 1/2 of them first, and the body repairs them. "
html = '''<html lang="en"><style>
@page { size: 70mm 120mm; margin: 5mm 4%; @bottom-center { content: counter(page); width: 50% } }
@page :first { size: 90mm 120mm } .t { border: 6px solid; width: 100% }
html { font: 8pt/1.3 "Source Sans 3" } p { margin: 1mm 2% 0; hyphens: auto; padding: 0 1% 0 3px }
.u { text-decoration: underline line-through overline } .f { font-feature-settings: "smcp", "onum" }
.s { letter-spacing: 1px; font-variant-numeric: oldstyle-nums; word-spacing: 2px }
.s b { text-decoration: underline; letter-spacing: 0 }
.b { box-sizing: border-box; width: 40mm; height: 9mm; padding: 2mm; border: 1mm solid red }
.m { min-width: 30%; max-width: 60%; min-height: 12mm; max-height: 90% } .r { display: flex }
.r p { flex: 1; padding: 3px } .fl { float: left; width: 30%; margin: 2px }
.c { column-count: 2 } .d p::first-line { font-size: 11pt } .d p::first-letter { font-size: 200% }
table { border-collapse: collapse } td { border: 2px solid; padding: 1px }
.a { position: absolute; right: 0; width: 20mm } .k { width: calc(10mm + 20%) }
</style>'''
for kind in ("u", "f", "s", "s u f", "b", "m", "fl", "c", "d", "a", "k"):
    text = f"<p>{WORDS}<b>{WORDS}</b><a href=https://example.org>{WORDS}</a></p>"
    html += f"<div class='{kind}'>{text}</div><div class=r>{text}{text}</div>"
html += f"<p dir=rtl lang=ar>{WORDS}\u0627\u0644\u062c\u0644\u062f</p><p lang=ja>\u91dd\u3067</p>"
html += f"<table class=t><tr><td>{WORDS}<td>a<td>{WORDS}<td>b<tr><td>c<td>d</table>"
pdf = engine.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
print(len(pdf), hashlib.sha256(pdf).hexdigest())
"""


def test_the_same_bytes_as_the_engine_makes_by_itself(tmp_path: Path) -> None:
    assert said(f"{OURS}\n{PAGE}", tmp_path) == said(f"{PLAIN}\n{PAGE}", tmp_path)


# WeasyPrint declares what Pango can do when it is imported: so this takes a process of its own.
COUNTING = """
from weasyprint.layout import percent
from weasyprint.text import line_break

def counting(name, where):
    function, calls = getattr(where, name), []
    setattr(where, name, lambda *given: calls.append(given) or function(*given))
    return calls

told, lines = (counting(name, line_break) for name in ("get_font_description", "create_layout"))
lengths = counting("resolve_one_percentage", percent)
text = "<p>Needles make narrow channels.</p>"
engine.HTML(string=f"<style>p {{ margin: 1px 2px }}</style>{text * 120}").write_pdf()
print(len(told), len(lines), len(lengths))
"""


def test_it_is_worked_out_once_a_style(tmp_path: Path) -> None:
    told, lines, lengths = map(int, said(f"{OURS}\n{COUNTING}", tmp_path).split())
    assert 0 < told < 5
    assert lines >= 120
    assert 0 < lengths < 1000


SEPARATE = """
from weasyprint.text.line_break import Layout, line_size
css = "letter-spacing: 3px; word-spacing: 2px; font-feature-settings: 'smcp'"
page = engine.HTML(string=f'<p style="{css}">a b').render().pages[0]._page_box
style = next(box.style for box in page.descendants() if hasattr(box, "text"))
one, other, third = Layout(style), Layout(style), Layout(style)
for layout, text in ((one, "ab"), (other, "a b c d"), (third, "ab")):
    layout.set_text(text)
sizes = [line_size(layout.get_first_line()[0], style) for layout in (one, other, third)]
print(sizes[0] == sizes[2], sizes[0] < sizes[1])
"""


def test_what_a_line_is_given_stays_with_it(tmp_path: Path) -> None:
    assert said(f"{OURS}\n{SEPARATE}", tmp_path).split() == ["True", "True"]


CHANGED = """
from printshop.render.known_by_style import forget
from weasyprint.text.line_break import Layout
page = engine.HTML(string="<p lang=nl>a<p lang=ro>b").render().pages[0]._page_box
one, other = (box.style for box in page.descendants() if hasattr(box, "text"))
dutch, romanian = Layout(one).language, Layout(other).language
one["lang"] = "ro"
forget(one)
print(dutch != romanian, Layout(one).language == romanian)
"""


def test_what_was_changed_is_worked_out_anew(tmp_path: Path) -> None:
    assert said(f"{OURS}\n{CHANGED}", tmp_path).split() == ["True", "True"]
