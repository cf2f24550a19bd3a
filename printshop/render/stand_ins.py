"""Libraries that WeasyPrint imports and few leaflets need: loaded when they are first used.

fontTools subsets fonts where HarfBuzz cannot, and reads variable ones and those for the web; Pillow
is for bitmaps, and for profiles that a style sheet names. They are a third of the time that
importing WeasyPrint takes. ssl, which urllib has for https, is a twentieth.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

# What WeasyPrint takes from which module, and where that has it from.
TAKEN = {
    "fontTools": {"subset": "fontTools.subset"},
    "fontTools.ttLib": {
        "TTFont": "fontTools.ttLib:TTFont",
        "TTLibError": "fontTools.ttLib:TTLibError",
        "ttFont": "fontTools.ttLib.ttFont",
        "woff2": "fontTools.ttLib.woff2",
    },
    "fontTools.varLib.instancer": {
        "instantiateVariableFont": "fontTools.varLib.instancer:instantiateVariableFont"
    },
    "PIL": {
        "EpsImagePlugin": "PIL.EpsImagePlugin",
        "Image": "PIL.Image",
        "ImageFile": "PIL.ImageFile",
        "ImageOps": "PIL.ImageOps",
    },
    "PIL.ImageCms": {"ImageCmsProfile": "PIL.ImageCms:ImageCmsProfile"},
}


class StandIn:
    """Is called, or asked for something, in the place of a thing that is loaded only then.

    Then WeasyPrint gets the real things, all of them: after a font was opened, an error in it is
    an instance of the real class. What is set on a stand-in is set on the real thing then.
    """

    _home: str
    _settings: dict[str, Any]

    def __init__(self, home: str) -> None:
        vars(self).update(_home=home, _settings={})

    def __setattr__(self, name: str, value: Any) -> None:
        self._settings[name] = value

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._real()(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)

    def _load(self) -> Any:
        module, _, name = self._home.partition(":")
        loaded = import_module(module)
        real = getattr(loaded, name) if name else loaded
        for setting, value in self._settings.items():
            setattr(real, setting, value)
        self._settings.clear()
        return real

    def _real(self) -> Any:
        modules = [m for n, m in sys.modules.items() if n.partition(".")[0] == "weasyprint"]
        for module in modules:
            for name, value in list(vars(module).items()):
                if isinstance(value, StandIn):
                    setattr(module, name, value._load())
        return self._load()


class _LateModule(ModuleType):
    """A module for those who import it now; the real one is read when they ask it for something."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


@contextmanager
def stand_ins() -> Iterator[None]:
    """Let what is imported meanwhile get stand-ins for what it takes from those modules."""
    before = {name: sys.modules.get(name) for name in (*TAKEN, "ssl")}
    sys.modules["ssl"] = before["ssl"] or _LateModule("ssl")
    for module, names in TAKEN.items():
        sys.modules[module] = _stub(module, names)
    try:
        yield
    finally:
        for name, real in before.items():
            del sys.modules[name]
            if real is not None:
                sys.modules[name] = real


def _stub(module: str, names: Mapping[str, str]) -> ModuleType:
    stub = ModuleType(module)
    # What is loaded already had better be set as WeasyPrint wants it at once.
    things = {name: sys.modules.get(home) or StandIn(home) for name, home in names.items()}
    vars(stub).update(things)
    return stub
