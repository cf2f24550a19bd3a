"""Values that people typed: cleaned, checked and written in one way, wherever they come from."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

import phonenumbers

LONGEST = 300  # characters; more is not one value, but a table that was cut wrongly
FIELDS = ("{language}", "{brochure}")  # what is filled into the address of a page

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # typed by nobody, pasted by everybody
_SPACES = re.compile(r"[^\S\n]+")
_MAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@([^\s@]+)")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class RefusedError(Exception):
    """A value that cannot be printed.

    ``code`` is the finding's; ``sentence`` says what is wrong and what to do, with {value} where
    the value stands in it.
    """

    def __init__(self, code: str, sentence: str) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(sentence)


def without_bidi_controls(text: str) -> str:
    """Return a text without marks, embeddings, overrides and isolates (UAX 9, 2).

    The direction of each value is found and isolated when it is printed.
    """
    return text if text.isascii() else _BIDI.sub("", text)


def clean(text: str) -> str:
    """Return a text as it is printed: composed (NFC), with plain spaces, lines kept.

    Raises RefusedError for control characters, for what was lost on the way and for what is too
    long to be one value.
    """
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return " ".join(text.split())  # nearly every value is as plain as this
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n")
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    text = "\n".join(line for line in lines if line)
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") and character != "\n":
            raise RefusedError(
                "input.control",
                f"There is a character that cannot be printed (U+{ord(character):04X}); type the "
                "value anew.",
            )
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise RefusedError(
            "input.control", "'{value}' lost a character when it was converted; type it anew."
        )
    if len(text) > LONGEST:
        raise RefusedError(
            "input.too-long",
            f"The value has more than {LONGEST} characters; is a quotation mark left open before "
            "it?",
        )
    return text


def phone(text: str, region: str | None = None) -> str:
    """Return a telephone number as dialled from abroad (ITU-T E.123): +31 30 555 0123.

    ``region`` is the country (ISO 3166) of numbers without a country code. Raises RefusedError.
    """
    return assigned_phone(text, region)[0]


def assigned_phone(text: str, region: str | None) -> tuple[str, bool]:
    """Return a telephone number as ``phone`` does, and whether its country gave out its range."""
    number = _number(text, region)
    if number.extension:
        raise RefusedError(
            "input.phone", "'{value}' has an extension; give a number that can be dialled directly."
        )
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return written, phonenumbers.is_valid_number(number)


def is_region(code: str) -> bool:
    """Tell whether a code (ISO 3166) is a country with telephone numbers."""
    return code in phonenumbers.SUPPORTED_REGIONS


def _number(text: str, region: str | None) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number:
        reason = phonenumbers.is_possible_number_with_reason(number)
        if reason == phonenumbers.ValidationResult.IS_POSSIBLE:
            return number
    if region:
        raise RefusedError(
            "input.phone",
            f"'{{value}}' is not a telephone number of {region}; correct it, or write it with its "
            "country code.",
        )
    raise RefusedError(
        "input.phone",
        "'{value}' is not a telephone number with its country code; write it as "
        '"+31 30 555 01 23", in quotes.',
    )


def mail(text: str) -> str:
    """Return an e-mail address; international ones are possible. Raises RefusedError."""
    text = text.removeprefix("mailto:")
    match = _MAIL.fullmatch(text)
    if not match or not _is_host(match[1]):
        raise RefusedError(
            "input.mail", "'{value}' is not an e-mail address; write one, as name@place.com."
        )
    return text


def web(text: str) -> str:
    """Return a web address with its scheme, https where none is written. Raises RefusedError."""
    text = re.sub(r"^https?(?=:)", lambda scheme: scheme[0].lower(), text, flags=re.IGNORECASE)
    address = (
        text if re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", text, re.IGNORECASE) else f"https://{text}"
    )
    try:
        parts = urlsplit(address)
        good = _is_host(parts.hostname or "") and parts.username is None and parts.port != 0
    except ValueError:  # brackets that are no IPv6 address, a port that is no number
        good = False
    if not good or parts.scheme not in ("http", "https") or re.search(r"[\s<>\"{}\\]", address):
        raise RefusedError(
            "input.web", "'{value}' is not a web address; write one, as https://www.place.com."
        )
    return address


def page(text: str) -> str:
    """Return the address of a page, with what is filled into it. Raises RefusedError."""
    filled = text
    for field in FIELDS:
        filled = filled.replace(field, "x")
    if "{" in filled or "}" in filled:
        raise RefusedError(
            "input.page",
            f"Only {' and '.join(FIELDS)} can be filled into the address of the page.",
        )
    web(filled)
    return text if web(filled) == filled else f"https://{text}"


def _is_host(name: str) -> bool:
    """Tell whether a name may be one of a host on the internet (RFC 1123, 2.1; RFC 3490)."""
    try:
        labels = name.encode("idna").decode().lower().removesuffix(".").split(".")
    except UnicodeError:
        return False
    return len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
