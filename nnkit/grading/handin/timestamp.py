"""When a submission was handed in."""

from __future__ import annotations

import datetime
import re
import warnings
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil import parser

from nnkit.grading.errors import UseError

_ZONE = re.compile(r"(?s)(.*\d)\s+(?!(?:am|pm)\Z)([A-Za-z][\w/+-]*)", re.IGNORECASE)


class UnknownZone(ValueError):
    """The text of a time ends in the name of a time zone that is not known."""


def moment(text: str, zone: str = "UTC") -> datetime.datetime:
    """Return the time that a text says, in UTC and without a zone, as nbgrader keeps it.

    Parameters
    ----------
    text : str
        A date and a time; behind it may stand ``UTC``, an offset as ``+01:00``, the name of a zone
        as ``Europe/Berlin``, or what clocks say in the zone of the course, as ``CET``. Without any
        of these it is UTC.
    zone : str
        The zone of the course: nbgrader's ``c.Exchange.timezone``.

    Raises
    ------
    UnknownZone
        A zone that is not known: nothing is taken for UTC that does not say so.
    ValueError, OverflowError
        Not a date.
    """
    found = _ZONE.fullmatch(text.strip())
    name = found[2] if found else ""
    if found and name.upper() not in ("UTC", "GMT", "Z"):
        time = parser.parse(found[1], ignoretz=True)
        time = time.replace(tzinfo=_zone(name, time, zone))
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("error", parser.UnknownTimezoneWarning)
            try:
                time = parser.parse(text)
            except parser.UnknownTimezoneWarning as error:
                raise UnknownZone(text) from error
    if time.tzinfo is not None:
        time = time.astimezone(datetime.UTC).replace(tzinfo=None)
    return time


def _zone(name: str, time: datetime.datetime, course: str) -> datetime.tzinfo:
    for fold in (0, 1):  # of the hour that there is twice
        there = time.replace(tzinfo=_named(course), fold=fold)
        if there.tzname() == name:
            return datetime.timezone(there.utcoffset() or datetime.timedelta(0))
    if (found := _named(name)) is None:
        raise UnknownZone(name)
    return found


def _named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # also where it names a folder of zones
        return None


def need_moment(what: str, text: str, zone: str = "UTC") -> datetime.datetime:
    """Return the same, or raise UseError: `what` is what the time was given for."""
    try:
        return moment(text, zone)
    except UnknownZone as error:
        raise UseError(f"{what}: the time zone {str(error)!r} is not known; {_ZONES}") from error
    except (ValueError, OverflowError) as error:
        raise UseError(f"{what}: {text!r} is not a date; write 2026-10-23 12:00 UTC") from error


_ZONES = (
    "write UTC, an offset as +01:00 or a name as Europe/Berlin, or say in nbgrader_config.py whose "
    'clocks it is: c.Exchange.timezone = "Europe/Berlin"'
)


def read_timestamp(folder: Path, zone: str = "UTC") -> tuple[datetime.datetime | None, str]:
    """Return when a submission was handed in (None if not known), and what is wrong with it."""
    path = folder / "timestamp.txt"
    try:
        if not path.is_file() or path.is_symlink() or path.stat().st_size > 1000:
            return None, ""
        text = path.read_text(encoding="utf-8-sig").strip()
        return (moment(text, zone), "") if text else (None, "")
    except OSError:
        wrong = "cannot be read"
    except UnknownZone as error:
        wrong = f"names a time zone that is not known ({str(error)[:40]!r}; {_ZONES})"
    except (ValueError, OverflowError):
        wrong = "is not a date"
    return None, f"timestamp.txt {wrong}; the time of the hand-in was not recorded"
