"""Copy -> one HTML file for browsers: the same words, whole, with nothing to run or to fetch."""

from .page import web_page

__all__ = ["web_page"]
