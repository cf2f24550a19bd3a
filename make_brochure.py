#!/usr/bin/env python3
"""Build the brochures of this workspace: python make_brochure.py --help."""

if __name__ == "__main__":  # processes that work for this one read this file too
    from printshop.cli import main

    main(__file__)
