"""Programs that translators use, on our catalogs: what they read, and what they leave us."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Set
from functools import cache
from pathlib import Path
from typing import Any

import polib
import pytest
from babel.messages.pofile import read_po, write_po
from translate.storage import pypo

from printshop.catalogs.document import Document, parse
from printshop.catalogs.entry import Entry
from printshop.catalogs.merge import Summary, update
from printshop.catalogs.prefill import Filled, prefill
from printshop.catalogs.similar import Memory
from printshop.catalogs.syntax import Kind
from printshop.messages import read_catalog

from . import referees
from .real import ROOT, catalog_cases
from .test_catalog_merge import message

TEMPLATES = sorted(ROOT.glob("locales/*.pot"))
CATALOGS = sorted(ROOT.glob("locales/*/LC_MESSAGES/*.po"))
shipped = pytest.mark.parametrize(
    "path", [*TEMPLATES, *CATALOGS], ids=lambda path: "/".join(path.parts[-3::2])
)
each_catalog = pytest.mark.parametrize(
    "path", catalog_cases(CATALOGS), ids=lambda path: "/".join(path.parts[-3::2])
)

Said = tuple[str | None, str, str, bool, str, tuple[str, ...]]


def said(entries: tuple[Entry, ...], but_for: Set[str] = frozenset()) -> list[Said]:
    """Return what each message says: key, source, text, whether fuzzy, comment, other flags."""
    return [
        (
            entry.context,
            entry.id,
            entry.texts[0],
            entry.fuzzy,
            " ".join(entry.said(Kind.EXTRACTED)),
            tuple(flag for flag in entry.flags if flag not in {"fuzzy", *but_for}),
        )
        for entry in entries
    ]


def document(path: Path) -> Document:
    return parse(path.read_bytes(), path.name)


@cache
def _cpo() -> Any:
    try:
        from translate.storage import cpo
    except ImportError:
        return None
    return cpo


def _libgettextpo() -> Any:
    """Return GNU's own library, by way of the translate-toolkit."""
    return _cpo() or pytest.skip("NOT CHECKED: libgettextpo is not on this machine")


# --- they read what we write ---------------------------------------------------------------------


def _read_by_polib(path: Path) -> list[Said]:
    return [
        (
            entry.msgctxt,
            entry.msgid,
            entry.msgstr,
            entry.fuzzy,
            entry.comment.replace("\n", " "),
            tuple(flag for flag in entry.flags if flag != "fuzzy"),
        )
        for entry in polib.pofile(path.read_text("utf-8"))
        if not entry.obsolete
    ]


def _units(store: object) -> list[Said]:
    """Return what units of the translate-toolkit say."""
    return [
        (
            unit.getcontext(),
            unit.source,
            unit.target,
            unit.isfuzzy(),
            unit.getnotes("developer").replace("\n", " "),
            tuple(flag for line in unit.typecomments for flag in _flags(line)),
        )
        for unit in store.units  # type: ignore[attr-defined]
        if not unit.isheader() and not unit.isobsolete()
    ]


def _flags(line: str) -> list[str]:
    flags = (flag.strip() for flag in line.removeprefix("#,").split(","))
    return [flag for flag in flags if flag != "fuzzy"]


def _read_by_the_toolkit(path: Path) -> list[Said]:
    return _units(pypo.pofile.parsestring(path.read_bytes()))


@shipped
@pytest.mark.parametrize("read", [_read_by_polib, _read_by_the_toolkit])
def test_libraries_read_every_message(read: Callable[[Path], list[Said]], path: Path) -> None:
    expected = said(document(path).messages)
    assert read(path) == expected
    assert expected


@shipped
def test_libgettextpo_reads_every_message(path: Path) -> None:
    """All but the flags, which the translate-toolkit does not list."""
    units = [
        u for u in _libgettextpo().pofile.parsestring(path.read_bytes()).units if not u.isheader()
    ]
    assert [
        (u.getcontext(), str(u.source), str(u.target), u.isfuzzy(), _one_line(u)) for u in units
    ] == [row[:5] for row in said(document(path).messages)]


def _one_line(unit: object) -> str:
    return unit.getnotes("developer").replace("\n", " ")  # type: ignore[attr-defined,no-any-return]


@shipped
def test_gnu_gettext_has_nothing_to_say(path: Path, tmp_path: Path) -> None:
    compiled = referees.output_of(
        referees.need("msgfmt"), "-c", "-o", str(tmp_path / "a.mo"), str(path)
    )
    if path.suffix == ".pot":  # it says of a template that its language is not known
        assert re.fullmatch(r".*warning: header field 'Language' still has .* value", compiled)
    else:
        assert compiled == ""
        mo = polib.mofile(str(tmp_path / "a.mo"))
        assert {(e.msgctxt, e.msgid): e.msgstr for e in mo} == {
            (e.context, e.id): e.texts[0] for e in document(path).messages
        }


@each_catalog
def test_msgmerge_finds_nothing_to_change(path: Path, tmp_path: Path) -> None:
    template, target = ROOT / "locales" / f"{path.stem}.pot", tmp_path / path.name
    command = ("-q", "-o", str(target), str(path), str(template))
    assert referees.output_of(referees.need("msgmerge"), *command) == ""
    after = document(target)
    assert [row[:5] for row in said(after.messages)] == [
        row[:5] for row in said(document(path).messages)
    ]
    assert [entry for entry in after.entries if entry.obsolete] == []
    restored, summary = update(document(template), after)  # GNU knows none of our flags
    assert said(restored.messages) == said(document(path).messages)
    assert summary == Summary(kept=len(after.messages))


# --- we read what they write ---------------------------------------------------------------------


def _saved_by_polib(path: Path, target: Path) -> None:
    polib.pofile(path.read_text("utf-8")).save(str(target))


def _saved_by_the_toolkit(path: Path, target: Path) -> None:
    store = pypo.pofile.parsestring(path.read_bytes())
    for unit in store.units:
        if not unit.isheader() and not unit.isobsolete():
            text = str(unit.target)
            unit.target = "another"  # only what changes is written anew, and wrapped
            unit.target = text
    target.write_bytes(bytes(store))


def _saved_by_babel(path: Path, target: Path) -> None:
    with path.open("rb") as source, target.open("wb") as saved:
        write_po(saved, read_po(source))


def _saved_by_msgcat(path: Path, target: Path) -> None:
    assert referees.output_of(referees.need("msgcat"), "-o", str(target), str(path)) == ""


def _saved_by_libgettextpo(path: Path, target: Path) -> None:
    buffer = io.BytesIO()
    _libgettextpo().pofile.parsestring(path.read_bytes()).serialize(buffer)
    target.write_bytes(buffer.getvalue())


CLIENTS = (
    _saved_by_polib,
    _saved_by_the_toolkit,
    _saved_by_babel,
    _saved_by_msgcat,
    _saved_by_libgettextpo,
)
by_each_client = pytest.mark.parametrize("save", CLIENTS)
Save = Callable[[Path, Path], None]


def texts(entries: tuple[Entry, ...]) -> list[tuple[str | None, str, tuple[str, ...], bool]]:
    return [(entry.context, entry.id, entry.texts, entry.fuzzy) for entry in entries]


@by_each_client
@each_catalog
def test_a_saved_catalog_is_still_understood(save: Save, path: Path, tmp_path: Path) -> None:
    target = tmp_path / path.name
    save(path, target)
    assert texts(document(target).messages) == texts(document(path).messages)
    tag, domain = path.parents[1].name, path.stem
    ours, theirs = (
        {
            key: (t.source, t.text, t.fuzzy)
            for key, t in read_catalog(p, r, tag, domain).entries.items()
        }
        for p, r in ((path, ROOT), (target, tmp_path))
    )
    assert theirs == ours
    template = parse((ROOT / "locales" / f"{domain}.pot").read_bytes(), "any.pot")
    merged, summary = update(template, document(target))
    assert summary == Summary(kept=len(template.messages))
    assert said(merged.messages, {"python-brace-format"}) == said(document(path).messages)


HEADER = """\
# Translation into Dutch.
msgid ""
msgstr ""
"Project-Id-Version: nasty\\n"
"PO-Revision-Date: 2026-11-01 12:00+0100\\n"
"Last-Translator: A <a@clinic.example>\\n"
"Language-Team: Dutch\\n"
"Language: nl\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
WORDS = "Houd de huid twee dagen schoon, zonder make-up, e-mail of <em>heel</em> lange zinnen, "
SENTENCES = {
    "long": WORDS * 6,
    "no-spaces": "皮膚を清潔に保ってください。" * 12,
    "hyphens": "-".join(["twee", "dagen"] * 20),
    "escapes": 'a "b" \\n \\ \\" c\ttab ' * 8,
    "lines": f"{WORDS}\n\n  {WORDS}\n",
    "right-to-left": "اتصل على \u2066{phone}\u2069 أو\u00a0البريد \u200f" * 6,
    "spaces": " \u00a0 a  b   c \u202f ",
    "percent": "50 % of %s and %(a)s {b} {0} %%",
}
NASTY = HEADER + "".join(
    (
        *(message(key, key, text) for key, text in SENTENCES.items()),
        message("source", SENTENCES["long"], "x", f'# mine\n#, fuzzy\n#| msgid "{WORDS * 2}"\n'),
        message("empty", "Keep the skin clean for two days", "", "# mine\n"),
        f'\n#~ msgctxt "gone"\n#~ msgid "Gone"\n#~ msgstr "{WORDS * 2}"\n',
    )
)


@by_each_client
def test_nasty_texts_come_back_as_they_were(save: Save, tmp_path: Path) -> None:
    path, target = tmp_path / "nl.po", tmp_path / "saved.po"
    path.write_text(NASTY, "utf-8")
    save(path, target)
    before, after = document(path), document(target)
    assert texts(after.messages) == texts(before.messages)
    assert [e.texts for e in after.entries if e.obsolete] == [(WORDS * 2,)]
    theirs = read_catalog(target, tmp_path, "nl", "nasty").entries
    assert {key: theirs[key].text for key in SENTENCES} == SENTENCES


@by_each_client
def test_what_a_client_saved_is_not_filled_a_second_time(save: Save, tmp_path: Path) -> None:
    helper = HEADER + message("x", "Keep the skin clean for four days", WORDS * 3)
    memory = Memory((parse(helper.encode(), "helper.po"),))
    filled, count = prefill(parse(NASTY.encode(), "nl.po"), memory)
    assert count == Filled(suggested=1, empty=1)
    (tmp_path / "nl.po").write_bytes(filled.to_bytes())
    save(tmp_path / "nl.po", tmp_path / "saved.po")
    saved = document(tmp_path / "saved.po")
    assert prefill(saved, memory) == (saved, Filled(empty=1))
    notes = " ".join(next(e for e in saved.messages if e.context == "empty").said(Kind.TRANSLATOR))
    assert notes.startswith("mine Suggestion: Houd")
