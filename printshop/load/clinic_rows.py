"""A row of a table becomes a clinic: every cell checked, every fault told with row and column."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from ..findings import Severity
from ..messages import language
from ..messages.names import language_tag, territory
from ..model import Asset, Clinic, Hours
from . import values
from .clinic_columns import DAYS, Columns, Settings
from .clinic_ids import Identity, given_id
from .faults import Faults
from .logos import logo_path, read_logo
from .opening_hours import FALLBACK, opening_hours, runs, times
from .pictures import PictureError
from .tables import Cell, Row
from .values import RefusedError

MOST_LINES = 5  # of an address
# What spreadsheets show where a formula failed; in a text table it is text like any other.
_FAILED = re.compile(r"#(REF|DIV/0|N/A|NAME|NULL|NUM|VALUE|SPILL|CALC)[!?]?|Err:\d+")
_TERRITORY = re.compile(r"_([A-Z]{2})$")
_LINES = re.compile(r"\s*[\n]\s*")
_COMMAS = re.compile(r"\s*[,،、，]\s*")
# Where all postcodes have so many figures, a zero that a spreadsheet took away is put back (UPU).
_POSTCODE_FIGURES = {
    5: "DE FR ES IT FI EE HR RS ME TR UA LT MA DZ EG SA MX US KR TH MY ID GR CZ SK SE",
    6: "RO RU CN IN SG KZ",
}
_FIGURES = {code: n for n, codes in _POSTCODE_FIGURES.items() for code in codes.split()}
# Where the postcode stands behind the place, or below it (UPU, S42).
_CITY_FIRST = frozenset({"GB", "IE", "US", "CA", "AU", "NZ", "IN", "IL", "ZA", "PK", "SA", "TH"})


class RowReader:
    """Reads the rows of one table. ``logos`` are the files that were looked for."""

    def __init__(
        self,
        path: Path,
        columns: Columns,
        settings: Settings,
        languages: tuple[str, ...],
        faults: Faults,
        strict: bool,
    ) -> None:
        self._path, self._name = path, path.as_posix()
        self._columns, self._settings = columns, settings
        self._languages, self._faults, self._strict = languages, faults, strict
        self._row = Row(0, ())
        self._good = True
        self.logos: set[str] = set()

    def read(self, row: Row) -> tuple[Clinic | None, Identity | None]:
        """Return a row's clinic, without its id, and what tells it from others.

        No clinic where something in the row is wrong; nothing at all where it has no name.
        """
        self._row, self._good = row, True
        if self._strict:
            self._check_length()
        name = self._line("name", required=True)
        tag = self._checked("language", self._language, required=True)
        country = self._checked("country", self._country)
        address = self._address(country)
        region = country or self._region(tag, address)
        web = self._checked("web", values.web, required=True)
        clinic = Clinic(
            id="",
            path=self._name,
            name=name,
            language=tag,
            address=address,
            phone=self._phone(region),
            mail=self._checked("mail", values.mail, required=True),
            web=web,
            page=self._checked("page", values.page) or web,
            hours=self._hours(tag),
            logo=self._logo(),
            row=row.number,
        )
        id = self._checked("id", given_id)
        identity = Identity(id, name, self._line("city", quiet=True), address) if name else None
        return (clinic if self._good else None), identity

    # --- cells -----------------------------------------------------------------------------------

    def _cells(self, key: str) -> tuple[Cell, ...]:
        places = self._columns.places.get(key)
        if not places:
            return ()
        row = self._row.cells
        return tuple(row[place] for place in places if place < len(row) and row[place].text)

    def _text(self, key: str, quiet: bool = False) -> str:
        """Return what is in a column's cell, cleaned; what holds of all rows where it is empty."""
        texts = []
        for cell in self._cells(key):
            try:
                texts.append(self._cleaned(cell, key, quiet))
            except RefusedError as problem:
                if not quiet:
                    self._refuse(problem, key, cell.text)
                return ""
        return "\n".join(text for text in texts if text) or self._settings.defaults.get(key, "")

    def _cleaned(self, cell: Cell, key: str, quiet: bool) -> str:
        if cell.kind == "error" or _FAILED.fullmatch(cell.text):
            raise RefusedError(
                "input.formula", "The formula gives {value}; mend it, or type the value."
            )
        text = values.without_bidi_controls(cell.text)
        if text != cell.text and not quiet:
            self._say(
                "input.direction",
                "Invisible marks of direction were taken out of '{value}'; the program finds out "
                "by itself how each value runs.",
                key,
                text,
                Severity.INFO,
            )
        return values.clean(text)

    def _line(self, key: str, required: bool = False, quiet: bool = False) -> str:
        good = self._good
        text = " ".join(self._text(key, quiet).split("\n"))
        if required and not text and good == self._good:
            self._refuse(RefusedError("input.missing", "The cell is empty; fill it in."), key, "")
        return text

    def _checked(self, key: str, check: Callable[[str], str], required: bool = False) -> str:
        """Return the text of a cell as a check gives it back; "" where it is empty or wrong."""
        text = self._line(key, required)
        try:
            return check(text) if text else ""
        except RefusedError as problem:
            self._refuse(problem, key, text)
            return ""

    def _refuse(self, problem: RefusedError, key: str, value: str) -> None:
        self._good = False
        self._say(problem.code, problem.sentence, key, value)

    def _say(
        self, code: str, sentence: str, key: str, value: str, severity: Severity = Severity.ERROR
    ) -> None:
        heading = self._columns.heading(key)
        self._faults.add(code, sentence, self._row.number, heading, value, severity)

    def _check_length(self) -> None:
        headings = len(self._columns.headings)
        if any(cell.text.strip() for cell in self._row.cells[headings:]):
            self._good = False
            self._faults.add(
                "input.row-length",
                "The row has more values than there are headings; a value with the separator in it "
                "has to stand in quotation marks.",
                self._row.number,
            )

    # --- values ----------------------------------------------------------------------------------

    def _language(self, text: str) -> str:
        tag = language_tag(text, self._languages)
        if tag is None:
            raise RefusedError(
                "input.language", "'{value}' is not a language; write its tag, such as nl or pt_BR."
            )
        return language(tag).tag

    def _country(self, text: str) -> str:
        code = territory(text, self._languages)
        if code is None or not values.is_region(code):
            raise RefusedError(
                "input.country", "'{value}' is not a country; write its code, such as NL or DE."
            )
        return code

    def _region(self, tag: str, address: tuple[str, ...]) -> str:
        """Return the country that a row says without a column for it.

        A language alone does not say it: Dutch is spoken in Belgium, too.
        """
        named = territory(address[-1], self._languages) if address else None
        found = _TERRITORY.search(tag)
        return named or (found[1] if found else "")

    def _address(self, country: str) -> tuple[str, ...]:
        text = self._text("address")
        lines = _LINES.split(text) if text else []
        if len(lines) == 1:
            lines = _COMMAS.split(text)
        if not lines:
            lines = [" ".join((self._line("street"), self._line("number"))).strip()]
        if {"postcode", "city"} & self._columns.places.keys():
            lines.append(self._place_line(country))
        lines = list(dict.fromkeys(line for line in lines if line))
        if not lines and self._good:
            key = "address" if "address" in self._columns.places else "street"
            self._refuse(
                RefusedError("input.missing", "The address is empty; fill it in."), key, ""
            )
        if len(lines) > MOST_LINES:
            self._refuse(
                RefusedError(
                    "input.address",
                    f"The address '{{value}}' has more than {MOST_LINES} lines; shorten it.",
                ),
                "address",
                text,
            )
        return tuple(lines)

    def _place_line(self, country: str) -> str:
        postcode, city = self._postcode(country), self._line("city")
        parts = (city, postcode) if country in _CITY_FIRST else (postcode, city)
        return " ".join(part for part in parts if part)

    def _postcode(self, country: str) -> str:
        text = self._line("postcode")
        if any(cell.kind == "number" for cell in self._cells("postcode")):
            if not country:
                self._say(
                    "input.postcode",
                    "The spreadsheet keeps '{value}' as a number, and may have lost a zero before "
                    "it; format the column as text, or add a column 'country'.",
                    "postcode",
                    text,
                    Severity.WARNING,
                )
            return text.zfill(_FIGURES.get(country, 0))
        return text

    def _phone(self, region: str) -> str:
        text = self._line("phone", required=True)
        if not text:
            return ""
        numeric = any(cell.kind == "number" for cell in self._cells("phone"))
        try:
            number, assigned = values.assigned_phone(text, region or None)
        except RefusedError as problem:
            problem = _LOST_ZERO if numeric else problem
            if region:
                self._refuse(problem, "phone", text)
            elif not self._cells("country"):  # else it was refused, and the number may be right
                self._refuse(_WITHOUT_COUNTRY, "phone", text)
            return ""
        if not assigned:
            if numeric:
                self._refuse(_LOST_ZERO, "phone", text)
            else:
                self._say_unassigned(text)
        return number

    def _say_unassigned(self, text: str) -> None:
        self._say(
            "input.phone-unassigned",
            "'{value}' is in a range of numbers that, as far as is known, nobody has; dial it.",
            "phone",
            text,
            Severity.WARNING,
        )

    def _hours(self, tag: str) -> tuple[Hours, ...]:
        for key in ("hours", *DAYS):
            for cell in self._cells(key):
                if cell.kind in ("date", "number"):
                    problem = RefusedError(
                        "input.hours",
                        "The spreadsheet made '{value}' of the hours; format the column as text "
                        "and type them anew.",
                    )
                    self._refuse(problem, key, cell.text)
                    return ()
        if any(self._cells(day) for day in DAYS):
            return self._hours_of_days()
        text = self._text("hours")
        if not text:
            return ()
        try:
            return opening_hours(text, tag or FALLBACK, self._languages)
        except RefusedError as problem:
            self._refuse(problem, "hours", text)
            return ()

    def _hours_of_days(self) -> tuple[Hours, ...]:
        week = []
        for day in DAYS:
            text = self._text(day)
            try:
                week.append(times(text) if text else ())
            except RefusedError as problem:
                self._refuse(problem, day, text)
                week.append(())
        return runs(week)

    def _logo(self) -> Asset | None:
        name = self._line("logo")
        if not name:
            return None
        self.logos.add(str(logo_path(self._path.parent, name)))
        try:
            asset, coarse = read_logo(self._path.parent, name)
        except PictureError as problem:
            sentence = str(problem).replace(f"'{name}'", "'{value}'")
            self._refuse(RefusedError("input.picture", sentence), "logo", name)
            return None
        if coarse:
            self._good = self._good and coarse.severity < Severity.ERROR
            self._say(coarse.code, coarse.sentence, "logo", coarse.value, coarse.severity)
        return asset


_LOST_ZERO = RefusedError(
    "input.phone",
    "The spreadsheet keeps '{value}' as a number, and took its first zero or more away; format the "
    "column as text and type it anew.",
)
_WITHOUT_COUNTRY = RefusedError(
    "input.phone",
    "'{value}' is not a telephone number with its country code; write it as +31 30 555 01 23, or "
    "add a column 'country'.",
)
