"""Audits of what was printed: past its review, from an older version, and what changed since."""
