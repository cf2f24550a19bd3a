"""The engine's HTML parser finds its patterns, and reads what it read without."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
import tinyhtml5
from tinyhtml5 import inputstream

from printshop.render.parser_patterns import keep_patterns

HTML = """<!DOCTYPE html><html lang=nl><title>A & B</title><p class="x" data-y='1 "2" ]^-\\' z=3>een
&amp; &shy;twee <b>drie</b><br/>\x00vier <!-- vijf --><a href="?a=1&b=2">zes</a> é 皮膚 </p>"""


def _read() -> bytes:
    return ElementTree.tostring(tinyhtml5.parse(HTML, namespace_html_elements=False))


def test_patterns_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputstream, "characters_until_regex", {})
    without = _read()
    keep_patterns()
    made: list[str] = []
    make = re.compile
    with monkeypatch.context() as patch:
        patch.setattr(re, "compile", lambda *given: made.append(given[0]) or make(*given))
        assert _read() == without
        assert made
        made.clear()
        assert _read() == without
        assert not made
