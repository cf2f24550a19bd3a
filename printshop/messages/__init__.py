"""Languages as CLDR knows them, and catalogs as the .po files have them."""

from .catalogs import (
    COMMON,
    NOT_REVIEWED,
    REVIEW_HEADER,
    Catalogs,
    catalog_path,
    is_current,
    load_catalogs,
    read_catalog,
)
from .languages import (
    figure_signs,
    language,
    language_name,
    long_date,
    measure_pattern,
    number,
    opening_hours,
    runs_right_to_left,
    unit_names,
)

__all__ = [
    "COMMON",
    "NOT_REVIEWED",
    "REVIEW_HEADER",
    "Catalogs",
    "catalog_path",
    "figure_signs",
    "is_current",
    "language",
    "language_name",
    "load_catalogs",
    "long_date",
    "measure_pattern",
    "number",
    "opening_hours",
    "read_catalog",
    "runs_right_to_left",
    "unit_names",
]
