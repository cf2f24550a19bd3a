"""The lock of an object store: an object that one build alone can make, and has to keep fresh.

It needs a store that writes an object only where there is none (S3: If-None-Match).
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from ..errors import BrochureError

NAME = ".make-brochure/lock"
LASTS, RENEWED = 900.0, 300.0  # seconds
SETTLED = 0.5  # seconds until it is known which of two has taken over what was left behind


class Objects(Protocol):
    """What a lock asks of a store."""

    place: str

    def create(self, name: str, data: bytes) -> bool | None:
        """Write an object unless there is one; None where the store cannot do that."""

    def replace(self, name: str, data: bytes) -> None:
        """Write an object, now."""

    def read(self, name: str) -> bytes: ...

    def remove(self, name: str) -> None: ...


@dataclass(frozen=True)
class Owner:
    """Who has a lock: what a build says of itself; times are seconds since 1970."""

    id: str
    user: str
    host: str
    machine: int
    process: int
    since: float
    until: float

    @property
    def gone(self) -> bool:
        """Whether the build is known to have ended, or has given no sign of life for too long."""
        if time.time() > self.until:
            return True
        here = (self.host, self.machine) == (platform.node(), uuid.getnode())
        return here and os.name == "posix" and not _runs(self.process)


class ObjectLock:
    """The lock of a store; it is kept fresh by a thread until it is released."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        now = time.time()
        self._own = Owner(
            id=uuid.uuid4().hex,
            user=_user(),
            host=platform.node(),
            machine=uuid.getnode(),
            process=os.getpid(),
            since=now,
            until=now + LASTS,
        )
        self.lost = False  # another build took it over
        self._released = threading.Event()

    def acquire(self) -> bool:
        """Take the lock, and tell whether it keeps others out: not every store can do that.

        Raises BrochureError where another build has it.
        """
        taken = self._create()
        if taken:
            if self._create() is not False:  # a store that heeds no condition
                self._objects.remove(NAME)
                return False
        else:
            owner = self._owner()
            if taken is None and owner is None:
                return False
            self._take_over(owner)
        threading.Thread(target=self._renew, daemon=True).start()
        return True

    def release(self) -> None:
        """Give the lock back, if it is still ours."""
        self._released.set()
        with suppress(BrochureError, OSError):  # it ends by itself
            if self._is_ours():
                self._objects.remove(NAME)

    def _take_over(self, owner: Owner | None) -> None:
        if owner and not owner.gone:
            raise self._refusal(owner)
        self._objects.remove(NAME)
        self._create()
        time.sleep(SETTLED)
        if not self._is_ours():
            raise self._refusal(self._owner())

    def _create(self) -> bool | None:
        return self._objects.create(NAME, _text(self._own))

    def _owner(self) -> Owner | None:
        """Return who has the lock; None where nobody has, or nobody knows who."""
        try:
            return Owner(**json.loads(self._objects.read(NAME)))
        except (OSError, BrochureError, ValueError, TypeError):
            return None

    def _is_ours(self) -> bool:
        owner = self._owner()
        return owner is not None and owner.id == self._own.id

    def _renew(self) -> None:
        while not self._released.wait(RENEWED):
            owner = self._owner()
            self.lost = owner is not None and owner.id != self._own.id
            if self.lost:
                return
            with suppress(BrochureError, OSError):  # next time, then
                fresh = replace(self._own, until=time.time() + LASTS)
                self._objects.replace(NAME, _text(fresh))

    def _refusal(self, owner: Owner | None) -> BrochureError:
        place = self._objects.place
        if owner is None:
            return BrochureError(f"Another build has just begun to write to {place}; wait for it.")
        return BrochureError(
            f"Another build is writing to {place}: {owner.user} on {owner.host}, since "
            f"{_clock(owner.since)}. Wait until it is done, or write somewhere else with --output. "
            f"If it died, its lock ({NAME} there) holds until {_clock(owner.until)}."
        )


def _text(owner: Owner) -> bytes:
    return json.dumps(asdict(owner)).encode()


def _clock(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a number without a name, as in a container
        return "somebody"


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return True
