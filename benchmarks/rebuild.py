"""What is made again: nothing where nothing changed, and only what holds a message that changed."""

from __future__ import annotations

from pathlib import Path

from .batches import build, first, has_imprint, pdfs
from .measuring import median
from .results import Goal, Table
from .settings import Settings
from .workspaces import LANGUAGES, workspace

_CHANGED = ("nl", "candidate.suitable.title")
_WITHOUT_IMPRINT = 2  # clinics, where each leaflet is laid out


def measure(settings: Settings) -> Table:
    """Build twelve languages for many clinics, twice, and once more with one message changed."""
    clinics = settings.clinics if has_imprint() else _WITHOUT_IMPRINT
    with workspace(settings.clinics) as root:
        output = root / "out"
        every = clinics == settings.clinics
        options = () if every else ("--clinic", first(clinics))
        everything = build(root, output, LANGUAGES, "screen", *options)
        before = _stamps(output)
        (nothing,) = median(
            settings.repeat, lambda: build(root, output, LANGUAGES, "screen", *options)
        )
        needless = _made(before, output)
        _change(root)
        some = build(root, output, LANGUAGES, "screen", *options)
        made = _made(before, output)
    hold = {name for name in before if f".{_CHANGED[0]}." in name}
    rows = (
        ("all of them", str(len(before)), f"{everything.wall:.1f}", f"{everything.peak:.0f}"),
        ("nothing changed", str(len(needless)), f"{nothing.wall:.2f}", f"{nothing.peak:.0f}"),
        ("one Dutch message", str(len(made)), f"{some.wall:.1f}", f"{some.peak:.0f}"),
    )
    return Table(
        f"Building again: {len(LANGUAGES)} languages x {clinics} clinics",
        ("", "made", "clock, s", "peak, MiB"),
        rows,
        "" if has_imprint() else "There is no imprint printing: fewer clinics were measured.",
        (
            Goal(f"nothing to do over {len(before)} editions, s", nothing.wall, 2.0),
            Goal("made again where nothing changed", len(needless), 0, exact=True),
            Goal("made again that do not hold the message", len(made - hold), 0, exact=True),
            Goal("not made again that do hold it", len(hold - made), 0, exact=True),
        ),
    )


def _stamps(output: Path) -> dict[str, tuple[int, int]]:
    """Return when each file was written; files are replaced whole, so the inode tells, too."""
    stats = {str(path): path.stat() for path in pdfs(output)}
    return {name: (stat.st_mtime_ns, stat.st_ino) for name, stat in stats.items()}


def _made(before: dict[str, tuple[int, int]], output: Path) -> set[str]:
    return {name for name, stamp in _stamps(output).items() if before.get(name) != stamp}


def _change(root: Path) -> None:
    import polib

    language, key = _CHANGED
    path = root / "locales" / language / "LC_MESSAGES" / "microneedling.po"
    catalog = polib.pofile(str(path))
    (entry,) = (entry for entry in catalog if entry.msgctxt == key)
    entry.msgstr += "!"
    catalog.save()
