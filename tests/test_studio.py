"""The studio's frame: its guard, its languages, and what it says when something is wrong."""

from __future__ import annotations

import pytest

from .conftest import Shop
from .studios import HOST, client


def test_every_desk_opens_and_names_itself(shop: Shop) -> None:
    with client(shop()) as studio:
        for address in ("/leaflets", "/translate", "/design", "/review"):
            answer = studio.get(address)
            assert answer.status_code == 200
            assert 'aria-current="page"' in answer.text


def test_a_request_without_its_token_is_refused(shop: Shop) -> None:
    with client(shop()) as studio:
        assert studio.post("/language/en").status_code == 200
        assert studio.post("/language/en", headers={"x-csrf-token": "0" * 64}).status_code == 403
        foreign = {"sec-fetch-site": "cross-site"}
        assert studio.post("/language/en", headers=foreign).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", f"x.{HOST}"])
def test_requests_to_another_host_are_refused(shop: Shop, host: str) -> None:
    with client(shop()) as studio:
        assert studio.get("/leaflets", headers={"host": host}).status_code == 400


def test_pages_may_only_use_what_is_ours(shop: Shop) -> None:
    with client(shop()) as studio:
        policy = studio.get("/leaflets").headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
