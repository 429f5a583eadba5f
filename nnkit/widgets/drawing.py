"""The picture of a network whose every number has a name: value above, slope below (SVG)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise

#: What a static picture looks like; on a living page the part's own style takes over.
STILL = """<style>.paper{fill:#fff}.ink{fill:#222}.line{stroke:#222;fill:none}.faint{stroke:#888}
.v{fill:#0072B2}.s{fill:#C04E00}.dense{display:none}text{font:13px system-ui,sans-serif}</style>"""
BOX, SLIM = 98, 88  # widths of a box, of one among many on a phone
LABEL, NARROW = 78, 70  # widths of a label, of one where wires cross
ROW, GAP, WIDE = 38, 96, 140  # height of a row; between two layers, and where wires cross
FEW = 4  # from more wires than this between two layers, names stand only on the chosen one

Values = Mapping[str, tuple[str, str]]  # key -> the texts of value and slope
Place = tuple[float, float]


def picture(
    sizes: Sequence[int],
    rows: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
    values: Values,
    *,
    tall: bool = False,
    still: bool = True,
    few: int = FEW,
) -> str:
    """Draw a network of `sizes` and its loss.

    Parameters
    ----------
    sizes : widths of the layers, inputs first
    rows : keys that stand in each box: "0.i" inputs, "l.j" neurons, "loss"
    names : what is written for each key
    values : texts for value and slope of each key
    tall : from top to bottom, for narrow screens, instead of from left to right
    still : with the style of a picture that stands alone
    few : so many wires between two layers all show their names
    """
    widths = [*sizes, 1]
    box = SLIM if tall and max(sizes) > 3 else BOX
    deep = [box] * len(widths)
    if tall:
        deep = [ROW * len(rows.get(f"{layer}.0", rows["loss"])) for layer in range(len(widths))]
    place, size = _places(widths, rows, box, tall, few)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]:g} {size[1]:g}" '
        f'class="{"tall" if tall else "wide"}" role="group" aria-label="the network" '
        f'style="max-width:{size[0]:g}px" '
        f'width="{size[0]:g}">',
        STILL + f'<rect class="paper" width="{size[0]:g}" height="{size[1]:g}" rx="8"/>'
        if still
        else "",
    ]
    labels = []
    for layer, (n_in, n_out) in enumerate(pairwise(widths)):
        for i in range(n_in):
            for j in range(n_out):
                start, end = _border(place, layer, i, j, deep, tall)
                key = f"w.{layer}.{i}.{j}" if layer < len(sizes) - 1 else f"out.{i}"
                ends = f'x1="{start[0]:g}" y1="{start[1]:g}" x2="{end[0]:g}" y2="{end[1]:g}"'
                parts.append(f'<line class="line faint" data-wire="{key}" {ends}/>')
                if key in names:
                    at = _on_wire(start, end, (i, j), tall, (n_in, n_out), few)
                    kind = "dense" if n_in * n_out > few else ""
                    crossing = 1 not in (n_in, n_out) and not kind
                    labels.append((key, at, kind, NARROW if crossing else LABEL))
    for (layer, unit), (x, y) in place.items():
        last = layer == len(sizes)
        keys = rows["loss"] if last else rows[f"{layer}.{unit}"]
        height = ROW * len(keys)
        border = f'x="{x - box / 2:g}" y="{y - height / 2:g}" width="{box}" height="{height}"'
        parts.append(f'<rect class="paper line" rx="8" {border}/>')
        for k, key in enumerate(keys):
            parts += _row(key, names, values, x, y + (k + 0.5) * ROW - height / 2, box)
    for key, (x, y), kind, wide in labels:
        parts += _row(key, names, values, x, y, wide, f"pill {kind}")
    return "".join([*parts, "</svg>"])


def _row(
    key: str, names: Mapping[str, str], values: Values, x: float, y: float, w: float, kind: str = ""
) -> Iterator[str]:
    """Name on the left, value above and slope below on the right."""
    value, slope = values[key]
    left, right = x - w / 2 + 6, x + w / 2 - 6
    high = y - 4 if slope else y + 5
    yield f'<g class="row {kind}" data-q="{key}">'
    back = f'x="{x - w / 2 + 2:g}" y="{y - ROW / 2 + 1:g}" width="{w - 4:g}" height="{ROW - 2}"'
    opaque = 'class="paper back"' if kind else 'class="back" fill-opacity="0"'
    yield f'<rect {opaque} rx="5" {back}/>'
    yield f'<text class="ink" x="{left:g}" y="{high:g}">{escape(names[key])}</text>'
    end = f'text-anchor="end" x="{right:g}"'
    yield f'<text class="v" {end} y="{high:g}">{escape(value)}</text>'
    if slope:
        yield f'<text class="s" {end} y="{y + 13:g}">{escape(slope)}</text>'
    yield "</g>"


def _places(
    widths: Sequence[int], rows: Mapping[str, Sequence[str]], box: int, tall: bool, few: int
) -> tuple[dict[tuple[int, int], Place], Place]:
    """Middle of each box, and the size of the picture."""
    high = [ROW * len(rows.get(f"{layer}.0", rows["loss"])) for layer in range(len(widths))]
    across = [max(high) + 40] * len(widths)
    if tall:
        across = [max(box + (8 if box == SLIM else 24), 380 // max(widths))] * len(widths)
    elif widths[1] == 1:
        across[0] = high[0] + 40
    most = max(*(n * step for n, step in zip(widths, across, strict=True)), max(high) + 16)
    place, at = {}, 8.0
    for layer, n in enumerate(widths):
        deep = high[layer] if tall else box
        if layer:
            between = sorted((n, widths[layer - 1]))
            last = layer == len(widths) - 1
            crossing = between[0] > 1 and between[0] * between[1] <= few
            if last:
                at += 26 if tall else 40
            elif tall:
                at += 112 if between[0] > 1 else 76 if between[1] > 2 else 56
            else:
                at += WIDE if crossing else GAP
        for unit in range(n):
            side = (unit + 0.5 - n / 2) * across[layer] + most / 2
            place[layer, unit] = (side, at + deep / 2) if tall else (at + deep / 2, side)
        at += deep
    return place, (most, at + 8) if tall else (at + 8, most)


def _border(
    place: Mapping[tuple[int, int], Place], layer: int, i: int, j: int, deep: list[int], tall: bool
) -> tuple[Place, Place]:
    """Where a wire leaves box i of a layer and where it meets box j of the next."""
    (x1, y1), (x2, y2) = place[layer, i], place[layer + 1, j]
    out, come = deep[layer] / 2, deep[layer + 1] / 2
    return ((x1, y1 + out), (x2, y2 - come)) if tall else ((x1 + out, y1), (x2 - come, y2))


def _on_wire(
    start: Place, end: Place, pair: tuple[int, int], tall: bool, sizes: tuple[int, int], few: int
) -> Place:
    """Where the name of a wire stands: names of crossing wires must not meet."""
    (i, j), (n_in, n_out) = pair, sizes
    dense = n_in * n_out > few
    if tall and (1 in sizes or dense) and n_in * n_out > 2:  # at a box, where there is room
        return (start[0], start[1] + 20) if n_out == 1 else (end[0], end[1] - 20)
    along = 0.5
    if 1 not in sizes and not dense:
        if not tall:  # at the end where more room is
            along = 0.33 if n_in >= n_out else 0.67
        elif n_in == n_out:
            along = 0.73 if i == j else 0.27
        else:
            along = (0.2, 0.5)[j % 2] if n_in > n_out else (0.5, 0.8)[i % 2]
    return start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1])
