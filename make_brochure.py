#!/usr/bin/env python3
"""Build the brochures of this workspace: python make_brochure.py --help."""

from pathlib import Path

from printshop.cli import main

if __name__ == "__main__":
    main(default_root=Path(__file__).resolve().parent)
