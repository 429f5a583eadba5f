"""Arrays of chance, for cases and properties; students get those that were drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnkit.activations import softmax
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Property, Rng
from nnkit.grading.given.properties import Holds


def each(value: Any, change: Callable[[Array], Array]) -> Any:
    """The arguments of a case with `change` made to their arrays of floats."""
    if isinstance(value, (list, tuple)):
        return type(value)(each(item, change) for item in value)
    floats = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return change(value) if floats else value


def small(value: Any) -> Any:
    """The arguments of a case with their arrays of floats in half the precision."""
    return each(value, lambda array: array.astype(np.float32))


def by_hand(*args: Any) -> Case:
    """The case whose numbers the task shows; lists of floats become arrays."""
    return Case(tuple(map(_arrays, args)), "the numbers of the task", "hand")


def _arrays(value: Any) -> Any:
    if isinstance(value, tuple) or (isinstance(value, list) and isinstance(value[0], tuple)):
        return type(value)(map(_arrays, value))
    floats = isinstance(value, list) and np.array(value).dtype.kind == "f"
    return np.array(value) if floats else value


KINDS: dict[str, Callable[..., Array]] = {
    "": lambda rng, *shape: rng.normal(0, 1, shape),
    "bias": lambda rng, *shape: rng.uniform(0.5, 2, shape) * rng.choice([-1, 1], shape),
    "size": lambda rng, *shape: rng.uniform(0.5, 4, shape),
    "wide": lambda rng, n, d: rng.normal(rng.normal(0, 5, d), rng.uniform(0.5, 4, d), (n, d)),
    "soft": lambda rng, n, k: softmax(rng.uniform(-1.5, 1.5, (n, k))),
    "some": lambda rng, b, n: rng.choice(n, b, replace=False),
}
"""What arrays may hold: chance around 0, no number near 0, none below, columns of other sizes,
rows of probabilities, numbers of some of n examples."""


def arrays(rng: Rng, words: str, *sizes: Any) -> Any:
    """Draw arrays: "nd soft:nk" are two, of the shapes (n, d) and (n, k), the second of that kind.

    The letters get the sizes in their order; what is left of the sizes comes behind the arrays.
    """
    kinds = [word.rpartition(":")[::2] for word in words.split()]
    length = dict(zip(dict.fromkeys("".join(shape for _, shape in kinds)), sizes, strict=False))
    made = [KINDS[kind](rng, *map(length.get, shape)) for kind, shape in kinds]
    return *made, *sizes[len(length) :]


Draw = str | Callable[..., Any]
"""A function of a Generator and sizes that makes arguments, or words for `arrays`."""


def _made(rng: Rng, draw: Draw, size: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(arrays(rng, draw, *size) if isinstance(draw, str) else draw(rng, *size))


def variant(
    draw: Draw, size: tuple[Any, ...], label: str, rung: str, *factors: Any
) -> Callable[[Rng], Case]:
    """One case of `draw`, its first arguments times these factors."""

    def case(rng: Rng) -> Case:
        args = _made(rng, draw, size)
        scaled = (np.multiply(arg, factor) for arg, factor in zip(args, factors, strict=False))
        return Case((*scaled, *args[len(factors) :]), label, rung)

    return case


def drawn(
    draw: Draw, label: str, *sizes: tuple[Any, ...], one: tuple[Any, ...] = (), whole: bool = False
) -> Callable[[Rng], list[Case]]:
    """Cases of `draw` of each size, whose numbers stand in their label.

    The first one comes again as float32 and, with `whole`, as integers; `one` is the size with
    a single example.
    """

    def cases(rng: Rng) -> list[Case]:
        found = [Case(_made(rng, draw, size), label.format(*size), "random") for size in sizes]
        found.append(Case(small(found[0].args), "type float32", "float32"))
        if whole:
            args = each(found[0].args, lambda array: np.rint(3 * array).astype(int))
            found.append(Case(args, "whole numbers", "integer"))
        return found + [Case(_made(rng, draw, size), "one example", "one") for size in [one] if one]

    return cases


def told(label: str, **rungs: Sequence[tuple[Any, ...]]) -> Callable[[Rng], list[Case]]:
    """Cases of these arguments, rung by rung; their numbers stand in their label."""
    rows = [(args, rung) for rung, several in rungs.items() for args in several]
    return lambda rng: [Case(args, label.format(*args), rung) for args, rung in rows]


def from_rng(what: str, name: str) -> tuple[Property]:
    """The property of an answer that draws from the generator it gets, and from nothing else."""
    says = f"the {what} come from `rng`, and from nothing else"
    hint = f"The same generator gives the same {what}, another one gives others."
    return (Property("the-generator", says, Drawn(f"draws from rng, {name}"), hint),)


def targets(rng: Rng, n: int) -> Array:
    """Draw 0s and 1s; both occur."""
    return rng.permutation(np.append([0.0, 1.0, 1.0], rng.integers(0, 2, n - 3)))


def neuron_data(rng: Rng, n: int, d: int) -> tuple[Array, Array, Array, float]:
    """Draw (X, y, w, b) of one neuron."""
    return rng.normal(0, 1, (n, d)), targets(rng, n), rng.normal(0, 1, d), 0.4


def neurons(rng: Rng, n: int, d: int, k: int) -> tuple[Array, Array, Array]:
    """Draw (X, W, b) of several neurons."""
    return rng.normal(0, 1, (n, d)), rng.normal(0, 1, (d, k)), rng.normal(0, 1, k) + 2


def two_layers(rng: Rng, n: int, hidden: int, m: int) -> tuple[Array, Array, Array, Array]:
    """Draw (W1, b1, W2, b2) of widths n-hidden-m, no bias near 0."""
    W1, b1 = rng.normal(0, 1, (n, hidden)), rng.normal(0, 1, hidden) + 2
    return W1, b1, rng.normal(0, 1, (hidden, m)), rng.normal(0, 1, m) - 3


def layer(rng: Rng, n: int, n_in: int, n_out: int) -> tuple[Array, Array, Array]:
    """Draw examples, weights and biases; no bias is near 0."""
    b = rng.uniform(0.5, 2, n_out) * rng.choice([-1, 1], n_out)
    return rng.normal(0, 1, (n, n_in)), rng.normal(0, 1, (n_in, n_out)), b


def book(rng: Rng, n_out: int, n_in: int, *, column: bool) -> tuple[Array, Array]:
    """Draw a layer as books with columns have it."""
    _, W, b = layer(rng, 1, n_in, n_out)
    return W.T.copy(), b[:, None] if column else b


def probabilities(rng: Rng, n: int, k: int) -> Array:
    """Draw rows of probabilities, none near 0."""
    return np.asarray(softmax(rng.uniform(-1.5, 1.5, (n, k))))


def soft_targets(rng: Rng, n: int, k: int) -> Array:
    """Draw rows of targets that sum to 1: the first one one-hot, the others soft."""
    Y = np.asarray(softmax(rng.uniform(-3, 3, (n, k))))
    Y[0] = np.eye(k)[rng.integers(k)]
    return Y


def labels(rng: Rng, n: int, k: int) -> Array:
    """Draw labels of which the class k - 1 does not occur, but 0 and k - 2 do."""
    return rng.permutation(np.append([0, k - 2], rng.integers(0, k - 1, n - 2)))


def mixed_labels(rng: Rng, n: int, k: int) -> Array:
    """Draw labels that are neither all equal nor in order."""
    return np.append([k - 1, 0], rng.integers(0, k, n - 2))


def paths(rng: Rng, k: int) -> Any:
    """Draw the slopes (du, dg) of k paths, of both signs."""
    signs = rng.choice([-1.0, 1.0], (2, k))
    signs[:, :2] = [[1, -1], [1, 1]]
    return signs * rng.uniform(0.4, 2, (2, k))


@dataclass(frozen=True)
class Drawn:
    """A property of `given.properties` for values of chance."""

    name: str

    def at(self, rng: Rng) -> Holds:
        """The property for values that are drawn now."""
        return Holds(self.name, VALUES[self.name](rng))

    def __call__(self, fn: Any, rng: Rng) -> Any:
        """Say whether it holds of `fn`, or what is wrong."""
        return self.at(rng)(fn, rng)


VALUES: dict[str, Callable[[Rng], tuple[Any, ...]]] = {
    **dict.fromkeys(
        ("f(z) + f(-z) = 1", "f(-z) = f(z)", "f(-z) = -f(z)", "f(z) - f(-z) = z"),
        lambda rng: (rng.normal(0, 2, 6),),
    ),
    "f(tanh z) = tanh' z": lambda rng: (rng.normal(0, 1, 6),),
    "losses differ by z": lambda rng: (rng.normal(0, 2, 5),),
    "rows sum to 1": lambda rng: (rng.normal(0, 2, (5, 3)),),
    "rows sum to 0": lambda rng: (rng.normal(0, 1, (5,)),),
    "f(Z + c) = f(Z)": lambda rng: (rng.normal(0, 2, (4, 3)),),
    "loss(Z + c) = loss(Z)": lambda rng: (rng.normal(0, 2, (4, 3)),),
    "p = 1/2 costs log 2": lambda rng: (targets(rng, 4),),
    "P = 1/K costs log K": lambda rng: (soft_targets(rng, 3, 4),),
    "as with one-hot targets": lambda rng: (probabilities(rng, 5, 4), mixed_labels(rng, 5, 4)),
    "mirror": lambda rng: (rng.normal(0, 1, (4, 3)),),
    "one 1 in each row": lambda rng: (labels(rng, 9, 5),),
    "gradient of the cost": lambda rng: (rng.uniform(0, 1, 5),),
    "groups add up": lambda rng: tuple(paths(rng, 5)),
    "same product": lambda rng: neurons(rng, 4, 2, 3),
    "same function": lambda rng: (*two_layers(rng, 2, 4, 3), rng.normal(0, 1, (5, 2))),
    "same sums": lambda rng: (*book(rng, 4, 3, column=True), rng.normal(0, 1, 3)),
    "measured slopes": lambda rng: neuron_data(rng, 7, 3),
    **dict.fromkeys(
        ("draws from rng, layer", "draws from rng, batches", "draws from rng, mask"),
        lambda rng: (int(rng.integers(2**31)),),
    ),
}
