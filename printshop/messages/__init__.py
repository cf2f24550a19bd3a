"""Languages as CLDR knows them, and catalogs as the .po files have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..late import late

if TYPE_CHECKING:
    from .approvals import (
        Approvals,
        approval_line,
        approvals_path,
        load_approvals,
        short_code,
        text_digest,
    )
    from .catalogs import load_catalogs, read_catalog
    from .currency import (
        COMMON,
        DESK,
        NOT_REVIEWED,
        REVIEW_HEADER,
        Catalogs,
        catalog_path,
        is_current,
    )
    from .languages import (
        afternoon_names,
        group_signs,
        language,
        language_name,
        list_signs,
        long_date,
        measure_pattern,
        month_names,
        number,
        opening_hours,
        runs_right_to_left,
        time_signs,
        unit_names,
        week_hours,
    )
    from .negotiation import best_language
    from .pseudo import PSEUDO_LANGUAGES, pseudo_catalog
    from .remarks import Remark, load_remarks
else:
    __getattr__ = late(
        __name__,
        {
            "approvals": (
                "Approvals",
                "approval_line",
                "approvals_path",
                "load_approvals",
                "short_code",
                "text_digest",
            ),
            "catalogs": ("load_catalogs", "read_catalog"),
            "currency": (
                "COMMON",
                "DESK",
                "NOT_REVIEWED",
                "REVIEW_HEADER",
                "Catalogs",
                "catalog_path",
                "is_current",
            ),
            "languages": (
                "afternoon_names",
                "group_signs",
                "language",
                "language_name",
                "list_signs",
                "long_date",
                "measure_pattern",
                "month_names",
                "number",
                "opening_hours",
                "runs_right_to_left",
                "time_signs",
                "unit_names",
                "week_hours",
            ),
            "negotiation": ("best_language",),
            "pseudo": (
                "PSEUDO_LANGUAGES",
                "pseudo_catalog",
            ),
            "remarks": (
                "Remark",
                "load_remarks",
            ),
        },
    )

__all__ = [
    "COMMON",
    "DESK",
    "NOT_REVIEWED",
    "PSEUDO_LANGUAGES",
    "REVIEW_HEADER",
    "Approvals",
    "Catalogs",
    "Remark",
    "afternoon_names",
    "approval_line",
    "approvals_path",
    "best_language",
    "catalog_path",
    "group_signs",
    "is_current",
    "language",
    "language_name",
    "list_signs",
    "load_approvals",
    "load_catalogs",
    "load_remarks",
    "long_date",
    "measure_pattern",
    "month_names",
    "number",
    "opening_hours",
    "pseudo_catalog",
    "read_catalog",
    "runs_right_to_left",
    "short_code",
    "text_digest",
    "time_signs",
    "unit_names",
    "week_hours",
]
