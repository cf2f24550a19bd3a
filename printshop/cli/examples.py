"""How the command is called, by example."""

from __future__ import annotations

BUILD_EXAMPLES = """\b
Examples:
  make_brochure.py                                    everything, into out/
  make_brochure.py build microneedling --language nl,ar
  make_brochure.py build --fold trifold --profile office --clinic huidkliniek-zuid
  make_brochure.py build --output DIR --report report.json
  make_brochure.py build --profile press --package print --quantity 500
"""
