"""The fast path of `MLP`: a training step as a list of prepared NumPy calls.

The mathematics is that of `network.backprop`, `regularisation` and `optim`, and the tests compare
them to 1e-12. What is different is only how the arrays lie in memory:

- Parameters and gradient are one vector each. The weights and the bias of a layer lie one after
  the other in it, so (n_in + 1, n_out) is one view, and a row of ones below the activations makes
  the bias a part of the matrix product: forward, dW and db are one product each.
- Activations are stored with one column an example, (n_l + 1, B), so that the n_l rows above the
  ones are contiguous and every product and every ufunc writes where its result is needed.
- Everything is allocated once for a batch size B. A step is a list of (function, arguments); no
  step creates an array. Ufuncs with operands of equal shape are the quickest, so constants are
  arrays too.

Each part of a layer is a pair of such lists, forward and backward. In them Z, A (n, B) are what
the layer computes, and D (n, B) is the gradient in it; both are changed in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from nnkit._types import Array, Function
from nnkit.losses import LOSSES, TINY
from nnkit.optim import Adam, Optimizer

Calls: TypeAlias = list[tuple[Function, tuple[Any, ...]]]
Pair: TypeAlias = tuple[Calls, Calls]

BN_EPS, BN_MOMENTUM = 1e-5, 0.9


@dataclass(frozen=True)
class Shape:
    """What a step depends on: widths, activations, loss, dropout, batch norm, precision."""

    sizes: Sequence[int]
    acts: Sequence[str]
    loss: str
    dropout: float
    batch_norm: bool
    dtype: np.dtype[Any]

    @cached_property
    def blocks(self) -> list[tuple[int, int]]:
        """Rows and columns that each layer takes: weights, then b, then gamma and beta if any."""
        last = len(self.acts) - 1
        extra = [3 if self.batch_norm and layer < last else 1 for layer in range(last + 1)]
        return [(n + more, m) for (n, m), more in zip(pairwise(self.sizes), extra, strict=True)]

    @property
    def n_params(self) -> int:
        """How many numbers are trained."""
        return sum(rows * columns for rows, columns in self.blocks)

    def cut(self, vector: Array) -> list[Array]:
        """The block of each layer as a view of the vector."""
        parts = np.split(vector, np.cumsum([rows * columns for rows, columns in self.blocks])[:-1])
        return [part.reshape(block) for part, block in zip(parts, self.blocks, strict=True)]

    def views(self, vector: Array) -> list[tuple[Array, ...]]:
        """(W, b), or (W, b, gamma, beta), of each layer as views of the vector."""
        return [(P[:n], *P[n:]) for P, n in zip(self.cut(vector), self.sizes, strict=False)]


class Step:
    """Workspace for batches of `B` examples, and the calls that fill `grad` from `theta`.

    `scale` multiplies the gradient (descent with a fixed rate wants lr times it). `total` gains
    the sum over the batch of what the loss averages. `running` holds mean and variance (2, n) of
    each batch-normed layer and is moved by every step. `fixed` says that one batch serves all
    steps.
    """

    def __init__(
        self,
        shape: Shape,
        B: int,
        theta: Array,
        grad: Array,
        total: Array,
        running: Sequence[Array],
        rng: np.random.Generator | None = None,
        scale: float = 1.0,
        *,
        fixed: bool = False,
    ) -> None:
        n, last, dtype = shape.sizes[0], len(shape.acts) - 1, shape.dtype
        # Batches of many numbers are copied once less without the column of ones.
        self._ones_last = fixed or B * n <= 16_000
        self._inputs = np.ones((B, n + self._ones_last), dtype)
        self._x = self._inputs[:, :n]
        self._taken: Array | None = None
        self.targets = np.empty((shape.sizes[-1], B), dtype)
        self.calls: Calls = []
        back: Calls = []
        A, D = self._inputs.T, None
        for layer, (P, G) in enumerate(zip(shape.cut(theta), shape.cut(grad), strict=True)):
            hidden, act = layer < last, shape.acts[layer]
            extended = np.ones((P.shape[1] + 1, B), dtype)
            drop = rng if hidden and shape.dropout else None
            Z = extended[:-1] if drop is None else np.empty((P.shape[1], B), dtype)
            dZ = np.empty_like(Z)
            pairs = [product(shape.sizes[layer], P, G, A, Z, D, dZ)]
            if hidden and shape.batch_norm:
                pairs.append(batch_norm(P[-2:], G[-2:], Z, dZ, running[layer]))
            if hidden:
                pairs.append(activation(act, Z, dZ))
            else:
                pairs.append(head(act, shape.loss, Z, dZ, self.targets, scale, total))
            if drop is not None:
                pairs.append(dropout(shape.dropout, drop, Z, extended[:-1], dZ))
            for forward, backward in pairs:
                self.calls += forward
                back = backward + back
            A, D = extended, dZ
        self.calls += back

    def load(self, X: Array, Y: Array, rows: Array) -> None:
        """Copy these examples into the workspace; X is (N, n_0), Y is (n_L, N).

        Bytes become numbers in [0, 1].
        """
        Y.take(rows, 1, self.targets, "clip")
        if X.dtype == self._x.dtype and not self._ones_last:
            X.take(rows, 0, self._inputs, "clip")
            return
        if self._taken is None:
            self._taken = np.empty(self._x.shape, X.dtype)
        X.take(rows, 0, self._taken, "clip")
        if X.dtype == np.uint8:
            np.multiply(self._taken, self._x.dtype.type(1 / 255), self._x)
        else:
            np.copyto(self._x, self._taken)

    def run(self) -> None:
        for function, arguments in self.calls:
            function(*arguments)


def product(n: int, P: Array, G: Array, A: Array, Z: Array, D: Array | None, dZ: Array) -> Pair:
    """Z = W^T A + b, with `n` inputs; back: the gradients in W, b and (into D) in A.

    A has a row of ones, which makes one product of W and b, or only its `n` rows.
    """
    W, dW = P[: len(A)], G[: len(A)]
    forward: Calls = [(W.T.dot, (A, Z))]
    backward: Calls = [(A.dot, (dZ.T, dW))]
    if len(A) == n:
        forward.append((np.add, (Z, P[n][:, None], Z)))
        backward.append((dZ.dot, (np.ones(Z.shape[1], Z.dtype), G[n])))
    if D is not None:
        backward.append((P[:n].dot, (dZ, D)))
    return forward, backward


def batch_norm(P: Array, G: Array, Z: Array, dZ: Array, running: Array) -> Pair:
    """`batchnorm_forward` of Z with P = (gamma, beta), moving `running`; back: G and dZ."""
    (gamma, beta), (dgamma, dbeta), B = P[..., None], G, Z.shape[1]
    H, work = np.empty((2, *Z.shape), Z.dtype)
    stats, step = np.empty((2, 2, len(Z)), Z.dtype)
    inverse, mean = np.empty((2, len(Z), 1), Z.dtype)
    ones, share = np.ones(B, Z.dtype), np.full(B, 1 / B, Z.dtype)
    forward: Calls = [
        (Z.dot, (share, stats[0])),
        (np.subtract, (Z, stats[0][:, None], H)),
        (np.multiply, (H, H, work)),
        (work.dot, (share, stats[1])),
        (np.add, (stats[1][:, None], BN_EPS, inverse)),
        (np.sqrt, (inverse, inverse)),
        (np.reciprocal, (inverse, inverse)),
        (np.multiply, (H, inverse, H)),
        (np.multiply, (H, gamma, Z)),
        (np.add, (Z, beta, Z)),
        (np.subtract, (stats, running, step)),
        (np.multiply, (step, 1 - BN_MOMENTUM, step)),
        (np.add, (running, step, running)),
    ]
    backward: Calls = [
        (np.multiply, (dZ, H, work)),
        (work.dot, (ones, dgamma)),
        (dZ.dot, (ones, dbeta)),
        (np.multiply, (dgamma[:, None], 1 / B, mean)),
        (np.multiply, (H, mean, work)),
        (np.subtract, (dZ, work, dZ)),
        (np.multiply, (dbeta[:, None], 1 / B, mean)),
        (np.subtract, (dZ, mean, dZ)),
        (np.multiply, (gamma, inverse, mean)),
        (np.multiply, (dZ, mean, dZ)),
    ]
    return forward, backward


def dropout(p: float, rng: np.random.Generator, Z: Array, out: Array, D: Array) -> Pair:
    """`dropout_forward` of Z into `out`; back: D is multiplied by the mask."""
    mask, grow = np.empty_like(Z), np.full_like(Z, 1 / (1 - p))
    forward: Calls = [
        (rng.random, (None, Z.dtype.type, mask)),
        (np.greater_equal, (mask, p, mask)),
        (np.multiply, (mask, grow, mask)),
        (np.multiply, (Z, mask, out)),
    ]
    return forward, [(np.multiply, (D, mask, D))]


def activation(act: str, Z: Array, D: Array) -> Pair:
    """Z becomes A = act(Z); back: D, the gradient in A, becomes that in Z."""
    work, row = np.empty_like(Z), np.empty(Z.shape[1], Z.dtype)
    if act == "sigmoid":
        ones = np.ones_like(Z)
        half: Calls = [(np.negative, (Z, Z)), (np.exp, (Z, Z)), (np.add, (Z, ones, Z))]
        slope: Calls = [(np.multiply, (Z, Z, work)), (np.subtract, (Z, work, work))]
        return [*half, (np.reciprocal, (Z, Z))], [*slope, (np.multiply, (D, work, D))]
    if act == "tanh":
        slope = [(np.multiply, (Z, Z, work)), (np.multiply, (D, work, work))]
        return [(np.tanh, (Z, Z))], [*slope, (np.subtract, (D, work, D))]
    if act == "relu":
        off, zeros = np.empty(Z.shape, bool), np.zeros_like(Z)
        slope = [(np.less_equal, (Z, zeros, off)), (np.putmask, (D, off, 0))]
        return [(partial(np.maximum, Z, zeros, out=Z), ())], slope
    if act == "softmax":
        forward: Calls = [
            (np.maximum.reduce, (Z, 0, None, row)),
            (np.subtract, (Z, row, Z)),
            (np.exp, (Z, Z)),
            (np.add.reduce, (Z, 0, None, row)),
            (np.divide, (Z, row, Z)),
        ]
        return forward, [
            (np.multiply, (D, Z, work)),
            (np.add.reduce, (work, 0, None, row)),
            (np.subtract, (D, row, D)),
            (np.multiply, (D, Z, D)),
        ]
    return [], []


def head(act: str, loss: str, Z: Array, D: Array, Y: Array, scale: float, total: Array) -> Pair:
    """Last activation and loss: `total` gains the loss, D becomes its gradient times `scale`."""
    forward, slope = activation(act, Z, D)
    fits, factor = LOSSES[loss].fits, scale * LOSSES[loss].factor(len(Z)) / Z.shape[1]
    forward.append((np.subtract, (Z, Y, D)))
    if fits:
        forward += log_loss(Z, Y, total)
    else:
        value = np.zeros((), Z.dtype)
        forward += [(D.ravel().dot, (D.ravel(), value)), (np.add, (total, value, total))]
    if fits == "sigmoid":
        ones, off, other = np.ones_like(Z), np.empty_like(Z), np.empty_like(Z)
        forward += [(np.subtract, (ones, Z, off)), (np.subtract, (ones, Y, other))]
        forward += log_loss(off, other, total)
    forward.append((np.multiply, (D, np.full_like(Z, factor if fits else 2 * factor), D)))
    return forward, [] if fits else slope


def log_loss(A: Array, Y: Array, total: Array) -> Calls:
    """Subtract sum Y log A from `total`."""
    work, value = np.empty_like(A), np.zeros((), A.dtype)
    return [
        (partial(np.maximum, A, np.full_like(A, TINY), out=work), ()),
        (np.log, (work, work)),
        (work.ravel().dot, (Y.ravel(), value)),
        (np.subtract, (total, value, total)),
    ]


def ridge(shape: Shape, theta: Array, grad: Array, factor: float) -> Calls:
    """Add `factor` W to the gradient in each W."""
    if not factor:
        return []
    factors, work = np.zeros_like(theta), np.empty_like(theta)
    for W, *_ in shape.views(factors):
        W[:] = factor
    return [(np.multiply, (theta, factors, work)), (np.add, (grad, work, grad))]


def update(optimizer: Optimizer, theta: Array, grad: Array) -> Calls:
    """Move theta along grad, which holds lr times the gradient for SGD."""
    if isinstance(optimizer, Adam):
        return [(adam(optimizer, theta, grad), ())]
    if not optimizer.momentum:
        return [(np.subtract, (theta, grad, theta))]
    v, work = np.zeros_like(theta), np.empty_like(theta)
    calls: Calls = [(np.multiply, (v, optimizer.momentum, v)), (np.subtract, (v, grad, v))]
    if not optimizer.nesterov:
        return [*calls, (np.add, (theta, v, theta))]
    calls += [(np.multiply, (v, optimizer.momentum, work)), (np.subtract, (work, grad, work))]
    return [*calls, (np.add, (theta, work, theta))]


def adam(s: Adam, theta: Array, grad: Array) -> Function:
    """`adam_step` in place, with m/(1 - b1) and v/(1 - b2) as the moments: two passes fewer."""
    m, v, work = np.zeros_like(theta), np.zeros_like(theta), grad
    t = 0

    def step() -> None:
        nonlocal t
        t += 1
        root = ((1 - s.b2) / (1 - s.b2**t)) ** 0.5
        np.multiply(m, s.b1, m)
        np.add(m, work, m)
        np.multiply(work, work, work)
        np.multiply(v, s.b2, v)
        np.add(v, work, v)
        np.sqrt(v, work)
        np.add(work, s.eps / root, work)
        np.divide(m, work, work)
        np.multiply(work, s.lr * (1 - s.b1) / (1 - s.b1**t) / root, work)
        np.subtract(theta, work, theta)

    return step


def outputs(layers: Sequence[tuple[Array, Array]], acts: Sequence[str], X: Array) -> Array:
    """Activations of the last layer, (N, n_L), a block of examples at a time."""
    dtype, widths = layers[0][0].dtype, [len(b) for _, b in layers]
    result = np.empty((len(X), widths[-1]), dtype)
    block = max(500, 16000 // max(widths))  # the activations of a block stay in the cache
    for start in range(0, len(X), block):
        A = X[start : start + block].T
        if start == 0 or A.shape[1] < block:
            Z = [np.empty((n, A.shape[1]), dtype) for n in widths]
            calls = [activation(act, z, z)[0] for act, z in zip(acts, Z, strict=True)]
        for (W, b), z, finish in zip(layers, Z, calls, strict=True):
            weighted_sums(W, b, A, z)
            for function, arguments in finish:
                function(*arguments)
            A = z
        result[start : start + block] = A.T
    return result


def weighted_sums(W: Array, b: Array, A: Array, Z: Array) -> None:
    """Z = W^T A + b, in products of few examples; bytes in A become numbers in [0, 1]."""
    N, few = Z.shape[1], examples_at_once(*W.shape)
    for start in range(0, N, few):
        part = A[:, start : start + few]
        if part.dtype != W.dtype:
            part = part.astype(W.dtype)
            part *= W.dtype.type(1 / 255 if A.dtype == np.uint8 else 1)
        sums = W.T.dot(part, Z if few >= N else None)
        np.add(sums, b[:, None], Z[:, start : start + few])


def examples_at_once(n: int, m: int) -> int:
    """How many examples to multiply by (n, m) weights in one product.

    Where n m times the examples is at most 10^6, OpenBLAS (with AVX-512) takes a path that copies
    no factor first: 10,000 images of 784 by 16 units cost 5.3 ms in products of 72, and 9.3 ms in
    products of 500. Multiples of 8 fill its registers. With fewer than 32 examples the calls cost
    what the path saves, and more on other processors, so a larger layer takes 500.
    """
    few = 10**6 // (n * m) // 8 * 8
    return few if few >= 32 else 500
