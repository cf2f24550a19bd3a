"""RGB -> CMYK: a finished PDF becomes a file for a print firm (PDF/X-4)."""

from .finish import for_press

__all__ = ["for_press"]
