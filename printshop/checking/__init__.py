"""Finished files checked one by one, and what came of it as a page for people."""

from .files import Report, Task, examine
from .report_page import as_html

__all__ = ["Report", "Task", "as_html", "examine"]
