"""How Canvas, Moodle, Blackboard and Gradescope name what an instructor downloads from them.

Canvas: ``lib/content_zipper.rb`` of instructure/canvas-lms: ``lovelaceada_LATE_123_456_ps1.ipynb``
is the sortable name without spaces, the user's id, the file's id and the file's name. The ids of
files grow with time; the zip does not say when anything was handed in. A group that is graded as
one bears the group's name and one member's id; of anonymous hand-ins there is ``anon_x7Qp2_``.

Moodle: ``mod/assign/classes/downloader.php`` of moodle/moodle: a folder
``Ada Lovelace_123_assignsubmission_file`` (in public scripts also with ``_`` at the end), or the
same before each file's name. The number is that of the participant in this assignment, no user's
id; for a group it is the group's. The zip does not say when.

Blackboard: no public source. ``ps1_ada_attempt_2024-02-20-00-35-07_ps1.ipynb`` is what nbgrader's
documentation of ``zip_collect`` and public scripts have, the receipt
``ps1_ada_attempt_2024-02-20-00-35-07.txt`` too: "Name: Ada Lovelace (ada)", "Date Submitted: …
CST". The time is that of the receipt, in its zone. "attempt" is another word in another language.
Not checked: Ultra's own downloads, names of groups.

Gradescope: no public source. ``submission_metadata.yml`` as public scripts read it: for each folder
``:submitters`` (``:name``, ``:sid``, ``:email``) and ``:created_at``; Ruby's own types are read as
plain ones. Not checked: whether a download ever has the files of earlier copies (``:history``).

No file of a real class was at hand for any of the four.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

import yaml

from nnkit.grading.collect.downloads import Found
from nnkit.grading.errors import UseError

_CANVAS = re.compile(r"([^/]+?)(_LATE)?_(\d+)_(?:(\d+)_([^/]+)|((?:text|link)\.html))")
_ANONYMOUS = re.compile(r"(LATE_)?(anon_[^_/]+)_(\d+)_([^/]+)")
_MOODLE = re.compile(r"(.+?)(_\d+)?_assignsubmission_[a-z]+(?:_(.*))?")
_BLACKBOARD = re.compile(r"([^/]+?_[^_/]+)_[^\W\d_]+_(\d{4}(?:-\d\d){5})(?:_([^/]+)|\.txt)")
_RECEIPT = re.compile(r"\AName:\s*(.+?)\s*\((.+?)\)\s*$", re.MULTILINE)  # its first line
_ZONE = re.compile(r"^Date Submitted:.*\d.*\s(?!AM|PM)([A-Z]{2,5})\s*$", re.MULTILINE)
_METADATA = "submission_metadata.yml"
_MOST = 50_000_000  # bytes of a file about the download


class Who(NamedTuple):
    """Who handed in: what a list calls them, the ids that are tried in turn, their name."""

    label: str
    ids: tuple[str, ...]
    name: str


class Copy(NamedTuple):
    """One hand-in: whose, what sorts it among theirs, its time for timestamp.txt, its files."""

    who: Who
    mark: str
    when: str
    late: bool
    files: dict[str, Found]


class Parsed(NamedTuple):
    """What a download holds, and the files that are not named as its platform names them."""

    platform: str
    copies: list[Copy]
    strange: list[Found]


def parse(found: list[Found], platform: str | None, own: Collection[str], zone: str) -> Parsed:
    """Read the names of a download.

    Parameters
    ----------
    found : list of Found
        Its files.
    platform : str or None
        canvas, moodle, blackboard, gradescope; None: it is told from the names.
    own : collection of str
        The names of the assignment's notebooks: ``ps1-1.ipynb`` from Canvas is ``ps1.ipynb``.
    zone : str
        The time zone of the course, for times that do not say theirs.

    Raises
    ------
    UseError
        It is not clear from where it is, or not from there.
    """
    tops = {file.path.partition("/")[::2] for file in found if not file.wrong}
    while len(one := {top for top, _ in tops}) == 1 and all(rest for _, rest in tops):
        (top,) = one  # the folder around all: a zip that was unpacked
        if _MOODLE.fullmatch(top):
            break
        found = [file._replace(path=file.path.removeprefix(f"{top}/")) for file in found]
        tops = {rest.partition("/")[::2] for _, rest in tops}
    names = [platform] if platform else list(PLATFORMS)
    read = [Parsed(name, *PLATFORMS[name](found, own, zone)) for name in names]
    best, *others = sorted(read, key=lambda parsed: len(parsed.strange))
    strange = len(best.strange)
    clear = 2 * strange <= len(found) and all(len(o.strange) > strange for o in others)
    if best.copies and (platform or clear):
        return best
    if platform:
        raise UseError(f"no file is named as {platform.capitalize()} names them in a download")
    raise UseError(
        "it is not clear from the names of the files where this download is from: say --from "
        + "|".join(PLATFORMS)
    )


Read = tuple[list[Copy], list[Found]]


def _canvas(found: list[Found], own: Collection[str], zone: str) -> Read:
    hands: dict[str, list[tuple[int, bool, str, Found]]] = {}
    people, strange = {}, []
    for file in found:
        if hidden := _ANONYMOUS.fullmatch(file.path):
            late, label, number, name = hidden.groups()
            who = Who(label, (), "")
        elif known := _CANVAS.fullmatch(file.path):
            name, late, user, number, inner, text = known.groups()
            who, name = Who(f"{name}_{user}", (user,), name), inner or text
        else:
            strange.append(file)
            continue
        plain = re.sub(r"-\d+(?=\.ipynb$)", "", name)
        people[who.label] = who
        hands.setdefault(who.label, []).append(
            (int(number or 0), bool(late), plain if plain in own else name, file)
        )
    copies = []
    for label, files in hands.items():
        while files:  # two files of one name: the one with the lower number was handed in before
            newest, rest = {}, []
            for number, late, name, file in sorted(files, key=lambda f: f[:3], reverse=True):
                if name in newest:
                    rest.append((number, late, name, file))
                else:
                    newest[name] = (number, late, file)
            mark = f"n{max(number for number, *_ in newest.values()):020}"
            late = any(late for _, late, _ in newest.values())
            laid = {name: file for name, (*_, file) in newest.items()}
            copies.append(Copy(people[label], mark, "", late, laid))
            files = rest
    return sorted(copies, key=lambda copy: copy.mark), strange


def _moodle(found: list[Found], own: Collection[str], zone: str) -> Read:
    copies: dict[str, Copy] = {}
    strange = []
    for file in found:
        top, _, inner = file.path.partition("/")
        known = _MOODLE.fullmatch(top)
        if known is None or not (name := inner or known[3]):
            strange.append(file)
            continue
        label = known[1] + (known[2] or "")
        copy = copies.setdefault(label, Copy(Who(label, (), known[1]), "", "", False, {}))
        copy.files[name] = file
    return list(copies.values()), strange


def _blackboard(found: list[Found], own: Collection[str], zone: str) -> Read:
    attempts: dict[tuple[str, str], dict[str, Found]] = {}
    receipts: dict[tuple[str, str], str] = {}
    strange = []
    for file in found:
        known = _BLACKBOARD.fullmatch(file.path)
        if known is None:
            strange.append(file)
            continue
        files = attempts.setdefault((known[1], known[2]), {})
        if known[3]:
            files[known[3]] = file
        else:
            receipts[known[1], known[2]] = _text(file)
    heads = [head for head, _ in attempts]
    common = os.path.commonprefix(heads).rfind("_") + 1  # noqa: RUF071 (letters)
    copies = []
    for (head, time), files in sorted(attempts.items(), key=lambda item: item[0][1]):
        lines = receipts.get((head, time), "").splitlines()[:3]  # below it the student writes
        named, said = (regex.search("\n".join(lines)) for regex in (_RECEIPT, _ZONE))
        parts = head.split("_")
        ids = ["_".join(parts[at:]) for at in range(1, len(parts))]
        day, clock = time[:10], time[11:].replace("-", ":")
        when = f"{day} {clock} {said[1] if said else zone}"
        who = Who(
            head[common:], ((named[2],) if named else ()) + (*ids,), named[1] if named else ""
        )
        copies.append(Copy(who, f"t{time}", when, False, files))
    return copies, strange


def _gradescope(found: list[Found], own: Collection[str], zone: str) -> Read:
    about = [file for file in found if file.path == _METADATA]
    if not about:
        return [], found
    copies: list[Copy] = []
    folders: dict[str, dict[str, Found]] = {}
    for file in found:
        top, _, inner = file.path.partition("/")
        folders.setdefault(top, {})[inner or top] = file
    del folders[_METADATA]
    for key, entry in _metadata(about[0]).items():
        files, when = folders.pop(str(key), None), _value(entry, "created_at")
        if files is None:
            continue
        when = _value(when, "utc") or when
        if isinstance(when, datetime.datetime):
            when = when.astimezone(datetime.UTC) if when.tzinfo else when
            when = f"{when:%Y-%m-%d %H:%M:%S} UTC"
        when = str(when or "")
        mark = f"t{re.sub('[^0-9]', '-', when)[:30]}" if when else ""
        submitters = _value(entry, "submitters")
        for person in submitters if isinstance(submitters, list) and submitters else [{}]:
            name, sid, mail = (str(_value(person, k) or "") for k in ("name", "sid", "email"))
            who = Who(mail or sid or name or str(key), (mail, sid), name)
            copies.append(Copy(who, mark, when, False, files))
    return copies, [file for files in folders.values() for file in files.values()]


def _value(entry: Any, key: str) -> Any:
    if not isinstance(entry, dict):
        return None
    return entry.get(f":{key}", entry.get(key))


def _metadata(file: Found) -> dict[Any, Any]:
    with contextlib.suppress(yaml.YAMLError, ValueError, TypeError, RecursionError):
        if isinstance(data := yaml.load(_text(file), Loader=_Plain), dict):
            return data
    raise UseError(f"{_METADATA} cannot be read; download the hand-ins again")


def _text(file: Found) -> str:
    if file.wrong or file.size > _MOST:
        return ""
    with contextlib.suppress(Exception), file.open() as content:  # whatever a damaged zip raises
        return content.read(_MOST).decode("utf-8-sig", "replace")
    return ""


class _Plain(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML with the types of other languages read as mappings, lists and texts."""


def _plain(loader: Any, node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_Plain.add_constructor(None, _plain)

PLATFORMS: dict[str, Callable[[list[Found], Collection[str], str], Read]] = {
    "canvas": _canvas,
    "moodle": _moodle,
    "blackboard": _blackboard,
    "gradescope": _gradescope,
}
