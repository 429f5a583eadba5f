"""What is stored of a student's outputs: text and pictures, nothing that acts."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from typing import Any

MAX_IMAGE = 4_000_000  # characters of base64
_ANSI = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)?")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"
MAX_PIXELS = 20_000_000


def clean(text: object) -> str:
    """Text without escape sequences, control characters and changes of direction."""
    if not isinstance(text, str):
        return ""
    return _CONTROL.sub("", _ANSI.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def stored(outputs: object, budget: int, count: int) -> list[dict[str, Any]]:
    """Build the outputs of a student's cell anew from what its room claims, within `budget`."""
    kept: list[dict[str, Any]] = []
    for output in outputs if isinstance(outputs, list) else []:
        made = _stream(output, budget) or _shown(output, budget, count)
        if made is not None:
            kept.append(made)
            budget -= size_of(made)
        if budget <= 0 or len(kept) >= 1000:
            break
    return kept


def failed(made: list[dict[str, Any]]) -> bool:
    """Whether the outputs of a test cell hold an error, or a score of 0."""
    texts = [o["data"]["text/plain"] for o in made if o["output_type"] == "execute_result"]
    return any(o["output_type"] == "error" for o in made) or any(t in ("0", "0.0") for t in texts)


def size_of(output: dict[str, Any]) -> int:
    """Characters of one output."""
    if "data" in output:
        return sum(len(text) for text in output["data"].values())
    return len(output.get("text", "")) + sum(map(len, output.get("traceback", [])))


def _stream(output: Any, budget: int) -> dict[str, Any] | None:
    if not isinstance(output, dict) or output.get("output_type") != "stream":
        return None
    name = "stderr" if output.get("name") == "stderr" else "stdout"
    return stream(name, _cut(output.get("text"), budget))


def _shown(output: Any, budget: int, count: int) -> dict[str, Any] | None:
    if not isinstance(output, dict) or not isinstance(output.get("data"), dict):
        return None
    data = {"text/plain": _cut(output["data"].get("text/plain"), min(budget, 100_000))}
    picture = output["data"].get("image/png")
    if isinstance(picture, str) and len(picture) <= min(budget, MAX_IMAGE) and _is_png(picture):
        data["image/png"] = picture
    made: dict[str, Any] = {"output_type": "display_data", "data": data, "metadata": {}}
    if output.get("output_type") == "execute_result":
        made.update(output_type="execute_result", execution_count=count)
    return made


def _cut(text: object, budget: int) -> str:
    """Clean text of at most `budget` characters."""
    budget = max(0, budget)
    return clean(text[: 2 * budget])[:budget] if isinstance(text, str) else ""


def _is_png(text: str) -> bool:
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return False
    if not raw.startswith(_PNG) or len(raw) < 24:
        return False
    width, height = struct.unpack(">II", raw[16:24])
    return 0 < width * height <= MAX_PIXELS


def stream(name: str, text: str) -> dict[str, Any]:
    """An output of text."""
    return {"output_type": "stream", "name": name, "text": text}


def panel(html: str, text: str) -> dict[str, Any]:
    """What a check shows; the judge's own HTML."""
    data = {"text/html": clean(html), "text/plain": clean(text)}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def error(name: str, text: str, lines: list[str]) -> dict[str, Any]:
    """An output that says what went wrong; in a test cell it means no points."""
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines}


def result(text: str, count: int) -> dict[str, Any]:
    """The value of a cell."""
    return {
        "output_type": "execute_result",
        "data": {"text/plain": text},
        "metadata": {},
        "execution_count": count,
    }
