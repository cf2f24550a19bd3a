"""Imprinting: leaflets of thousands of clinics from sheets that are laid out once a language."""

from .run import Blank, imprinted, value_in_text

__all__ = ["Blank", "imprinted", "value_in_text"]
