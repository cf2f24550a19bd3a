"""The structure tree: what a screen reader gets is what the HTML says, whatever layout did."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.compose import compose
from printshop.findings import Severity
from printshop.folds import FOLDS, Fold
from printshop.impose import impose
from printshop.profiles import PROFILES
from printshop.render import lay_out, write
from printshop.render.engine import BLANK_PANELS
from printshop.render.wording import spoken
from printshop.translate import translate

from . import referees
from .conftest import Shop
from .listening import Said, elements, kids_of, listen, listen_with_pdfium, texts_of_html, unowned
from .real import ROOT
from .shops import catalog, editions, entry, po
from .test_render import CSS, WORDS, markup

SHEET, TRIFOLD = FOLDS["sheet"], FOLDS["trifold"]
COVER = '<section class="panel-own"><h1>Cover</h1></section>'
ARABIC = "الوخز بالإبر الدقيقة إجراء رائج في طب الجلد"


def finished(
    body: str, fold: Fold = SHEET, profile: str = "screen", css: str = "", html: str = 'lang="en"'
) -> bytes:
    """Return the PDF of a leaflet with a cover panel and a panel with ``body``."""
    section = f'<section class="panel-own">{body}</section>'
    made = markup(f"{COVER}{section}{BLANK_PANELS}", fold, CSS + css)
    made = replace(made, html=made.html.replace('lang="en"', html, 1))
    pages, findings = write(lay_out(made))
    assert findings == ()
    return impose(pages, fold, PROFILES[profile], {})


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def heard(pdf: bytes) -> list[Said]:
    """Return what is read aloud after the cover; nothing in the file contradicts itself."""
    with opened(pdf) as file:
        assert unowned(file) == []
        return listen(file)[1:]


def kinds(pdf: bytes) -> list[str]:
    """Return the structure types of all elements in reading order."""
    with opened(pdf) as file:
        return [str(element.S)[1:] for element in elements(file)]


# --- one element for one element -----------------------------------------------------------------


@pytest.mark.parametrize(
    "profile", ["screen", *(pytest.param(p, marks=pytest.mark.slow) for p in ("office", "press"))]
)
def test_a_paragraph_that_goes_on_overleaf_is_one_paragraph(profile: str) -> None:
    text = (WORDS * 110).strip()
    pdf = finished(f"<p>{text}</p><p>End</p>", TRIFOLD, profile)
    assert [said.text for said in heard(pdf)] == [text, "End"]
    with opened(pdf) as file:
        paragraphs = [element for element in elements(file) if element.S == "/P"]
        assert len(paragraphs) == 2
        (span,) = kids_of(paragraphs[0])
        pages = {kid.Pg.objgen for kid in kids_of(span) if not isinstance(kid, int)}
        assert pages
        assert span.Pg.objgen not in pages
        assert all(kid.Type == "/MCR" for kid in kids_of(span) if not isinstance(kid, int))


def test_on_one_sheet_content_is_named_by_number_alone() -> None:
    body = f"<p>{WORDS * 40}</p>" * 3  # over panels 2 to 5; from 3 to 4 the sheet is the same
    on_other_pages = []
    for profile in ("screen", "office"):
        pdf = finished(body, TRIFOLD, profile)
        assert [said.text for said in heard(pdf)] == [(WORDS * 40).strip()] * 3
        with opened(pdf) as file:
            kids = [kid for element in elements(file) for kid in kids_of(element)]
            named = [kid for kid in kids if not isinstance(kid, int) and "/MCID" in kid]
            on_other_pages.append(len(named))
    assert on_other_pages[0] > on_other_pages[1] > 0


@pytest.mark.parametrize("style", ["disc", "none"])
def test_a_list_that_goes_on_overleaf_is_one_list(style: str) -> None:
    entries = "".join(f"<li>{i} {WORDS * 14}</li>" for i in range(6))
    pdf = finished(f"<ul>{entries}</ul>", TRIFOLD, css=f"ul {{ list-style: {style} }}")
    assert [kinds(pdf).count(kind) for kind in ("L", "LI", "LBody")] == [1, 6, 6]
    bodies = [said.text for said in heard(pdf) if said.kind == "LBody"]
    assert bodies == [f"{i} {(WORDS * 14).strip()}" for i in range(6)]


def test_sections_and_boxes_that_go_on_overleaf_are_whole_too() -> None:
    pdf = finished(f"<div><h2>A</h2><p>{WORDS * 60}</p><p>{WORDS * 60}</p></div>", TRIFOLD)
    assert [kinds(pdf).count(kind) for kind in ("Sect", "Div", "H2", "P")] == [2, 1, 1, 2]


def test_an_entry_of_a_list_is_its_label_and_its_body() -> None:
    pdf = finished("<ol><li><p>a</p><p>b</p></li><li>c<ul><li>d</li></ul>e</li></ol>")
    with opened(pdf) as file:
        entries = [element for element in elements(file) if element.S == "/LI"]
        kids = [[str(kid.S) for kid in kids_of(entry)] for entry in entries]
    assert kids == [["/Lbl", "/LBody"]] * 3
    assert [said.text for said in heard(pdf)] == ["1. ", "a", "b", "2. ", "c e", "◦ ", "d"]


def test_a_link_over_two_lines_is_one_link_with_two_places() -> None:
    address = "https://clinic.example/a-long/address-that/does-not-fit/on-one-line"
    body = f'<p>See <a href="{address}">{address}</a> today.</p>'
    pdf = finished(body, css="p { width: 50mm } a { overflow-wrap: anywhere }")
    assert [said.text for said in heard(pdf)] == [f"See {address} today."]
    with opened(pdf) as file:
        (link,) = (element for element in elements(file) if element.S == "/Link")
        places = [k for k in kids_of(link) if not isinstance(k, int) and k.get("/Type") == "/OBJR"]
        assert len(places) == len(file.pages[1].Annots) >= 2
        assert "/ActualText" not in link


def test_elements_without_meaning_or_content_are_left_out() -> None:
    pdf = finished("<div></div><p>A <em>very <b>cold</b></em> <span>hand</span></p><div><br></div>")
    assert [said.text for said in heard(pdf)] == ["A very cold hand"]
    assert kinds(pdf)[2:] == ["H1", "Sect", "P", "Span"]


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "css", "text"),
    [
        (f"<p>{WORDS}</p>", "p { width: 30mm }", WORDS.strip()),
        (
            '<p lang="de">Hautunregelmäßigkeiten, Verbrennungsnarben</p>',
            "p { width: 25mm; hyphens: auto }",
            "Hautunregelmäßigkeiten, Verbrennungsnarben",
        ),
        ("<p>Nar\u00adben\u00adre\u00adduk\u00adtion</p>", "p { width: 9mm }", "Narbenreduktion"),
        ("<p>so-called non-\u200binvasive x</p>", "p { width: 9mm }", "so-called non-invasive x"),
        ("<p>One <em>two</em> three <b> four</b></p>", "p { width: 9mm }", "One two three four"),
        ("<p>Dorpsweg 12<br>1234 AB <br> Noord</p>", "", "Dorpsweg 12\n1234 AB\nNoord"),
        ("<p>Straße</p>", "p { text-transform: uppercase }", "Straße"),
        ("<p lang=tr>istanbul ılık</p>", "p { text-transform: uppercase }", "istanbul ılık"),
        ("<p>words <!-- and --> more</p>", "", "words more"),
        ("<p>seen<i hidden> unseen </i>too</p>", "i { display: none }", "seentoo"),
        ("<p>seen<i> unseen</i></p>", "i { visibility: hidden }", "seen"),
        ("<p>Noord</p>", 'p::before { content: "Clinic " }', "Clinic Noord"),
        ("<p><i>ma–vr</i> <i>8:30</i></p>", "i { display: inline-block }", "ma–vr 8:30"),
        (
            "<p>傷あとの<b>マイクロ</b>ニードリング</p>",
            "p { width: 12mm }",
            "傷あとのマイクロニードリング",
        ),
        ("<p>2,5\u00a0mm</p>", "", "2,5\u00a0mm"),
    ],
)
def test_what_is_said_is_what_the_html_says(body: str, css: str, text: str) -> None:
    assert [said.text for said in heard(finished(body, css=css))] == [text]


def test_what_the_glyphs_tell_is_not_said_twice() -> None:
    pdf = finished("<h2>Short</h2><p>Call <a href='tel:1'>+31 30</a> now.</p>")
    with opened(pdf) as file:
        assert not any("/ActualText" in element for element in elements(file))


def test_words_stand_on_leaves_so_that_links_stay_links() -> None:
    body = f'<p>{WORDS * 3}<a href="tel:+31">+31 30 555</a> {ARABIC} {WORDS * 2}</p>'
    with opened(finished(body, css="p { width: 60mm }")) as file:
        said = [element for element in elements(file) if "/ActualText" in element]
        assert [str(element.S) for element in said] == ["/Span", "/Span"]
        assert all(isinstance(kid, int) for element in said for kid in kids_of(element))
        (link,) = (element for element in elements(file) if element.S == "/Link")
        assert "/ActualText" not in link


def test_a_lost_space_before_a_link_stands_outside_it() -> None:
    body = '<p>Callthemnow <a href="tel:+31">+31305550123</a> thanks</p>'
    pdf = finished(body, css="p { width: 27mm }")
    (said,) = heard(pdf)
    assert [text for _, text in said.parts] == ["Callthemnow ", "+31305550123", " thanks"]


def test_letters_that_a_style_sheet_takes_away_are_a_warning_and_never_a_guess() -> None:
    made = markup(
        f'{COVER}<section class="panel-own"><p>{WORDS * 3}</p><p>{WORDS}</p></section>',
        SHEET,
        f"{CSS} p:first-child::first-letter {{ color: red }}",
    )
    _, findings = write(lay_out(made))
    assert [(f.code, f.severity) for f in findings] == [("layout.untold", Severity.WARNING)]
    assert "eedles" in findings[0].message


def test_text_that_no_tag_reaches_is_an_error_that_names_it() -> None:
    section = f'<section class="panel-own"><p class="faint">Faint</p><p>{WORDS}</p></section>'
    made = markup(COVER + section, SHEET, f"{CSS} .faint {{ opacity: 0.5 }}")
    _, findings = write(lay_out(made))
    assert [(f.code, f.severity) for f in findings] == [("layout.transparent", Severity.ERROR)]
    assert "'Faint'" in findings[0].message


def test_bookmarks_have_no_soft_hyphens() -> None:
    with opened(finished("<h2>Narben\u00adreduktion</h2>")) as file, file.open_outline() as outline:
        assert [item.title for item in outline.root[0].children] == ["Narbenreduktion"]


def test_direction_controls_and_places_to_break_are_not_said() -> None:
    assert spoken("a\u2066b\u2069 \u200e\n c\u00adde\u200b") == "ab cde"
    assert spoken("می\u200cخواهم") == "می\u200cخواهم"  # joins letters, so it is spelling


# --- right to left -------------------------------------------------------------------------------

HEBREW = (
    'בלי חתכים: <span dir="ltr">0,5–2,5</span> מ״מ, טלפון <a dir="ltr" href="tel:+3130">'
    "+31\u00a030\u00a0555</a>, או <em>מיקרונידלינג</em> (PRP)."
)


def test_right_to_left_text_is_said_as_it_is_written() -> None:
    pdf = finished(f"<p>{HEBREW}</p><p dir=ltr>Kliniek Noord</p>", html='lang="he" dir="rtl"')
    body = f"<p>{HEBREW}</p><p>Kliniek Noord</p>"
    assert [("p", said.text) for said in heard(pdf)] == texts_of_html(body)
    assert listen_with_pdfium(pdf) == "Cover" + "".join(text for _, text in texts_of_html(body))


def test_without_its_words_right_to_left_text_is_told_the_wrong_way_round() -> None:
    """Prove the test above: what glyphs alone tell is not the text."""
    with opened(finished(f"<p>{HEBREW}</p>", html='lang="he" dir="rtl"')) as file:
        for element in elements(file):
            if "/ActualText" in element:
                del element.ActualText
        assert HEBREW[:8] not in listen(file)[1].text


def test_viewers_are_not_told_a_direction() -> None:
    """With /Direction /R2L PDFium copies telephone numbers and addresses the wrong way round."""
    body = f'<p>{HEBREW}</p><p><span dir="ltr">+31 30 555 0123</span></p>'
    pdf = finished(body, html='lang="he" dir="rtl"')
    with opened(pdf) as file:
        assert dict(file.Root.ViewerPreferences) == {"/DisplayDocTitle": True}
        file.Root.ViewerPreferences.Direction = pikepdf.Name.R2L
        told = io.BytesIO()
        file.save(told)
    assert "+31 30 555 0123" in copied(pdf)
    assert "+31 30 555 0123" not in copied(told.getvalue())


def copied(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    return text.replace("\u00a0", " ")


# --- languages -----------------------------------------------------------------------------------


def test_an_element_in_another_language_names_it() -> None:
    body = (
        '<p lang="nl" class="desk">Folder</p><p>A <span lang="la">corium</span> or skin</p>'
        '<div lang="de"><p>Haut</p><p lang="en">skin</p></div><p>plain</p>'
    )
    said = heard(finished(body))
    assert [s.parts for s in said] == [
        (("nl", "Folder"),),
        (("en", "A "), ("la", "corium"), ("en", " or skin")),
        (("de", "Haut"),),
        (("en", "skin"),),
        (("en", "plain"),),
    ]
    with opened(finished(body)) as file:
        named = [(str(e.S), str(e.Lang)) for e in elements(file) if "/Lang" in e]
    assert named == [("/P", "nl"), ("/Span", "la"), ("/Div", "de"), ("/P", "en")]


def test_a_text_that_fell_back_is_said_in_its_own_language(shop: Shop) -> None:
    texts = po(entry("title", "Warm hands", "Mãos quentes"))
    root = shop(
        {
            catalog("pt"): po(entry("why.heading", "Why warm hands?", "Porquê mãos quentes?")),
            catalog("pt_BR"): texts,
            catalog("pt", "common"): (ROOT / catalog("es", "common")).read_text("utf-8"),
            catalog("pt_BR", "common"): po(),
        }
    )
    edition = next(e for e in editions(root, "pt_BR") if e.profile.id == "screen")
    with opened(_made(compose(edition, translate(edition)[0]), edition.fold)) as file:
        said = {said.text: said.languages for said in listen(file)}
        assert said["Mãos quentes"] == {"pt-BR"}
        assert said["Porquê mãos quentes?"] == {"pt"}
        assert said["Cold hands are hard to draw blood from."] == {"en"}
        assert next(s for text, s in said.items() if "Folder" in text) == {"nl"}


def _made(leaflet: object, fold: Fold) -> bytes:
    pages, _ = write(lay_out(leaflet))  # type: ignore[arg-type]
    return impose(pages, fold, PROFILES["screen"], {})


# --- tables and pictures -------------------------------------------------------------------------


def test_headings_of_a_table_say_what_they_head_and_are_said_on_each_page() -> None:
    rows = "".join(f"<tr><th scope=row>Day {i}<td>{WORDS * 2}<td>x" for i in range(40))
    table = f"<table><thead><tr><th>When<th>What<th>Cost</thead><tbody>{rows}</table>"
    pdf = finished(table, TRIFOLD)
    with opened(pdf) as file:
        scopes = [(str(e.A.Scope)) for e in elements(file) if e.S == "/TH"]
    pages = scopes.count("/Column") // 3
    assert pages > 1
    assert scopes.count("/Row") >= 40  # and again where a row goes on
    assert [said.text for said in heard(pdf)].count("What") == pages


def test_figures_are_as_large_as_what_is_seen_of_them() -> None:
    picture = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/>'
    )
    body = (
        '<p>x</p><img alt="A\u2066B\u2069" src="asset:a.svg" style="position: absolute; left: 0">'
    )
    made = markup(f'{COVER}<section class="panel-own">{body}</section>', SHEET)
    made = replace(
        made,
        sheets=(f"{CSS} img {{ width: 150mm; margin-left: -60mm; display: block }}",),
        assets={"a.svg": picture + b"</svg>"},
    )
    pages, findings = write(lay_out(made))
    assert findings == ()
    with opened(impose(pages, SHEET, PROFILES["screen"], {})) as file:
        (figure,) = (element for element in elements(file) if element.S == "/Figure")
        assert str(figure.Alt) == "AB"
        left, bottom, right, top = map(float, figure.A.BBox)
        trim = [float(v) for v in file.pages[1].TrimBox]
        assert trim[0] <= left < right <= trim[2]
        assert trim[1] <= bottom < top <= trim[3]


# --- any markup ----------------------------------------------------------------------------------

FAMILIES = ", ".join(
    f'"Noto Sans{script}"' for script in ("", " Arabic", " Hebrew", " Devanagari", " JP")
)
_TEXT = st.sampled_from(
    [
        "skin",
        "naald",
        "non-invasive",
        "Nar\u00adben",
        "0,5–2,5",
        "עור",
        "الجلد",
        "त्वचा",
        "皮膚",
        ",",
    ]
)
_INLINE = st.recursive(
    st.one_of(_TEXT, _TEXT.map(lambda text: f'<a href="tel:1">{text}</a>')),
    lambda parts: st.builds(
        lambda tag, inside: f"<{tag}>{' '.join(inside)}</{tag.split()[0]}>",
        st.sampled_from(["em", "b", "span dir=ltr", "span lang=nl", "span dir=rtl"]),
        st.lists(parts, min_size=1, max_size=3),
    ),
    max_leaves=8,
)
_SPACE = st.sampled_from([" ", "", "\n", "<br>", " \u200b"])


@settings(max_examples=12)
@given(
    st.lists(st.lists(st.tuples(_INLINE, _SPACE), min_size=1, max_size=6), min_size=1, max_size=3),
    st.integers(20, 60),
    st.sampled_from(['lang="en"', 'lang="ar" dir="rtl"']),
)
def test_any_markup_on_any_width_is_said_as_it_is_written(
    paragraphs: list[list[tuple[str, str]]], width: int, html: str
) -> None:
    texts = ("".join(part + space for part, space in parts) for parts in paragraphs)
    body = "".join(f"<p>{text}end</p>" for text in texts)
    css = f"p {{ width: {width}mm; font-family: {FAMILIES} }}"
    pdf = finished(body, TRIFOLD, css=css, html=html)
    assert [("p", said.text) for said in heard(pdf)] == texts_of_html(body)


@pytest.mark.slow
def test_referees_have_no_complaint_about_any_of_this(tmp_path: Path) -> None:
    entries = f"<li>{WORDS * 10}<ul><li>in</li></ul></li><li><p>b</p><p>c</p></li>"
    lists = f"<ul>{entries}</ul><ol>{entries}</ol>"
    table = f"<table><tr><th>A<th scope=row>B<tr><td>{WORDS}<td>2</table>"
    bodies = {"left": f"{lists}{table}<p>{WORDS * 9}</p>", "right": f"<p>{HEBREW}</p>{lists}"}
    languages = {"left": 'lang="en"', "right": 'lang="he" dir="rtl"'}
    for name, body in bodies.items():
        pdf = finished(body, TRIFOLD, "office", html=languages[name])
        assert pdf == finished(body, TRIFOLD, "office", html=languages[name])
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
        assert referees.qpdf(tmp_path / f"{name}.pdf") == ""
    assert referees.verapdf("ua1", sorted(tmp_path.glob("*.pdf")), tmp_path) == ""


# --- the readers of these tests ------------------------------------------------------------------


def test_readers_hear_what_we_break() -> None:
    pdf = finished(f"<p>{WORDS * 3}</p><p>x</p>", css="p { width: 40mm }")
    with opened(pdf) as file:
        content = file.pages[1].Contents.read_bytes()
        file.pages[1].Contents = file.make_stream(content + b"\n0 0 9 9 re f")
        assert unowned(file) == ["f is outside"]
    with opened(pdf) as file:
        row = file.Root.StructTreeRoot.ParentTree.Nums[3]
        row[0], row[len(row) - 1] = row[len(row) - 1], row[0]
        assert len(unowned(file)) == 2
    with opened(pdf) as file:
        (last,) = [element for element in elements(file) if element.S == "/P"][1:]
        last.K = pikepdf.Array([])
        assert len(unowned(file)) == 1
