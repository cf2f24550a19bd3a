"""Languages and catalogs: the only home of Babel."""

from .catalogs import (
    COMMON,
    REVIEW_HEADER,
    Catalogs,
    catalog_path,
    completeness,
    is_current,
    load_catalogs,
    read_catalog,
)
from .languages import (
    language,
    language_name,
    long_date,
    measure_pattern,
    number,
    opening_hours,
    runs_right_to_left,
)

__all__ = [
    "COMMON",
    "REVIEW_HEADER",
    "Catalogs",
    "catalog_path",
    "completeness",
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
]
