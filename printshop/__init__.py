"""Print the same brochure in every language, for every clinic, ready for the press."""

__version__ = "0.1.0"
