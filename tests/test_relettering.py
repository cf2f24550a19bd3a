"""Values set with the boxes of others' values are what they are when they are laid out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from printshop.geometry import Size
from printshop.imprint.slots import compose_slots
from printshop.model import Markup
from printshop.render import lettered_lines, set_slots, slot_page, written
from printshop.render.relettering import Forms, values_of
from printshop.render.shaped_once import shaped
from printshop.translate import slot_copy

from .shops import CLINIC, editions

Shop = Callable[..., Path]

ROOMS = {
    **{"name": Size(88, 12), "card": Size(88, 40)},
    **{name: Size(80, 5) for name in ("phone", "mail", "web")},
}
DIRECTIONS = ("ltr", "rtl")
LOOK = "templates/slots.html"
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}">'
    '<rect width="{0}" height="{1}" fill="#{2}"/></svg>'
)


def clinic(name: str, first_line: str = "Dorpsweg 1", phone: str = "+31 30 555 01 23") -> str:
    text = CLINIC.replace("name: Kliniek Noord", f"name: '{name}'").replace(
        "Dorpsweg 1", first_line
    )
    return text.replace("+31 30 555 01 23", phone).replace("noord.example", f"x{len(name)}.example")


@pytest.fixture(autouse=True)
def _no_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    forms = Forms()
    monkeypatch.setattr(slot_page, "_forms", lambda: forms)


def markups(root: Path) -> Iterator[Markup]:
    """Yield the slots of each clinic's leaflet, in the order of their files."""
    for edition in editions(root, "nl"):
        if edition.profile.id != "screen":
            continue
        copy, _ = slot_copy(edition)
        yield compose_slots(edition, copy, ROOMS, DIRECTIONS)


def both(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[bytes], list[bytes], list[int]]:
    """Set slots with forms and without; also return the clinics that had to be laid out."""
    laid_out: list[int] = []
    every = list(markups(root))
    keep = Forms.keep
    number = 0

    def kept(self: Forms, *given: object) -> None:
        laid_out.append(number)
        keep(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Forms, "keep", kept)
    lettered = []
    for number, markup in enumerate(every):  # noqa: B007  (kept looks at it)
        lettered.append(written(set_slots(markup, ROOMS).pdf))
    monkeypatch.setattr(slot_page, "_forms", Forms)
    whole = [written(set_slots(markup, ROOMS).pdf) for markup in every]
    assert all(whole)
    return lettered, whole, laid_out[: len(laid_out) - len(every)]


def files(texts: Sequence[str]) -> dict[str, str | None]:
    """Return the files of clinics, in place of the one that toy shops have."""
    own = {f"brochures/clinics/c{number}.yaml": text for number, text in enumerate(texts)}
    return {"brochures/clinics/noord.yaml": None, **own}


def test_letters_are_all_that_differs(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = (
        clinic("Kliniek Noord"),
        clinic("Kliniek Zuidoost", "Kerkstraat 119", "+31 30 555 99 88"),
        clinic("Łódź & Źdźbło"),
        clinic("fi ffi <AV>"),
    )
    lettered, whole, laid_out = both(shop(files(texts)), monkeypatch)
    assert laid_out == [0]
    assert lettered == whole


def test_what_is_of_another_form_is_laid_out(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = (
        clinic("Kliniek Noord"),
        clinic("عيادة الجلد"),  # from right to left
        clinic("皮膚科クリニック"),  # of other fonts, which are higher
        clinic("Kliniek Noord", "Een straat met een naam die over twee regels gaat, of meer 1"),
        clinic("A clinic whose name is so long that it wants two lines on the cover, or three"),
        clinic("Kliniek West").replace(", 1234 AB Noord", ", Gebouw C, 1234 AB West"),
        clinic("عيادة النور"),
        clinic("皮膚科さくら"),
        clinic("Kliniek Oost"),
    )
    lettered, whole, laid_out = both(shop(files(texts)), monkeypatch)
    assert laid_out == [0, 1, 2, 3, 4, 5]
    assert lettered == whole


@pytest.mark.parametrize(
    "style",
    (
        "a { padding: 0 1mm }",
        "a { background: #eee }",
        ".slot-mail { display: flex }",
        ".slot-mail a { display: inline-block }",
        ".slot-mail { width: auto !important }",
        ".slot-mail { text-indent: 2mm }",
        ".slot-phone a::before { content: 'T ' }",
        ".slot { text-transform: uppercase }",
    ),
)
def test_styles_that_want_more_are_laid_out(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, style: str
) -> None:
    root = shop(files((clinic("Kliniek Zuidwest", phone="+31 30 555 11 11"), clinic("Noord"))))
    sheet = root / "styles" / "calm" / "base.css"
    sheet.write_text(f"{sheet.read_text('utf-8')}\n{style}\n", "utf-8")
    lettered, whole, _ = both(root, monkeypatch)
    assert lettered == whole


def test_values_end_on_either_side(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for end in ("end", "center"):
        root = shop(files((clinic("Kliniek Noord"), clinic("Kliniek Zuidwest"))), at=end)
        sheet = root / "styles" / "calm" / "base.css"
        sheet.write_text(f"{sheet.read_text('utf-8')}\np {{ text-align: {end} }}\n", "utf-8")
        with monkeypatch.context() as patch:
            lettered, whole, laid_out = both(root, patch)
        assert laid_out == [0]
        assert lettered == whole


def in_language(tag: str, name: str) -> str:
    return clinic(name).replace("language: nl", f"language: {tag}")


def language_of(pdf: bytes) -> str:
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as opened:
        return str(opened.Root.Lang)


@pytest.mark.parametrize(
    ("style", "laid_out"),
    (
        ("", [0]),
        (":lang(en) a { font-weight: bold }", [0, 1]),
        ("a:lang(nl) { margin: 0 }", [0, 1]),
    ),
)
def test_languages_share_a_layout_that_knows_none(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, style: str, laid_out: list[int]
) -> None:
    texts = [("nl", "Kliniek Noord"), ("en", "North Clinic"), ("nl", "Kliniek Oost")]
    root = shop(files([in_language(*text) for text in texts]))
    sheet = root / "styles" / "calm" / "base.css"
    sheet.write_text(f"{sheet.read_text('utf-8')}\n{style}\n", "utf-8")
    lettered, whole, made = both(root, monkeypatch)
    assert lettered == whole
    assert [language_of(pdf) for pdf in whole] == ["nl", "en", "nl"]
    assert made == laid_out


def test_letters_are_those_of_their_language(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "Spital fişţ ílja бгдпт íj́"  # some look otherwise in some of these languages
    tags = ("nl", "ro", "en", "nl", "sr")
    lettered, whole, made = both(shop(files([in_language(tag, name) for tag in tags])), monkeypatch)
    assert lettered == whole
    assert made[0] == 0
    assert len(made) < len(tags)


def test_lines_that_are_higher_in_a_language_are_laid_out(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint.text import line_break

    by_engine = line_break.strut

    def higher_in_english(style: Mapping[str, Any]) -> Any:
        height, baseline = by_engine(style)
        return (height + 1 if style["lang"] == "en" else height), baseline

    monkeypatch.setattr(line_break, "strut", higher_in_english)
    texts = [("nl", "Kliniek Noord"), ("en", "North Clinic"), ("nl", "Kliniek Oost")]
    _, _, made = both(shop(files([in_language(*text) for text in texts])), monkeypatch)
    assert made == [0, 1]


def with_logo(number: int) -> str:
    return f"{clinic(f'Kliniek {number}')}logo: logo-{number}.svg\n"


@pytest.mark.parametrize(
    ("style", "laid_out"),
    (
        ("", [0]),
        (".logo { inset-inline-end: auto !important }", [0, 1, 2]),
        (".logo { position: static !important }", [0, 1, 2]),
        (".logo { left: 1mm; width: 9mm; border: 1px solid; margin: auto }", [0]),
    ),
)
def test_logos_are_others(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, style: str, laid_out: list[int]
) -> None:
    sizes = ((40, 20), (20, 40), (90, 11))
    logos = {
        f"brochures/clinics/logo-{number}.svg": LOGO.format(*size, "abc"[number] * 3)
        for number, size in enumerate(sizes)
    }
    root = shop(files([with_logo(number) for number in range(len(sizes))]) | logos)
    sheet = root / "styles" / "calm" / "base.css"
    sheet.write_text(f"{sheet.read_text('utf-8')}\n{style}\n", "utf-8")
    lettered, whole, made = both(root, monkeypatch)
    assert lettered == whole
    assert len(set(whole)) == len(sizes)
    assert made == laid_out


@pytest.mark.parametrize(
    ("style", "once"),
    (
        ("text-decoration: underline overline line-through", True),
        ("font-feature-settings: 'smcp'; font-variant-numeric: tabular-nums", True),
        ("white-space: nowrap; hyphens: auto", True),
        ("word-spacing: 1mm", False),
        ("letter-spacing: 0.1mm", False),
        ("letter-spacing: 0.1mm; word-spacing: -0.2mm", False),
        ("overflow-wrap: anywhere", False),
        ("text-overflow: ellipsis; overflow: hidden", False),
        ("text-align: justify", True),
        ("text-align-last: justify", False),
    ),
)
def test_letters_are_drawn_as_they_were_shaped(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, style: str, once: bool
) -> None:
    names = (
        "Kliniek Noord",
        "Łódź fi ffi AV",
        "Kliniek 2 Oost",
        "Kliniek\u2028Noord",
        "Vogel\u00adhuid",
    )
    root = shop(files(tuple(map(clinic, names))))
    sheet = root / "styles" / "calm" / "base.css"
    sheet.write_text(f"{sheet.read_text('utf-8')}\n.slot, .slot * {{ {style} }}\n", "utf-8")
    set_before: list[bool] = []

    def noted(box: Any, text: str, line: Any) -> Any:
        found = shaped(box, text, line)
        set_before.append(found is not None)
        return found

    monkeypatch.setattr(lettered_lines, "shaped", noted)
    lettered, whole, _ = both(root, monkeypatch)
    assert lettered == whole
    assert any(set_before) is once


NAME, PHONE = "{{ clinic.name }}", "{{ clinic.phone }}"


@pytest.mark.parametrize(
    ("look", "laid_out"),
    (
        (f"<p ROOM>Bel <b>{NAME}</b> of <i><b>{PHONE}</b></i></p>", [0]),
        (f"<p ROOM><b>{NAME}</b> {PHONE}<br></p>", [0]),
        (f"<p ROOM style='text-align: center'>{NAME}: <b>{PHONE}</b></p>", [0]),
        (f"<p ROOM style='width: 30mm; font-size: 5pt'>{NAME} <b>{PHONE}</b></p>", [0, 2]),
        (f"<p ROOM><b>{NAME}</b> <b>{PHONE}</b></p>", [0, 1, 2]),
        (f"<p ROOM>{NAME} <b style='padding: 1mm'>{PHONE}</b></p>", [0, 1, 2]),
        (f"<p {{{{ room }}}} dir=rtl>{NAME} <i><b>{PHONE}</b></i> of</p>", [0]),
        (f"<p {{{{ room }}}} dir=rtl style='text-align: center'>{NAME}: <b>{PHONE}</b></p>", [0]),
    ),
    ids=range(8),
)
def test_texts_share_a_line(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, look: str, laid_out: list[int]
) -> None:
    texts = (clinic("Oost"), clinic("West"), clinic("Łódź fi AV met veel woorden"))
    root = shop(files(texts))
    template = (root / LOOK).read_text("utf-8")
    begins = template.index("{% macro mail(room)")
    ends = template.index("{% endmacro %}", begins)
    own = f"{{% macro mail(room) %}}{look}".replace("ROOM", "{{ room }} dir=ltr")
    (root / LOOK).write_text(template[:begins] + own + template[ends:], "utf-8")
    lettered, whole, made = both(root, monkeypatch)
    assert lettered == whole
    assert made == laid_out


def test_html_is_taken_apart() -> None:
    head = "<html><head><title>-</title></head><body>"
    page = f'{head}<p class="x"><a href="tel:1&amp;2">1 &lt; 2</a><br>three</p></body></html>'
    values = values_of(page)
    assert values.texts == ("1 < 2", "three")
    assert values.addresses == ("tel:1&2",)
    assert (values.pictures, values.language) == ((), "")
    other = page.replace("1 &lt; 2", "4").replace("tel:1", "x").replace("three", "five")
    assert values_of(other).form == values.form
    assert values_of(page.replace("class", "id")).form != values.form
    shown = page.replace("<br>", '<img src="a&amp;b">').replace("<html", '<html lang="nl"')
    assert (values_of(shown).pictures, values_of(shown).language) == (("a&b",), "nl")
    other = shown.replace("a&amp;b", "c").replace('"nl"', '"en"')
    assert values_of(other).form == values_of(shown).form
    two = shown.replace("<p", '<p lang="en"')
    assert values_of(two).language == ""
    assert values_of(two).form != values_of(two.replace('"en"', '"fr"')).form
