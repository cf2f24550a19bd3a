"""The words of a leaflet's HTML as data for a Typst document: what all clinics share, and the rest.

Taken from the HTML, so that both tools set the same words, names and numbers.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import html

from .leaflets import Leaflet

_URL = re.compile(r"asset:([^')]+)")
_FAMILIES = re.compile(r"(?m)^(?:html|h1, h2, h3, \.display) \{ font-family: ([^;]+);")
_NUMBER = re.compile(r"(top|left|right): (-?[\d.]+)%")


def shared(leaflet: Leaflet) -> dict[str, Any]:
    """Return what leaflets of a language have in common: fonts, size, cover and sections."""
    page = html.document_fromstring(leaflet.html)
    body, heading = (
        [name.strip('" ') for name in m.split(",")] for m in _FAMILIES.findall(leaflet.css)[:2]
    )
    (cover,) = page.find_class("cover")
    return {
        "lang": page.get("lang"),
        "rtl": page.get("dir") == "rtl",
        "body": body,
        "heading": heading,
        "line": float(re.findall(r"line-height: ([\d.]+)", leaflet.css)[0]),
        "size": leaflet.body,
        "hyphenate": "hyphens: auto" in leaflet.css,
        "picture": _picture(cover.find_class("cover-picture")[0].get("src")),
        "kicker": _runs(cover.find_class("kicker")[0]),
        "title": _runs(cover.find_class("title")[0]),
        "sections": [_section(s, leaflet.aligned) for s in page.find_class("text")],
    }


def own(leaflet: Leaflet) -> dict[str, Any]:
    """Return what one clinic's leaflet says of the clinic, in the leaflet's language."""
    page = html.document_fromstring(leaflet.html)
    (contact,) = page.find_class("contact")
    name = contact.find_class("clinic-name")[0]
    logo = contact.find_class("logo")
    return {
        "clinic": _runs(page.find_class("cover-words")[0].findall("p")[-1]),
        "heading": _runs(contact.find("h2")),
        "name": _runs(name),
        "address": _runs(name.getnext()),
        "logo": leaflet.assets[_picture(logo[0].get("src"))].decode() if logo else None,
        "details": [_detail(detail) for detail in contact.find_class("detail")],
        "code": leaflet.assets["qr.svg"].decode() if contact.find_class("qr") else None,
        "scan": [run for scan in contact.find_class("scan") for run in _runs(scan.find("p"))],
        "imprint": [_runs(p) for p in contact.find_class("imprint")[0].findall("p")],
    }


def _detail(detail: Any) -> dict[str, Any]:
    """Return what is told, and its lines; a day stands on one line with its hours."""
    what, *lines = detail.findall("p")
    days = [
        {"day": _runs(day.findall("p")[0]), "times": _runs(day.findall("p")[1])}
        for day in detail.find_class("day")
    ]
    return {"what": _runs(what), "lines": [_runs(line) for line in lines], "days": days}


def _section(section: Any, aligned: int) -> dict[str, Any]:
    heading = section.find("h2")
    preference = int(section.get("data-preference", "0"))
    return {
        "style": section.get("class").split()[1],
        "break": "panel-own" in section.classes or 0 < preference <= aligned,
        "heading": None if heading is None else _runs(heading),
        "blocks": [_block(block) for block in section if block.tag != "h2"],
    }


def _block(block: Any) -> dict[str, Any]:
    if block.tag == "p":
        return {"kind": "paragraph", "text": _runs(block)}
    if block.tag == "ul":
        return {"kind": "list", "items": [_item(item) for item in block]}
    if "figure" in block.classes:
        return {"kind": "figure", "steps": [_step(step) for step in block]}
    tone = block.get("class").split()[1]
    return {"kind": "callout", "tone": tone, **_item(block)}


def _item(item: Any) -> dict[str, Any]:
    title = item.find("h3")
    icon = _URL.search(title.get("style") or "")
    return {
        "icon": icon[1] if icon else None,
        "title": _runs(title),
        "text": _runs(item.find("p")),
    }


def _step(step: Any) -> dict[str, Any]:
    labels = []
    for label in step.find_class("label"):
        style = label.get("style")
        places = {name: float(value) for name, value in _NUMBER.findall(style)}
        colour = re.findall(r"color: (#\w+)", style)[0]
        labels.append({"text": _runs(label), "colour": colour, **places})
    picture = _picture(step.find(".//img").get("src"))
    return {"picture": picture, "labels": labels, "caption": _runs(step.find_class("caption")[0])}


def _picture(source: str | None) -> str:
    return (source or "").removeprefix("asset:")


def _runs(element: Any, kind: str = "text", link: str = "") -> list[dict[str, str]]:
    """Return the words of an element as runs: text, emphasis, values from left to right, breaks."""
    if element.tag == "br":
        return [{"kind": "break", "text": ""}]
    kind = "emphasis" if element.tag in {"em", "strong"} else kind
    kind = "value" if element.get("dir") == "ltr" and element.tag != "p" else kind
    link = element.get("href", link)
    runs = _text(element.text, kind, link)
    for child in element:
        runs += _runs(child, kind, link) + _text(child.tail, kind, link)
    return runs


def _text(text: str | None, kind: str, link: str) -> list[dict[str, str]]:
    return [{"kind": kind, "text": text, "link": link}] if text and text != "\n" else []
