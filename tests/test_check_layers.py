"""Preflight of what is not simply on the page: soft masks, and layers that may be hidden."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from .pdfs import MEDIA, Sample, add_font, box, codes, problems, resource, text

Change = Callable[[Pdf], None]
SQUARE = f"{box(40, 60, 10, 10)} f"
MASKED = f"q /M gs 0.5 0 0 0 k {SQUARE} Q"


def drawn(tmp_path: Path, *operators: str, changes: tuple[Change, ...]) -> list[str]:
    """Return what is found in the good sample with more drawn on it."""
    sample = Sample().add(*operators)
    sample.changes += changes
    return codes(sample.save(tmp_path / "drawn.pdf"))


# --- soft masks ----------------------------------------------------------------------------------


def group(pdf: Pdf, content: str, space: Name = Name.DeviceGray, **resources: Any) -> Stream:
    return pdf.make_stream(
        content.encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array(MEDIA),
        Group=Dictionary(S=Name.Transparency, CS=space),
        Resources=Dictionary(**resources),
    )


def mask(make: Callable[[Pdf], Stream]) -> Change:
    """Return a change that names a graphics state with a soft mask M."""

    def state(pdf: Pdf) -> Dictionary:
        return Dictionary(SMask=Dictionary(S=Name.Luminosity, G=make(pdf)))

    return resource("/ExtGState", "/M", state)


def test_a_mask_in_greys_is_silent(tmp_path: Path) -> None:
    plain = mask(lambda pdf: group(pdf, f"0.5 g {SQUARE}"))
    assert drawn(tmp_path, MASKED, changes=(plain,)) == []


def test_rgb_in_a_mask(tmp_path: Path) -> None:
    change = mask(lambda pdf: group(pdf, f"1 0 0 rg {SQUARE}"))
    assert drawn(tmp_path, MASKED * 3, changes=(change,)) == ["colour.rgb"]
    (problem,) = problems(tmp_path / "drawn.pdf")
    assert "soft masks" in problem.finding.message
    assert "in one place" in problem.finding.message  # each mask is looked at once


def test_a_mask_that_is_blended_in_rgb(tmp_path: Path) -> None:
    change = mask(lambda pdf: group(pdf, f"0.5 g {SQUARE}", Name.DeviceRGB))
    assert drawn(tmp_path, MASKED, changes=(change,)) == ["transparency.space"]


def test_a_font_in_a_mask_that_is_not_embedded(tmp_path: Path) -> None:
    def letters(pdf: Pdf) -> Stream:
        font = add_font(pdf)
        del font.DescendantFonts[0].FontDescriptor["/FontFile2"]
        states = pdf.pages[0].obj.Resources.ExtGState
        words = text("Warm", 40, 60, 12)
        return group(pdf, words, Font=Dictionary(F=font), ExtGState=Dictionary(Over=states.Over))

    assert drawn(tmp_path, MASKED, changes=(mask(letters),)) == ["font.not-embedded"]


def test_a_mask_in_a_mask(tmp_path: Path) -> None:
    def outer(pdf: Pdf) -> Stream:
        inner = Dictionary(SMask=Dictionary(S=Name.Alpha, G=group(pdf, f"1 0 0 rg {SQUARE}")))
        return group(pdf, f"/N gs 0 g {SQUARE}", ExtGState=Dictionary(N=inner))

    assert drawn(tmp_path, MASKED, changes=(mask(outer),)) == ["colour.rgb"]


def test_a_mask_inside_itself_ends(tmp_path: Path) -> None:
    def endless(pdf: Pdf) -> Stream:
        made = pdf.make_indirect(group(pdf, f"/N gs 0 g {SQUARE}"))
        inner = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=made))
        made.Resources = Dictionary(ExtGState=Dictionary(N=inner))
        return made

    assert drawn(tmp_path, MASKED, changes=(mask(endless),)) == []


@pytest.mark.parametrize("entries", [{}, {"G": 1}, {"G": Dictionary()}])
def test_a_mask_that_is_none(tmp_path: Path, entries: dict[str, Any]) -> None:
    def state(_: Pdf) -> Dictionary:
        return Dictionary(SMask=Dictionary(S=Name.Luminosity, **entries))

    change = resource("/ExtGState", "/M", state)
    assert drawn(tmp_path, MASKED, changes=(change,)) == ["file.unclear"]


# --- layers --------------------------------------------------------------------------------------

IN_LAYER = f"/OC /L BDC 0.5 0 0 0 k {SQUARE} EMC"


def layers(
    configure: Callable[[Any, Any], None], membership: Callable[[Any], Any] = lambda a: a
) -> Change:
    """Return a change that makes layers a and b; L is what content names, a as it is by itself."""

    def change(pdf: Pdf) -> None:
        a, b = (pdf.make_indirect(_layer(name)) for name in ("Dutch", "English"))
        default = Dictionary(Name=String("Layers"), Order=Array([a, b]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([a, b]), D=default)
        configure(default, a)
        pdf.Root.OCProperties.D = default
        resource("/Properties", "/L", lambda _: pdf.make_indirect(membership(a)))(pdf)

    return change


def _layer(name: str) -> Dictionary:
    return Dictionary(Type=Name.OCG, Name=String(name))


def off(default: Any, layer: Any) -> None:
    default.OFF = Array([layer])


def all_off_but(default: Any, layer: Any) -> None:
    default.BaseState = Name.OFF
    default.ON = Array([layer])


def shown(default: Any, layer: Any) -> None:
    pass


def test_layers_that_are_shown_are_silent(tmp_path: Path) -> None:
    assert drawn(tmp_path, IN_LAYER, changes=(layers(shown),)) == []


def test_a_hidden_layer(tmp_path: Path) -> None:
    assert drawn(tmp_path, IN_LAYER, changes=(layers(off),)) == ["layer.hidden"]
    (problem,) = problems(tmp_path / "drawn.pdf")
    assert "'Dutch'" in problem.finding.message
    assert [spot.page for spot in problem.spots] == [1]
    assert codes(tmp_path / "drawn.pdf", "screen") == []  # nobody prints from plates


def test_a_hidden_layer_with_nothing_in_it(tmp_path: Path) -> None:
    assert drawn(tmp_path, changes=(layers(off),)) == ["layer.hidden"]


def test_layers_are_off_unless_they_are_on(tmp_path: Path) -> None:
    assert drawn(tmp_path, IN_LAYER, changes=(layers(all_off_but),)) == ["layer.hidden"]
    assert "'English'" in problems(tmp_path / "drawn.pdf")[0].finding.message


@pytest.mark.parametrize("kind", ["form", "picture"])
def test_forms_and_pictures_in_a_hidden_layer(tmp_path: Path, kind: str) -> None:
    def thing(pdf: Pdf) -> Any:
        if kind == "picture":
            made = pdf.pages[0].obj.Resources.XObject["/Im"]
        else:
            made = group(pdf, f"0.5 0 0 0 k {SQUARE}", Name.DeviceCMYK)
        made.OC = pdf.Root.OCProperties.OCGs[0]
        return made

    change = resource("/XObject", "/X", thing)
    content = "q 57 0 0 57 120 170 cm /X Do Q" if kind == "picture" else "/X Do"
    assert drawn(tmp_path, content, changes=(layers(off), change)) == ["layer.hidden"]
    assert problems(tmp_path / "drawn.pdf")[0].spots


def _of_all(policy: str) -> Callable[[Any], Any]:
    return lambda a: Dictionary(Type=Name.OCMD, OCGs=Array([a]), P=Name(policy))


@pytest.mark.parametrize(
    ("membership", "hidden"),
    [
        (_of_all("/AnyOn"), True),
        (_of_all("/AllOn"), True),
        (_of_all("/AllOff"), False),
        (_of_all("/AnyOff"), False),
        (lambda a: Dictionary(Type=Name.OCMD, OCGs=a), True),
        (lambda a: Dictionary(Type=Name.OCMD), False),
        (lambda a: Dictionary(Type=Name.OCMD, VE=Array([Name.Not, a])), False),
        (lambda a: Dictionary(Type=Name.OCMD, VE=Array([Name.Or, a, Array([Name.Not, a])])), False),
        (lambda a: Dictionary(Type=Name.OCMD, VE=Array([Name.And, a]), P=Name.AllOff), True),
    ],
)
def test_content_of_several_layers(
    tmp_path: Path, membership: Callable[[Any], Any], hidden: bool
) -> None:
    drawn(tmp_path, IN_LAYER, changes=(layers(off, membership),))
    (problem,) = problems(tmp_path / "drawn.pdf")  # the layer is hidden, with or without content
    assert bool(problem.spots) == hidden


@pytest.mark.parametrize(
    "expression",
    [Array([]), Array([Name.Xor]), Array([Name.Not]), Array([Name.And, 7])],
)
def test_an_expression_that_makes_no_sense(tmp_path: Path, expression: Array) -> None:
    change = layers(shown, lambda _: Dictionary(Type=Name.OCMD, VE=expression))
    assert drawn(tmp_path, IN_LAYER, changes=(change,)) == ["file.unclear"]


@pytest.mark.parametrize("value", [7, Array([]), Dictionary(D=7), Dictionary(OCGs=7, D=Array([]))])
def test_layers_that_are_none(tmp_path: Path, value: Any) -> None:
    def change(pdf: Pdf) -> None:
        pdf.Root.OCProperties = value

    assert drawn(tmp_path, changes=(change,)) == []


def test_layers_that_switch_by_themselves(tmp_path: Path) -> None:
    def automatic(default: Any, layer: Any) -> None:
        usage = Dictionary(Event=Name.Print, Category=Array([Name.Print]), OCGs=Array([layer]))
        default.AS = Array([usage])

    assert drawn(tmp_path, changes=(layers(automatic),)) == ["layer.automatic"]
