"""Imports: newer work is never overwritten, and everything that is not taken is named."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.catalogs.document import Document, parse
from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError, InputError
from printshop.exchange import incoming
from printshop.exchange.merging import _is_language, merge
from printshop.exchange.units import Returned, State, catalog_name, digest
from printshop.findings import Finding, Place, Severity

from .conftest import Shop
from .shops import BROCHURE, SOURCES, TRANSLATIONS, entry, po
from .shops import catalog as path_of
from .test_exchange import NAME, PATH, TWO_WAYS, both_ways, catalog, exported, imported, message

OLD, NEW = "Old {phone}", "New {phone}"
FUZZY = "#, fuzzy\n"
PREVIOUS = f'#, fuzzy\n#| msgid "{OLD}"\n'


def agency(
    text: str, *, was: str = "oud {phone}", fuzzy: bool = False, state: str = "translated"
) -> bytes:
    """Return a file as it comes back: exported with one text and state, returned with others."""
    before = catalog(message("k", OLD, was, FUZZY if fuzzy else ""))
    data = exported(before, "csv").decode("utf-8-sig").splitlines()
    cells = data[1].split('","')
    cells[3:5] = text, state
    return "\r\n".join((data[0], '","'.join(cells))).encode()


def result(data: bytes | list[bytes], now: Document) -> tuple[str, str, list[Finding]]:
    """Return what became of one text: its outcome, the catalog's text after it, and findings."""
    after, counts, findings = imported(data, now)
    ((outcome, count),) = ((name, n) for name, n in counts.items() if n)
    assert count == 1
    kept = "".join(e.raw for e in now.entries if e.context != "k")
    assert "".join(e.raw for e in after.entries if e.context != "k") == kept
    (own,) = (e for e in after.messages if e.context == "k")
    return outcome, own.raw, findings


def own(text: str, source: str = OLD, marks: str = "") -> Document:
    return catalog(message("z", "Z", "z"), message("k", source, text, f"# note\n{marks}"))


def raw(text: str, source: str = OLD, marks: str = "") -> str:
    return message("k", source, text, f"# note\n{marks}")


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code.removeprefix("exchange.") for finding in findings]


# --- one text ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "outcome", "text"),
    [
        ("oud {phone}", "imported", "nieuw {phone}"),  # as it was exported
        ("", "imported", "nieuw {phone}"),  # emptied
        ("nieuw {phone}", "unchanged", "nieuw {phone}"),  # there already
        ("van ons {phone}", "conflicts", "van ons {phone}"),  # our newer work
    ],
)
def test_what_was_translated(now: str, outcome: str, text: str) -> None:
    found, entry, findings = result(agency("nieuw {phone}"), own(now))
    assert (found, entry) == (outcome, raw(text))
    assert codes(findings) == (["conflict"] if outcome == "conflicts" else [])


def test_a_conflict_names_both_places_and_both_texts() -> None:
    _, _, (finding,) = result(agency("nieuw {phone}"), own("van ons\nen zo"))
    assert (finding.severity, finding.place) == (Severity.ERROR, Place(PATH, 10, "k"))
    assert "'van ons\\nen zo'" in finding.message
    assert "back.xlf:2 has 'nieuw {phone}'" in finding.message


def test_what_they_left_alone_is_no_conflict_with_what_we_changed() -> None:
    data = agency("oud {phone}")
    assert result(data, own("van ons")) == ("unchanged", raw("van ons"), [])
    assert result(data, own("oud {phone}", marks=FUZZY))[0] == "unchanged"
    assert result(data, own("")) == ("imported", raw("oud {phone}"), [])


@pytest.mark.parametrize("state", ["fuzzy", "", "translated"])
def test_a_fuzzy_text_stays_so_until_they_say_otherwise(state: str) -> None:
    marks = '#, fuzzy\n#| msgid "Older"\n'
    data = agency("oud {phone}", fuzzy=True, state=state)
    outcome, entry, _ = result(data, own("oud {phone}", marks=marks))
    if state == "translated":
        assert (outcome, entry) == ("imported", raw("oud {phone}"))
    else:
        assert (outcome, entry) == ("unchanged", raw("oud {phone}", marks=marks))


def test_what_needs_review_is_fuzzy() -> None:
    data = agency("nieuw {phone}", state="fuzzy")
    assert result(data, own("oud {phone}")) == ("fuzzy", raw("nieuw {phone}", marks=FUZZY), [])


@pytest.mark.parametrize("state", ["new", "needs-review-l10n", "x-mine", "needs-translation"])
def test_states_of_xliff_12_that_are_not_done(state: str) -> None:
    data = exported(catalog(message("k", OLD, "oud {phone}")), "xliff").replace(b">oud", b">nieuw")
    data = data.replace(b'state="translated"', f'state="{state}"'.encode())
    assert result(data, own("oud {phone}")) == ("fuzzy", raw("nieuw {phone}", marks=FUZZY), [])


@both_ways
def test_empty_texts_are_counted_only(format: str) -> None:
    data = exported(own(""), format)
    after, counts, findings = imported(data, own("van ons"))
    assert (counts["empty"], findings) == (1, [])
    assert after == own("van ons")


def test_a_new_text_was_not_made_from_the_previous_source() -> None:
    data = exported(catalog(message("k", OLD, "oud {phone}", PREVIOUS)), "xliff")
    outcome, entry, _ = result(data.replace(b">oud", b">nieuw"), own(""))
    assert (outcome, entry) == ("fuzzy", raw("nieuw {phone}", marks=FUZZY))
    assert result(data, own(""))[:2] == ("fuzzy", raw("oud {phone}", marks=PREVIOUS))


def test_a_tool_that_knows_no_states_confirms_nothing() -> None:
    data = agency("oud {phone}", fuzzy=True, state="").replace(OLD.encode(), b"old  {phone}")
    now = own("oud {phone}", marks=FUZZY)
    assert result(data, now) == ("unchanged", raw("oud {phone}", marks=FUZZY), [])


# --- the source was reworded ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "marks", "outcome"),
    [
        ("oud {phone}", PREVIOUS, "fuzzy"),  # as an update leaves it
        ("", "", "fuzzy"),
        ("oud {phone}", "", "conflicts"),  # confirmed for the new source
        ("van ons", PREVIOUS, "conflicts"),
        ("nieuw {phone}", "", "unchanged"),
        ("nieuw {phone}", PREVIOUS, "unchanged"),
    ],
)
def test_reworded_sources(now: str, marks: str, outcome: str) -> None:
    found, entry, findings = result(agency("nieuw {phone}"), own(now, NEW, marks))
    wanted = raw("nieuw {phone}", NEW, PREVIOUS) if outcome == "fuzzy" else raw(now, NEW, marks)
    assert (found, entry) == (outcome, wanted)
    assert codes(findings) == {"fuzzy": ["reworded"], "conflicts": ["conflict"]}.get(outcome, [])


def test_a_source_that_a_tool_has_changed_is_not_reworded() -> None:
    data = agency("nieuw {phone}").replace(OLD.encode(), b"old  {phone}")
    assert result(data, own("oud {phone}"))[0] == "imported"


def test_without_a_digest_only_empty_entries_are_filled() -> None:
    digests = digest(OLD, "oud {phone}", False).encode()
    data = agency("nieuw {phone}").replace(digests, b"")
    assert result(data, own(""))[0] == "imported"
    assert result(data, own("oud {phone}"))[0] == "conflicts"
    assert result(data, own("nieuw {phone}"))[0] == "unchanged"
    assert result(data, own("", NEW))[:2] == ("fuzzy", raw("nieuw {phone}", NEW, PREVIOUS))


# --- codes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nieuw", {"code-missing": "{phone}"}),
        ("nieuw {phone} {phone}", {"code-extra": "{phone}"}),
        ("<b>nieuw {mail}", {"code-missing": "{phone}", "code-extra": "<b> {mail}"}),
    ],
)
def test_codes_dropped_and_invented(text: str, said: dict[str, str]) -> None:
    outcome, entry, findings = result(agency(text), own("oud {phone}"))
    assert (outcome, entry) == ("fuzzy", raw(text, marks=FUZZY))
    assert codes(findings) == list(said)
    assert [f.message.partition(" is ")[0] for f in findings] == list(said.values())
    assert {f.place for f in findings} == {Place("back.xlf", 2, "k")}


def test_entities_may_come_and_go() -> None:
    assert result(agency("nieuw &amp; {phone}"), own("oud {phone}"))[0] == "imported"


def test_codes_nobody_knows_are_left_out_and_named() -> None:
    data = exported(catalog(message("k", OLD, "")), "xliff")
    target = b'<target state="translated">nieuw <x id="1"/><x id="9"/></target>'
    data = data.replace(b'<target state="needs-translation"/>', target)
    outcome, entry, (finding,) = result(data, own(""))
    assert (outcome, entry) == ("fuzzy", raw("nieuw {phone}", marks=FUZZY))
    assert (finding.code, '<x id="9">' in finding.message) == ("exchange.code-extra", True)
    pair = b'<target>nieuw <g id="9">{phone}</g></target>'
    outcome, entry, (finding,) = result(data.replace(target, pair), own(""))
    assert (outcome, entry) == ("fuzzy", raw("nieuw {phone}", marks=FUZZY))
    assert (finding.code, '<g id="9">' in finding.message) == ("exchange.code-extra", True)


def test_texts_that_are_half_done_are_not_taken() -> None:
    text = '<source>a</source><target>b</target></segment><segment state="final">'
    data = exported(catalog(message("k", OLD, "")), "xliff2")
    data = data.replace(b"<source>", f"{text}<source>".encode(), 1)
    outcome, entry, findings = result(data, own(""))
    assert (outcome, entry, codes(findings)) == ("empty", raw(""), ["incomplete"])


# --- what is not where it should be --------------------------------------------------------------


def refused(**changes: str) -> list[str]:
    text = Returned(Place("x", 3, "k"), "k", PATH, "nl", OLD, "nieuw {phone}", State.TRANSLATED)
    texts = [replace(text, **changes), replace(text, key="z", **changes)]
    merged, findings = merge(texts, {NAME: own("oud {phone}")})
    assert all(not result.changed for result in merged.values())
    return codes(list(findings))


def test_unknown_catalogs_and_languages_are_said_once_a_file() -> None:
    assert refused(original="locales/nl/LC_MESSAGES/other.po") == ["unknown-catalog"]
    assert refused(original="warm.po") == refused(original="") == ["unknown-catalog"]
    assert refused(original=f"{PATH}/../../../secret.po") == ["unknown-catalog"]
    assert refused(language="de") == refused(language="xx-\x1b") == ["language"]


@pytest.mark.parametrize(
    ("said", "tag", "same"),
    [
        ("nl-NL", "nl", True),
        ("NL", "nl", True),
        ("", "nl", True),
        ("nl", "nl_BE", True),
        ("nl-NL", "nl_BE", False),
        ("pt-PT", "pt_BR", False),
        ("pt-BR", "pt_BR", True),
        ("zh-CN", "zh_Hans", True),
        ("zh-Hans-CN", "zh_Hans", True),
        ("zh-TW", "zh_Hans", False),
        ("de", "nl", False),
        ("dutch", "nl", False),
        ("tlh", "tlh", True),
    ],
)
def test_languages_as_tools_write_them(said: str, tag: str, same: bool) -> None:
    assert _is_language(said, tag) is same


@pytest.mark.parametrize(
    "original",
    [PATH, f"/home/x/{PATH}", f"C:\\job\\{PATH}".replace("/", "\\"), f"file:///a/{PATH}"],
)
def test_paths_as_tools_write_them(original: str) -> None:
    assert catalog_name(original) == NAME
    assert catalog_name(original[:-1]) is None


def test_keys_that_are_gone() -> None:
    _, counts, findings = imported(agency("nieuw"), catalog(message("z", "Z", "z")))
    assert (counts, codes(findings)) == ({"unknown": 1}, ["unknown-key"])
    assert findings[0].place == Place("back.xlf", 2, "k")
    twice = catalog(message("k", OLD, ""), message("k", NEW, ""))
    plural = catalog('\nmsgctxt "k"\nmsgid "A"\nmsgid_plural "B"\nmsgstr[0] ""\nmsgstr[1] ""\n')
    for document in (twice, plural):
        after, counts, _ = imported(agency("nieuw"), document)
        assert (after, counts) == (document, {"unknown": 1})
    obsolete = catalog(message("z", "Z", "z"), '\n#~ msgctxt "k"\n#~ msgid "K"\n#~ msgstr "k"\n')
    assert imported(agency("nieuw"), obsolete)[0] == obsolete


# --- more than one file --------------------------------------------------------------------------


def test_the_same_text_twice() -> None:
    data = agency("nieuw {phone}")
    assert result([data, data], own("oud {phone}"))[:1] == ("imported",)
    outcome, entry, findings = result([data, agency("anders {phone}")], own("oud {phone}"))
    assert (outcome, entry, codes(findings)) == ("conflicts", raw("oud {phone}"), ["duplicate"])
    assert "back1.xlf:2" in findings[0].message


@pytest.mark.parametrize("idle", ["", "oud {phone}"])
def test_a_job_may_be_divided_among_people(idle: str) -> None:
    for files in itertools.permutations([agency("nieuw {phone}"), agency(idle), agency(idle)]):
        assert result(list(files), own("oud {phone}"))[:2] == ("imported", raw("nieuw {phone}"))


# --- newer work, in general ----------------------------------------------------------------------

some = st.sampled_from(["", "a", "b {phone}", "c {phone}"])
states = st.sampled_from(["translated", "fuzzy", "missing", ""])


@given(
    was=some,
    theirs=some,
    ours=some,
    source=st.sampled_from([OLD, NEW]),
    state=states,
    data=st.data(),
)
def test_our_text_is_replaced_only_if_it_was_exported_so(
    was: str, theirs: str, ours: str, source: str, state: str, data: st.DataObject
) -> None:
    was_fuzzy, ours_fuzzy = data.draw(st.booleans()), data.draw(st.booleans())
    now = own(ours, source, FUZZY if ours_fuzzy else "")
    outcome, entry, _ = result(agency(theirs, was=was, fuzzy=was_fuzzy, state=state), now)
    changed = entry != raw(ours, source, FUZZY if ours_fuzzy else "")
    assert changed == (outcome in ("imported", "fuzzy"))
    if changed and ours:
        assert ours == was
        assert ours_fuzzy == was_fuzzy if source == OLD else ours_fuzzy
    if changed:
        assert entry in (
            raw(theirs, source),
            raw(theirs, source, FUZZY),
            raw(theirs, source, PREVIOUS),
        )
        assert source == OLD or PREVIOUS in entry


# --- the commands --------------------------------------------------------------------------------


def run(root: Path, *arguments: str | Path) -> int:
    command = ["catalog", *map(str, arguments), "--root", str(root)]
    context = {"root": None, "screen": Screen()}
    return int(cli.main(command, standalone_mode=False, obj=context) or 0)


def catalogs(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.glob("locales/**/*.po")}


def emptied() -> str:
    return po(*(entry(key, source, "") for key, source in SOURCES.items()))


NL, AR = path_of("nl"), path_of("ar")


@both_ways
def test_export_and_import(shop: Shop, format: str, capsys: pytest.CaptureFixture[str]) -> None:
    root = shop()
    before = catalogs(root)
    for tag in ("nl", "ar"):
        assert run(root, "export", tag, "--format", format) == 0
    suffix = {"csv": "csv"}.get(format, "xlf")
    files = [root / "out" / "exchange" / f"{tag}.{suffix}" for tag in ("nl", "ar")]
    (root / NL).write_text(emptied(), "utf-8")
    (root / AR).write_text(emptied(), "utf-8")
    after = catalogs(root)
    capsys.readouterr()
    assert run(root, "import", *files, "--dry-run") == 0
    assert catalogs(root) == after
    assert "would be written" in capsys.readouterr().out
    assert run(root, "import", *files) == 0
    assert catalogs(root) == before
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == [
        *("catalog", "imported", "unchanged", "fuzzy", "conflicts", "unknown", "empty", "file")
    ]
    assert [AR, "3", "0", "0", "0", "0", "0", "written"] in rows
    assert [row[-1] for row in rows[1:] if "common" in row[0]] == ["unchanged"] * 2


def test_export_of_some_brochures(shop: Shop, tmp_path: Path) -> None:
    root, file = shop(), tmp_path / "some.xlf"
    assert run(root, "export", "nl", "--brochure", "warm", "--output", file) == 0
    assert file.read_bytes().count(b"<file ") == 1
    assert run(root, "export", "nl", "--output", file) == 0
    assert file.read_bytes().count(b"<file ") == 2


def test_a_memory_of_all_languages(shop: Shop) -> None:
    root = shop()
    assert run(root, "export", "all", "--format", "tmx", "--brochure", "warm") == 0
    data = (root / "out" / "exchange" / "all.tmx").read_bytes()
    assert data.count(b"<tu ") == 3
    assert data.count(b'xml:lang="nl"') == data.count(b'xml:lang="ar"') == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("xx",), "no catalog in 'xx'"),
        (("../nl",), "no catalog in '../nl'"),
        (("nl", "--output", "nl.po"), "is a catalog's name"),
        (("all",), "Only --format tmx"),
        (("nl", "--brochure", "cold"), "has no catalog 'cold'; it has common, warm"),
        (("en", "--format", "tmx"), "nothing to export"),
    ],
)
def test_exports_that_cannot_be(shop: Shop, arguments: tuple[str, ...], said: str) -> None:
    root = shop()
    with pytest.raises(BrochureError, match=said):
        run(root, "export", *arguments)
    assert not (root / "out").exists()


def test_xliff_20_has_one_source_language(shop: Shop) -> None:
    dutch = BROCHURE.replace("title:", "language: nl\ntitle:", 1)
    root = shop({"brochures/dutch.yaml": dutch, path_of("ar", "dutch"): emptied()})
    with pytest.raises(BrochureError, match="en and nl"):
        run(root, "export", "ar", "--format", "xliff2")
    assert run(root, "export", "ar", "--format", "xliff2", "--brochure", "dutch") == 0
    assert b'srcLang="nl"' in (root / "out" / "exchange" / "ar.xlf").read_bytes()
    assert run(root, "export", "ar") == 0


def test_old_catalogs_and_texts_left_behind_are_named(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [entry(key, source, "x\\b") for key, source in SOURCES.items()]
    root = shop({NL: po(rows[0].replace("x\\\\b", "x\\b"), *rows[2:])})
    assert run(root, "export", "nl") == 1
    said = capsys.readouterr().err
    assert "exchange.outdated" in said
    assert "exchange.unexportable" in said
    assert run(root, "export", "nl", "--format", "xliff2") == 0


def test_a_conflict_is_named_and_the_rest_is_imported(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shop()
    run(root, "export", "nl")
    file = root / "out" / "exchange" / "nl.xlf"
    text = file.read_text("utf-8").replace("Warme handen", "Warmte").replace(">Waarom ", ">Hoezo ")
    file.write_text(text, "utf-8")
    ours = (root / NL).read_text("utf-8").replace("Warme handen", "Warme voeten")
    (root / NL).write_text(ours, "utf-8")
    assert run(root, "import", file) == 1
    assert (root / NL).read_text("utf-8") == ours.replace('"Waarom ', '"Hoezo ')
    said = capsys.readouterr().err
    assert f"{NL}:5 (title)" in said
    assert "'Warme voeten'" in said
    assert "'Warmte'" in said


def test_nothing_is_written_unless_all_files_can_be_read(shop: Shop, tmp_path: Path) -> None:
    root = shop({AR: emptied()})
    before = catalogs(root)
    broken, binary, folder = tmp_path / "a.xlf", tmp_path / "b.csv", tmp_path / "c"
    broken.write_bytes(b"<xliff>")
    binary.write_bytes(b"\xff\xff")
    folder.mkdir()
    good = exported(parse((root / NL).read_bytes(), NL), "xliff")
    (tmp_path / "good.xlf").write_bytes(good.replace(b"Warme", b"Hete"))
    os.mkfifo(tmp_path / "pipe")
    files = (tmp_path / "good.xlf", broken, binary, folder, tmp_path / "pipe")
    with pytest.raises(InputError) as caught:
        run(root, "import", *files)
    assert codes(list(caught.value.findings)) == [
        *("malformed", "encoding", "unreadable", "unreadable")
    ]
    assert catalogs(root) == before


def test_nothing_is_written_unless_all_catalogs_can_be(shop: Shop, tmp_path: Path) -> None:
    narrow = po(entry("title", SOURCES["title"], "")).replace("UTF-8", "ISO-8859-1")
    root = shop({NL: narrow, AR: emptied()})
    before = catalogs(root)
    nl = catalog(message("title", SOURCES["title"], "Ωμέγα"), path=NL)
    ar = catalog(message("title", SOURCES["title"], TRANSLATIONS["ar"][0]), path=AR)
    for name, document in (("nl", nl), ("ar", ar)):
        (tmp_path / name).write_bytes(exported(document, "csv", (name, "warm")))
    with pytest.raises(InputError, match="charset"):
        run(root, "import", tmp_path / "ar", tmp_path / "nl")
    assert catalogs(root) == before


def test_large_files_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "LARGEST", 2_000_000)
    (tmp_path / "big.xlf").write_bytes(b"<xliff>" + b" " * 2_000_000)
    with pytest.raises(InputError, match="larger than 2 MB"):
        incoming.read_file(tmp_path / "big.xlf")


def test_formats_are_told_by_content(shop: Shop, tmp_path: Path) -> None:
    root = shop({NL: emptied()})
    whole = catalog(
        *(message(k, s, t) for (k, s), t in zip(SOURCES.items(), TRANSLATIONS["nl"], strict=True))
    )
    for format in TWO_WAYS:
        (tmp_path / "file.doc").write_bytes(exported(whole, format))
        assert run(root, "import", tmp_path / "file.doc") == 0
        assert b"Warme handen" in (root / NL).read_bytes()
        (root / NL).write_text(emptied(), "utf-8")
