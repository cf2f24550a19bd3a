"""Which column of a table of clinics says what: found out from the headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ..findings import Finding
from ..messages.names import day_names, folded
from .documents import read_document
from .table_files import settings_path
from .tables import Cell, Headings, Row

HEADING_ROWS = 10  # the headings are in the first ten; above them stand titles
LEAST = 2  # known headings make a row the one with the headings
LEAST_DAYS = 3  # columns named as days of one language

# Headings in use, by what they head; how they are written does not matter (see folded).
_NAMES = {
    "id": "id|slug|kennung|kürzel|identifiant|identificador|identyfikator|מזהה|المعرف|编号",
    "name": "name|clinic|clinic name|practice|naam|kliniek|praktijk|kliniknaam|praktijknaam|"
    "naam praktijk|naam kliniek|praxis|praxisname|klinik|klinikname|name der praxis|nom|"
    "clinique|cabinet|nom de la clinique|nom du cabinet|nombre|clínica|consulta|"
    "nombre de la clínica|nome|clinica|ambulatorio|nome clinica|nazwa|klinika|przychodnia|gabinet|"
    "ad|adı|klinik adı|назва|клініка|название|клиника|שם|מרפאה|שם המרפאה|الاسم|اسم|العيادة|"
    "اسم العيادة|नाम|क्लिनिक|क्लिनिक का नाम|名前|名称|クリニック|クリニック名|医院名|施設名|"
    "诊所|诊所名称|医院|クリニック名称|nome da clínica",
    "language": "language|lang|desk language|taal|sprache|langue|idioma|lengua|lingua|język|dil|"
    "мова|язык|שפה|اللغة|لغة|भाषा|言語|语言",
    "address": "address|postal address|full address|adres|volledig adres|anschrift|adresse|"
    "dirección|indirizzo|adres|адреса|адрес|כתובת|العنوان|عنوان|पता|住所|所在地|地址|endereço|morada",
    "street": "street|street address|straat|straat en huisnummer|straat en nummer|straße|strasse|"
    "straße und hausnummer|rue|voie|calle|via|ulica|sokak|cadde|вулиця|улица|רחוב|الشارع|شارع|"
    "सड़क|番地|街道|rua",
    "number": "house number|street number|huisnummer|hausnummer|hausnr|numéro de rue|"
    "numero civico|civico|numer domu|номер будинку|מספר בית",
    "postcode": "postcode|postal code|zip|zip code|zipcode|plz|postleitzahl|code postal|cp|"
    "código postal|cap|kod pocztowy|posta kodu|поштовий індекс|індекс|индекс|מיקוד|"
    "الرمز البريدي|पिन कोड|पिन|郵便番号|邮编|邮政编码|cep",
    "city": "city|town|place|plaats|stad|woonplaats|ort|stadt|wohnort|ville|localité|commune|"
    "ciudad|localidad|población|città|comune|località|"
    "miasto|miejscowość|şehir|il|місто|город|עיר|"
    "المدينة|مدينة|शहर|市|市区町村|城市|cidade",
    "country": "country|land|pays|país|paese|kraj|ülke|країна|страна|מדינה|ארץ|البلد|الدولة|देश|国|"
    "国家",
    "phone": "phone|telephone|phone number|telephone number|tel|tel no|telefoon|telefoonnummer|"
    "telnr|telefon|telefonnummer|rufnummer|téléphone|numéro de téléphone|teléfono|"
    "número de teléfono|telefono|numero di telefono|numer telefonu|telefon numarası|телефон|"
    "номер телефону|טלפון|מספר טלפון|الهاتف|هاتف|رقم الهاتف|फ़ोन|फोन|दूरभाष|電話|電話番号|"
    "电话|电话号码|telefone",
    "mail": "email|e-mail|mail|email address|mailadres|emailadres|e-mailadres|emailadresse|"
    "e-mail-adresse|courriel|adresse e-mail|adresse courriel|correo|correo electrónico|"
    "posta elettronica|indirizzo email|adres e-mail|e-posta|eposta|електронна пошта|"
    'эл. почта|электронная почта|דואל|דוא"ל|אימייל|البريد الإلكتروني|البريد|ईमेल|ई-मेल|メール|'
    "メールアドレス|电子邮件|邮箱|电邮",
    "web": "web|website|site|web site|url|homepage|webpage|web address|internet|webadres|"
    "webseite|internetseite|site web|site internet|sitio web|página web|sito|sito web|"
    "strona|strona internetowa|strona www|www|web sitesi|internet sitesi|сайт|вебсайт|веб-сайт|"
    "אתר|אתר אינטרנט|الموقع|"
    "الموقع الإلكتروني|वेबसाइट|ウェブサイト|ホームページ|网站|网址",
    "page": "page|leaflet page|landing page|qr|qr code|qr page|folderpagina|qr-code",
    "hours": "hours|opening hours|opening times|office hours|openingstijden|openingsuren|"
    "öffnungszeiten|sprechzeiten|sprechstunden|horaires|heures d'ouverture|"
    "horaires d'ouverture|horario|horario de apertura|orari|orario|orari di apertura|"
    "godziny otwarcia|godziny|çalışma saatleri|години роботи|графік роботи|часы работы|"
    "שעות פתיחה|שעות|ساعات العمل|أوقات العمل|खुलने का समय|समय|営業時間|診療時間|营业时间|horário",
    "logo": "logo|logo file|logobestand|logodatei|fichier logo|logotipo|логотип|לוגו|الشعار|شعار|"
    "लोगो|ロゴ|标志|徽标",
}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIELDS = (*_NAMES, *DAYS)
SEVERAL = "address"  # there may be a column for each of its lines
_KNOWN = {folded(name): key for key, names in _NAMES.items() for name in names.split("|")}
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[*:?]")


@dataclass(frozen=True)
class Settings:
    """What people say of a table in the file beside it: headings, what holds of all rows."""

    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""


@dataclass(frozen=True)
class Columns:
    """The columns of a table by what they say, as places from 0, and their headings.

    ``unused`` are headings that say nothing to us, ``twice`` those of more columns than one.
    """

    row: int
    places: Mapping[str, tuple[int, ...]]
    headings: tuple[str, ...]
    unused: tuple[str, ...]
    twice: Mapping[str, tuple[str, ...]]

    def heading(self, key: str) -> str:
        """Return the heading of a column, as it is written; the key's name where there is none."""
        places = self.places.get(key)
        return self.headings[places[0]] if places else key


def load_settings(table: Path) -> tuple[Settings, list[Finding]]:
    """Read the settings beside a table, where there are any."""
    path = settings_path(table)
    if not path.is_file():
        return Settings(), []
    document, findings = read_document(path, path.as_posix(), "clinic-columns")
    if document is None:
        return Settings(), findings
    data = document.data
    return Settings(data.get("columns", {}), data.get("defaults", {}), data.get("encoding", "")), []


def find_columns(
    rows: Sequence[Row], settings: Settings, languages: tuple[str, ...]
) -> Columns | None:
    """Return the columns by the row of headings among the first rows; None where there is none."""
    best = max(rows, key=lambda row: _known(row, settings, languages), default=None)
    if best is None or _known(best, settings, languages) < LEAST:
        return None
    return _columns(best, settings, languages)


def known_headings(rows: Sequence[Row], settings: Settings, languages: tuple[str, ...]) -> Headings:
    """Return how many headings are known in the row where most are, and where languages stand."""
    found = find_columns(rows, settings, languages)
    return Headings(len(found.places), found.places.get("language", ())) if found else Headings()


def _known(row: Row, settings: Settings, languages: tuple[str, ...]) -> int:
    return len({key for key, _ in _keys(row.cells, settings, languages)})


def _keys(
    cells: Sequence[Cell], settings: Settings, languages: tuple[str, ...]
) -> Iterator[tuple[str, int]]:
    """Yield what columns say, with their places."""
    said = {folded(heading): key for key, heading in settings.columns.items()}
    names = [_heading(cell.text) for cell in cells]
    days = _days(tuple(names), languages)
    for place, name in enumerate(names):
        key = said.get(folded(cells[place].text)) or _KNOWN.get(name)
        if key is None and name.rstrip("0123456789") in _lines():
            key = SEVERAL
        if key is None and name in days:
            key = DAYS[days[name]]
        # A column that is named in the settings is the only one.
        if key and (folded(cells[place].text) in said or key not in settings.columns):
            yield key, place


def _heading(text: str) -> str:
    return folded(_ASIDE.sub("", text)) if len(text) < 100 else ""


@lru_cache(maxsize=1)
def _lines() -> frozenset[str]:
    """Return the headings that are numbered where an address has a column a line."""
    names = frozenset(name for name, key in _KNOWN.items() if key == SEVERAL)
    return names | {f"{name}line" for name in names}


@lru_cache(maxsize=256)
def _days(names: tuple[str, ...], languages: tuple[str, ...]) -> Mapping[str, int]:
    """Return the days of the language in which most headings are days."""
    every = (day_names(tag) for tag in dict.fromkeys(("en", *languages)))
    best = max(every, key=lambda days: len(set(names) & days.keys()))
    return best if len(set(names) & best.keys()) >= LEAST_DAYS else {}


def _columns(row: Row, settings: Settings, languages: tuple[str, ...]) -> Columns:
    headings = tuple(" ".join(cell.text.split()) for cell in row.cells)
    places: dict[str, tuple[int, ...]] = {}
    for key, place in _keys(row.cells, settings, languages):
        places[key] = (*places.get(key, ()), place)
    used = {place for group in places.values() for place in group}
    return Columns(
        row.number,
        places,
        headings,
        tuple(h for i, h in enumerate(headings) if h and i not in used),
        {
            key: tuple(headings[place] for place in group)
            for key, group in places.items()
            if len(group) > 1 and key != SEVERAL
        },
    )
