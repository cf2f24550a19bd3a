"""The shipped catalogs: complete, about the present source, honest about who has read them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import polib
import pytest

from printshop.load import load_library
from printshop.messages import COMMON, REVIEW_HEADER, language
from printshop.model import Message

from . import referees
from .real import ROOT

TAGS = ["ar", "de", "en", "es", "fr", "he", "hi", "it", "ja", "nl", "pl", "tr", "uk", "zh_Hans"]
PAIRS = [(tag, domain) for tag in TAGS for domain in ("microneedling", COMMON)]


def path_of(tag: str, domain: str) -> Path:
    return ROOT / "locales" / tag / "LC_MESSAGES" / f"{domain}.po"


def messages_of(domain: str) -> dict[str, Message]:
    library = load_library(ROOT)
    messages = library.shared_messages
    if domain != COMMON:
        messages = library.brochures[domain].messages()
    return {message.key: message for message in messages}


def test_these_languages_are_shipped_and_nothing_compiled() -> None:
    assert sorted(path.name for path in (ROOT / "locales").iterdir() if path.is_dir()) == TAGS
    assert list(ROOT.glob("locales/**/*.mo")) == []


def test_the_templates_are_those_of_the_present_source() -> None:
    from printshop.catalogs.template import brochure_template, shared_template

    library = load_library(ROOT)
    brochure = library.brochures["microneedling"]
    for domain, template in (
        (brochure.id, brochure_template(brochure)),
        (COMMON, shared_template(library.shared_messages)),
    ):
        assert (ROOT / "locales" / f"{domain}.pot").read_bytes() == template.to_bytes()


@pytest.mark.parametrize(("tag", "domain"), PAIRS)
def test_a_catalog_has_every_message_current_and_nothing_else(tag: str, domain: str) -> None:
    source, catalog = messages_of(domain), polib.pofile(str(path_of(tag, domain)))
    assert [entry.msgctxt for entry in catalog] == list(source)
    for entry in catalog:
        assert entry.msgid == source[entry.msgctxt].text
        assert entry.comment, "the translator is told where the text stands"
        assert entry.msgstr.strip() == entry.msgstr != ""
        assert not entry.fuzzy
        assert not entry.obsolete


@pytest.mark.parametrize(("tag", "domain"), PAIRS)
def test_tags_placeholders_and_spaces_are_kept(tag: str, domain: str) -> None:
    for entry in polib.pofile(str(path_of(tag, domain))):
        for pattern in (r"\{\w+\}", r"</?\w+>"):
            assert sorted(re.findall(pattern, entry.msgid)) == sorted(
                re.findall(pattern, entry.msgstr)
            )
        assert "  " not in entry.msgstr
        assert not re.search(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]", entry.msgstr)


@pytest.mark.parametrize(("tag", "domain"), PAIRS)
def test_the_header_says_that_no_clinician_has_reviewed_it(tag: str, domain: str) -> None:
    catalog = polib.pofile(str(path_of(tag, domain)))
    assert catalog.metadata[REVIEW_HEADER] == "none"
    assert catalog.metadata["Language"] == tag
    if tag != "en":
        assert "No clinician has reviewed" in catalog.header


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag != "en"])
def test_nothing_is_left_in_english(tag: str) -> None:
    same_everywhere = {"contact.web", "contact.mail", "imprint.version"}  # Website, Email, Version
    same = {
        entry.msgctxt
        for domain in ("microneedling", COMMON)
        for entry in polib.pofile(str(path_of(tag, domain)))
        if entry.msgid == entry.msgstr
    }
    allowed = same_everywhere | {"imprint.language", "conclusion.heading"}
    assert same <= allowed


def test_the_dutch_title_is_the_products_name() -> None:
    catalog = polib.pofile(str(path_of("nl", "microneedling")))
    assert catalog.find("title", by="msgctxt").msgstr == "Microneedling tegen littekens"


@pytest.mark.parametrize("tag", TAGS)
def test_plural_forms_and_direction_are_known(tag: str) -> None:
    assert language(tag).direction == ("rtl" if tag in ("ar", "he") else "ltr")
    catalog = polib.pofile(str(path_of(tag, COMMON)))
    assert re.fullmatch(r"nplurals=\d; plural=.+;", catalog.metadata["Plural-Forms"])


@pytest.mark.parametrize(("tag", "domain"), PAIRS)
def test_gnu_gettext_accepts_it(tag: str, domain: str) -> None:
    command = [referees.need("msgfmt"), "-c", "-o", "/dev/null", str(path_of(tag, domain))]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
