"""Translations on their way to agencies and back: XLIFF 1.2, XLIFF 2.0, CSV and TMX."""
