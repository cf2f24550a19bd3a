"""What the layout engine may fetch: the pictures of one leaflet, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

BASE_URL = "asset:"  # of all documents: what they name is an asset


@lru_cache(maxsize=1)
def asset_fetcher_class() -> Any:
    """Return WeasyPrint's fetcher made for assets; WeasyPrint is imported only now."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from .bitmaps import for_engine

    class AssetFetcher(URLFetcher):  # type: ignore[misc]
        """Knows the pictures of one leaflet and nothing else: no file, no network."""

        def __init__(self, assets: Mapping[str, bytes]) -> None:
            super().__init__(allowed_protocols=())
            self._assets = assets

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(BASE_URL)
            if url == name or name not in self._assets:
                raise ValueError(f"the brochure has no picture '{url}'")
            kinds = {"svg": "image/svg+xml", "png": "image/png"}
            kind = kinds.get(name.rpartition(".")[2], "image/jpeg")
            return URLFetcherResponse(url, for_engine(self._assets[name]), {"Content-Type": kind})

    return AssetFetcher
