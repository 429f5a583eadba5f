"""When a submission was handed in."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from nbgrader.utils import parse_utc

_NOT_A_ZONE = re.compile(r"(?:^|\s)[/:.~]|\.\.")  # what dateutil would take for a file of a zone


def read_timestamp(folder: Path) -> tuple[datetime.datetime | None, str]:
    """Return when a submission was handed in (None if not known), and what is wrong with it."""
    path = folder / "timestamp.txt"
    try:
        if not path.is_file() or path.is_symlink() or path.stat().st_size > 1000:
            return None, ""
        text = path.read_text(encoding="utf-8-sig").strip()
        if _NOT_A_ZONE.search(text):
            raise ValueError(text)
        return (parse_utc(text), "") if text else (None, "")
    except OSError:
        wrong = "cannot be read"
    except (ValueError, OverflowError):
        wrong = "is not a date"
    return None, f"timestamp.txt {wrong}; the time of the hand-in was not recorded"
