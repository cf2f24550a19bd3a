"""What all tests share: a builder of tiny workspaces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from .shops import Files, write_shop

Shop = Callable[..., Path]

# A slow machine is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Return a builder: ``shop({path: text})`` writes a workspace, see ``shops.write_shop``.

    ``at`` names the folder, for a second workspace; ``approved=False`` leaves the sign-off out.
    """

    def build(files: Files | None = None, at: str = "shop", approved: bool = True) -> Path:
        return write_shop(tmp_path / at, files or {}, approved)

    return build
