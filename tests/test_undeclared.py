"""Properties that nothing declares are what the engine works out; so is all that is declared."""

from __future__ import annotations

from pathlib import Path

from .test_start import OURS, PLAIN, said

STYLES = """
from weasyprint import css
html = '''<html lang=nl><style>
:root { --gap: 3px; --ink: #123456 } div[dir=rtl] { direction: rtl }
p { margin-block-start: 4px; margin-inline-end: var(--gap); color: var(--ink); font-size: 1.2em }
.boxed { border-inline-start: 2px solid red; padding-left: 3mm; float: left; width: inherit }
.placed { position: absolute; page: own; line-height: calc(1em + 2px); inset-inline: 1px 2px }
.lined { text-decoration: underline } .lined em { letter-spacing: calc(1px + 2px) }
p::first-line { color: red } p::first-letter { font-size: 2em } li::before { content: "x" }
table { border-collapse: collapse } td { border: thin solid; margin: initial; inline-size: 9px }
@page { margin: 1cm; @top-left { content: "x"; color: red } }
</style><div dir=rtl style="padding: inherit; border-start-start-radius: 3px">
<p class=boxed>een <em>twee</em> <a class=placed href="#q">drie <b>vier</b></a></p></div>
<p class=lined>vijf <em>zes</em> <input></p><ul><li>een<li>twee</ul>
<table><tr><td>1<td id=q>2</table>'''
found = css.get_all_computed_styles(engine.HTML(string=html))._computed_styles
asked = [key for key in css.INITIAL_VALUES if not key.startswith(("border_block", "border_inline"))]
for (element, pseudo_type), style in found.items():
    for key in (*asked, "__gap", "__ink"):
        told = style[key]
        if key[:2] == "__":
            told = [token.serialize() for token in told]
        print(element.tag, pseudo_type, key, told, style.anonymous_style[key])
"""


def test_all_values_are_the_engines(tmp_path: Path) -> None:
    plain, ours = (said(f"{engine}\n{STYLES}", tmp_path) for engine in (PLAIN, OURS))
    assert plain.count("\n") > 5000
    assert ours == plain
