"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")


def progress(
    items: Iterable[T], total: int, label: str, *, stream: TextIO | None = None, lines: int = 10
) -> Iterator[T]:
    """Yield the items of `items` and show how many of `total` are done.

    Parameters
    ----------
    items : iterable
        What is worked through; an item counts as done when the next one is asked for.
    total : int
        How many items there are.
    label : str
        What is being done, e.g. ``"grading"``.
    stream : text stream, optional
        Where to write; standard error if not given.
    lines : int
        How many plain lines to print at most when `stream` is not a terminal.
    """
    out = stream if stream is not None else sys.stderr
    start = time.monotonic()
    done = 0
    for item in items:
        yield item
        done += 1
        _show(out, label, done, total, time.monotonic() - start, lines)
    if out.isatty() and done:
        out.write("\n")
        out.flush()


def _show(out: TextIO, label: str, done: int, total: int, seconds: float, lines: int) -> None:
    text = f"{label} {done}/{total}, {seconds:.0f} s"
    if out.isatty():
        filled = 30 * done // max(total, 1)
        out.write(f"\r{'█' * filled}{'░' * (30 - filled)} {text}  ")
        out.flush()
    elif done == total or done % max(1, total // lines) == 0:
        out.write(text + "\n")
        out.flush()
