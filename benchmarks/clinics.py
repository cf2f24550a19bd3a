"""Clinics that do not exist: invented, the same ones for the same numbers, in several scripts.

Telephone numbers are from the ranges that regulators keep for fiction: Ofcom's for drama, 555-0100
to 0199 of the North American plan, ARCEP's and the Bundesnetzagentur's, PTS's in Sweden, ACMA's in
Australia. Addresses on the web end in .example (RFC 2606).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

SEED = 2026
_LOGO_EVERY = 10  # clinics
_COLUMNS = (
    *("id", "name", "language", "address", "phone"),
    *("email", "website", "page", "opening hours", "logo"),
)


@dataclass(frozen=True, slots=True)
class Country:
    """Where a clinic may stand: its name, how a telephone number for fiction begins there, how many
    of its last digits are free, towns with their postcodes, and how an address is written."""

    name: str
    begins: str
    free: int
    towns: tuple[str, ...]
    street: str


@dataclass(frozen=True, slots=True)
class Speech:
    """What clinics are called where a language is spoken at the desk, and streets of theirs."""

    language: str
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clinic:
    """One clinic, as the office would write it down."""

    id: str
    name: str
    language: str
    address: tuple[str, ...]
    phone: str
    mail: str
    web: str
    hours: tuple[tuple[str, str, str], ...]
    logo: str

    @property
    def page(self) -> str:
        return f"{self.web}/{{language}}/{{brochure}}"


_COUNTRIES = (
    Country("United Kingdom", "+44 20 7946 0", 3, ("London NW1 6ZZ", "London E8 9ZZ"), "{n} {s}"),
    Country("United Kingdom", "+44 161 496 0", 3, ("Manchester M1 9ZZ",), "{n} {s}"),
    Country("United States", "+1 202 555 01", 2, ("Springfield, DC 20599",), "{n} {s}"),
    Country("Deutschland", "+49 30 23125 ", 3, ("10999 Berlin", "13359 Berlin"), "{s} {n}"),
    Country("France", "+33 1 99 00 ", 4, ("75020 Paris", "93100 Montreuil"), "{n}, {s}"),
    Country("Sverige", "+46 8 465 004 ", 2, ("118 29 Stockholm",), "{s} {n}"),
    Country("Australia", "+61 2 5550 ", 4, ("Sydney NSW 2999",), "{n} {s}"),
)

_SPEECHES = (
    Speech(
        "nl", ("Huidkliniek", "Huidpraktijk"), ("De Linde", "Noord"), ("Lindelaan", "Havenstraat")
    ),
    Speech("en", ("Skin Clinic", "Skin Practice"), ("Harbour", "Elm"), ("Elm Street", "Mill Lane")),
    Speech("de", ("Hautzentrum", "Praxis"), ("Grünstraße", "Süd"), ("Grünstraße", "Am Mühlbach")),
    Speech(
        "fr", ("Clinique", "Cabinet"), ("Étoile", "Près-Verts"), ("rue des Étoiles", "quai Vert")
    ),
    Speech("pl", ("Gabinet", "Klinika Skóry"), ("Łąka", "Źródło"), ("ulica Kwiatowa", "Aleja Róż")),
    Speech("tr", ("Cilt Kliniği",), ("Güneş", "Işık"), ("Çiçek Sokağı", "Gül Caddesi")),
    Speech("uk", ("Клініка шкіри",), ("Калина", "Їжак"), ("вулиця Квіткова", "вулиця Лісова")),
    Speech("ar", ("عيادة الجلد",), ("النور", "الورد"), ("شارع الزهور", "شارع النخيل")),
    Speech("he", ("מרפאת עור",), ("אור", "שקד"), ("רחוב הפרחים", "רחוב הגפן")),
    Speech("ja", ("皮膚科クリニック",), ("さくら", "ひかり"), ("桜通り", "花通り")),
)

_HOURS = (
    (("mon-fri", "08:30", "17:00"),),
    (("mon-fri", "08:00", "17:30"), ("sat", "09:00", "12:30")),
    (("mon-tue", "08:00", "18:00"), ("thu-fri", "08:00", "18:00")),
    (("mon", "10:00", "19:00"), ("wed-fri", "09:00", "17:00"), ("sat", "10:00", "14:00")),
    (),
)


def clinics(count: int, seed: int = SEED) -> Iterator[Clinic]:
    """Yield so many clinics; the first ones are the same however many there are."""
    for number in range(1, count + 1):
        yield _clinic(number, Random(f"{seed}.{number}"))  # noqa: S311  (nothing secret about it)


def _clinic(number: int, chance: Random) -> Clinic:
    country, speech = chance.choice(_COUNTRIES), chance.choice(_SPEECHES)
    id = f"clinic-{number:05}"
    street = country.street.format(s=chance.choice(speech.streets), n=chance.randint(1, 240))
    digits = "".join(chance.choice("0123456789") for _ in range(country.free))
    return Clinic(
        id=id,
        name=f"{chance.choice(speech.kinds)} {chance.choice(speech.names)} {number}",
        language=speech.language,
        address=(street, chance.choice(country.towns), country.name),
        phone=country.begins + digits,
        mail=f"desk@{id}.example",
        web=f"https://www.{id}.example",
        hours=chance.choice(_HOURS),
        logo=f"logo-{chance.randint(1, 4)}.svg" if number % _LOGO_EVERY == 0 else "",
    )


def write_files(folder: Path, count: int) -> None:
    """Write a YAML file for each clinic into a folder, and the logos that some of them have."""
    write_logos(folder)
    for clinic in clinics(count):
        text = "".join(
            f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in _keys(clinic)
        )
        (folder / f"{clinic.id}.yaml").write_text(text, "utf-8")


def write_table(file: Path, count: int) -> None:
    """Write all clinics as a table, a row each, and the logos beside it."""
    write_logos(file.parent)
    with file.open("w", encoding="utf-8", newline="") as written:
        table = csv.writer(written)
        table.writerow(_COLUMNS)
        for clinic in clinics(count):
            hours = "; ".join(f"{days} {opens}-{closes}" for days, opens, closes in clinic.hours)
            table.writerow(
                (
                    *(clinic.id, clinic.name, clinic.language, "\n".join(clinic.address)),
                    *(clinic.phone, clinic.mail, clinic.web, clinic.page, hours, clinic.logo),
                )
            )


def _keys(clinic: Clinic) -> Iterator[tuple[str, object]]:
    """Yield what stands in a clinic's file; JSON is YAML."""
    for key in ("name", "language", "address", "phone", "mail", "web", "page"):
        yield key, getattr(clinic, key)
    if clinic.hours:
        yield (
            "hours",
            [dict(zip(("days", "opens", "closes"), run, strict=True)) for run in clinic.hours],
        )
    if clinic.logo:
        yield "logo", clinic.logo


def write_logos(folder: Path) -> None:
    """Write the drawings that clinics name as their logos."""
    for number, colour in enumerate(("#17443f", "#9b3f28", "#4c5b58", "#c8674b"), 1):
        rings = "".join(
            f'<circle cx="50" cy="50" r="{46 - 12 * ring}" fill="none" stroke="{colour}" '
            f'stroke-width="{number + ring}"/>'
            for ring in range(number)
        )
        (folder / f"logo-{number}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{rings}</svg>', "utf-8"
        )
