"""Catalogs as documents: read without loss, extracted, merged and started."""
