"""What people get wrong in what they return and in whole statements, as edits.

Of the same form as those in `operators`.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

from nnkit.grading.mistakes.nodes import Place, Slip, expression


def sequences(node: Any, place: Place) -> Iterator[Slip]:
    """(a, b, …): another order, one missing, one alone."""
    if not isinstance(node, (ast.Tuple, ast.List)) or not isinstance(node.ctx, ast.Load):
        return
    parts, make = node.elts, type(node)
    if len(parts) < 2 or len(parts) > 12:
        return
    if len(parts) > 2:
        yield make(parts[::-1], ast.Load()), "reversed", 1.1, node, None
    for i, j in itertools.combinations(range(len(parts)), 2):
        swapped = list(parts)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        yield make(swapped, ast.Load()), "exchanged", 1.3 if j == i + 1 else 1.7, parts[i], parts[j]
    if len(parts) == 4:
        a, b, c, d = parts
        for order in ([a, c, b, d], [c, d, a, b], [b, a, d, c]):
            yield make(order, ast.Load()), "another-order", 1.2, node, None
        for some in ([a, b], [c, d], [a, c], [b, d]):
            yield make(some, ast.Load()), "some-missing", 1.5, node, None
        yield expression("((A, B), (C, D))", A=a, B=b, C=c, D=d), "in-pairs", 1.5, node, None
        yield expression("[(A, B), (C, D)]", A=a, B=b, C=c, D=d), "in-pairs", 1.6, node, None
    for text in ("np.hstack(E)", "np.array(E)", "np.concatenate([np.ravel(x) for x in E])"):
        yield expression(text, E=ast.List(parts, ast.Load())), "joined", 1.8, node, None
    grads = [p.id[1:] if isinstance(p, ast.Name) else "" for p in parts]
    if all(name in place.shapes for name in grads):
        for rate in ("", "0.1 *", "0.01 *", "0.5 *"):
            steps = [expression(f"{n} - {rate} d{n}") for n in grads]
            yield make(steps, ast.Load()), "step-made", 1.4, node, None
    for i, part in enumerate(parts):
        rest = [p for k, p in enumerate(parts) if k != i]
        if len(rest) > 1:
            yield make(rest, ast.Load()), "one-missing", 1.6, part, None
        yield part, "one-alone", 1.7, part, None
        yield (
            make([*parts[:i], expression("0 * A", A=part), *parts[i + 1 :]], ast.Load()),
            "zero",
            2.4,
            part,
            None,
        )


def loops(node: ast.stmt) -> Iterator[tuple[Any, str, float]]:
    """A loop: its first or last pass left out, one pass only, the other direction."""
    if not isinstance(node, ast.For):
        return
    for text, kind, weight in (
        ("list(I)[:-1]", "last-pass-left-out", 1.4),
        ("list(I)[1:]", "first-pass-left-out", 1.4),
        ("list(I)[:1]", "first-pass-only", 1.3),
        ("list(I)[-1:]", "last-pass-only", 1.6),
        ("list(I)[::-1]", "other-direction", 1.8),
        ("list(I) + list(I)[-1:]", "pass-too-many", 2.0),
    ):
        over = expression(text, I=node.iter)
        yield ast.For(node.target, over, node.body, node.orelse, None), kind, weight


def updates(node: ast.stmt) -> Iterator[tuple[Any, str, float]]:
    """A += b: overwritten, subtracted, left out."""
    if not isinstance(node, ast.AugAssign):
        return
    yield ast.Assign([node.target], node.value), "overwritten", 1.0
    other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
    yield ast.AugAssign(node.target, other, node.value), "update-sign", 1.3


def cases(node: ast.stmt) -> Iterator[tuple[Any, str, float]]:
    """If c: a, else: b; one for both."""
    if isinstance(node, ast.If):
        always = ast.Constant(True)
        if node.orelse:
            yield ast.If(always, node.orelse, []), "case-left-out", 1.0
        yield ast.If(always, node.body, []), "case-left-out", 1.2
