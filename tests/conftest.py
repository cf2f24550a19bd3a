"""What all tests share: a builder of tiny workspaces."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from printshop.load import themes

from . import referees
from .real import FONTS
from .shops import Files, write_shop

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Shop = Callable[..., Path]

# A slow machine is no failure. A change is tried with some examples; CI takes the thorough ones.
settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("thorough", deadline=None)
settings.load_profile("quick")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep from test to test what is kept from run to run, and begin with nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        # Programs that tests start are read as they are by people: compiled the first time.
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _fonts_are_read_once() -> Iterator[None]:
    """Know the fonts again in each workspace: all have a link to the same folder.

    Their digests take longer than reading all else there is in a tiny workspace.
    """
    digest = themes._digest
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(themes, "_digest", lambda path, stamp: digest(os.path.realpath(path), stamp))
        yield


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Return a builder: ``shop({path: text})`` writes a workspace, see ``shops.write_shop``.

    ``at`` names the folder, for a second workspace; ``approved=False`` leaves the sign-off out.
    """

    def build(files: Files | None = None, at: str = "shop", approved: bool = True) -> Path:
        return write_shop(tmp_path / at, files or {}, approved)

    return build


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start Chromium, with the theme's fonts and no others: the same on every machine."""
    program = referees.need("chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="NOT CHECKED: no playwright")
    folder = tmp_path_factory.mktemp("fonts")
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{FONTS}</dir><cachedir>{folder}</cachedir></fontconfig>"
    )
    with sync_api.sync_playwright() as playwright:
        environment = {"FONTCONFIG_FILE": str(config), "HOME": str(folder)}
        chromium = playwright.chromium.launch(executable_path=program, env=environment)
        yield chromium
        chromium.close()
