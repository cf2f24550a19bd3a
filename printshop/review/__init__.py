"""A review: panels of a leaflet beside their texts, source and translation, for a clinician."""

from .assembly import Review, review
from .texts import State

__all__ = ["Review", "State", "review"]
