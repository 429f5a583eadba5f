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
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from nnkit._types import Array, Function
from nnkit.layers import count_params
from nnkit.losses import TINY
from nnkit.optim import SGD, Adam, Optimizer

Calls: TypeAlias = list[tuple[Function, tuple[Any, ...]]]

BN_EPS, BN_MOMENTUM = 1e-5, 0.9
SLOPE_OF_LOSS = {"half_sse": 1.0, "sse": 2.0, "mse": 2.0, "bce": 1.0, "cross_entropy": 1.0}
FUSED = {("softmax", "cross_entropy"), ("sigmoid", "bce")}


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
    def n_params(self) -> int:
        """How many numbers are trained."""
        return count_params(self.sizes) + 2 * sum(self.sizes[1:-1]) * self.batch_norm

    def views(self, vector: Array) -> list[tuple[Array, ...]]:
        """(W, b), or (W, b, gamma, beta), of each layer as views of the vector."""
        layers, at = [], 0
        for layer, (n_in, n_out) in enumerate(pairwise(self.sizes), start=1):
            normed = self.batch_norm and layer < len(self.acts)
            shapes = [(n_in, n_out), (n_out,), *([(n_out,)] * 2 if normed else [])]
            arrays = []
            for shape in shapes:
                size = int(np.prod(shape))
                arrays.append(vector[at : at + size].reshape(shape))
                at += size
            layers.append(tuple(arrays))
        return layers

    def decay(self) -> Array:
        """A vector like the parameters: 1 for weights, 0 for biases, gamma and beta."""
        vector = np.zeros(self.n_params, self.dtype)
        for W, *_ in self.views(vector):
            W[:] = 1
        return vector


class Step:
    """Workspace for batches of `B` examples, and the calls that fill `grad` from `theta`.

    `scale` multiplies the gradient (descent with a fixed rate wants lr times it). `total` gains
    the sum over the batch of what the loss averages. `running` holds the (mean, var) of each
    batch-normed layer and is moved by every step. `fixed` says that one batch serves all steps.
    """

    def __init__(
        self,
        shape: Shape,
        B: int,
        theta: Array,
        grad: Array,
        total: Array,
        *,
        scale: float = 1.0,
        rng: np.random.Generator | None = None,
        running: Sequence[tuple[Array, Array]] = (),
        fixed: bool = False,
    ) -> None:
        self.shape, self.B, self.rng, self.running = shape, B, rng, running
        self.targets = self._new(shape.sizes[-1])
        # Batches of many numbers are copied once less without the column of ones.
        self._ones_last = fixed or B * shape.sizes[0] <= 16_000
        self._inputs = np.ones((B, shape.sizes[0] + self._ones_last), shape.dtype)
        self._x = self._inputs[:, : shape.sizes[0]]
        self._taken: Array | None = None
        layers, grads = shape.views(theta), shape.views(grad)
        self._weights, self._grads = self._folded(theta, layers), self._folded(grad, grads)
        self._layers, self._layer_grads = layers, grads
        self._inputs_of: list[Array] = [self._inputs.T]
        self._plain: list[Array] = []
        self._masks: list[Array] = []
        self._normed: list[tuple[Array, Array]] = []
        self.calls: Calls = []
        for layer in range(len(layers)):
            self.calls += self._forward(layer)
        self.calls += self._output(scale, total)
        for layer in reversed(range(len(layers))):
            self.calls += self._backward(layer)

    def _new(self, n: int) -> Array:
        return np.empty((n, self.B), self.shape.dtype)

    def _constant(self, n: int, value: float) -> Array:
        return np.full((n, self.B), value, self.shape.dtype)

    @staticmethod
    def _folded(vector: Array, layers: list[tuple[Array, ...]]) -> list[Array]:
        """[W; b] of each layer as one (n_in + 1, n_out) view."""
        folded, at = [], 0
        for arrays in layers:
            n_in, n_out = arrays[0].shape
            folded.append(vector[at : at + (n_in + 1) * n_out].reshape(n_in + 1, n_out))
            at += sum(array.size for array in arrays)
        return folded

    def load(self, X: Array, Y: Array, rows: Array) -> None:
        """Copy these examples into the workspace; X is (N, n_0), Y is (n_L, N).

        Bytes become numbers in [0, 1].
        """
        Y.take(rows, 1, self.targets, "clip")
        if X.dtype == self._x.dtype and not self._ones_last:
            X.take(rows, 0, self._inputs, "clip")
            return
        if self._taken is None:
            self._taken = np.empty((self.B, X.shape[1]), X.dtype)
        X.take(rows, 0, self._taken, "clip")
        if X.dtype == np.uint8:
            np.multiply(self._taken, self.shape.dtype.type(1 / 255), self._x)
        else:
            np.copyto(self._x, self._taken)

    def run(self) -> None:
        for function, arguments in self.calls:
            function(*arguments)

    def _forward(self, layer: int) -> Calls:
        n, last = self.shape.sizes[layer + 1], layer == len(self._layers) - 1
        ext = np.ones((n + 1, self.B), self.shape.dtype)
        drop = self.shape.dropout > 0 and self.rng is not None and not last
        A = ext[:n]
        plain = self._new(n) if drop else A
        self._inputs_of.append(ext)
        self._plain.append(plain)
        if layer or self._ones_last:
            calls: Calls = [(self._weights[layer].T.dot, (self._inputs_of[layer], plain))]
        else:
            W, b, *_ = self._layers[0]
            calls = [(W.T.dot, (self._inputs.T, plain)), (np.add, (plain, b[:, None], plain))]
        if self.shape.batch_norm and not last:
            calls += self._normalise(layer, plain)
        calls += activation(self.shape.acts[layer], plain)
        mask = self._new(n if drop else 0)
        self._masks.append(mask)
        if drop and self.rng is not None:
            keep = 1 - self.shape.dropout
            calls += [
                (self.rng.random, (None, self.shape.dtype.type, mask)),
                (np.greater_equal, (mask, self.shape.dropout, mask)),
                (np.multiply, (mask, self._constant(n, 1 / keep), mask)),
                (np.multiply, (plain, mask, A)),
            ]
        return calls

    def _normalise(self, layer: int, Z: Array) -> Calls:
        _, _, gamma, beta = self._layers[layer]
        n = len(gamma)
        mean, var, inverse = np.empty((3, n), self.shape.dtype)
        H, square = self._new(n), self._new(n)
        share = np.full(self.B, 1 / self.B, self.shape.dtype)
        self._normed.append((H, inverse))
        calls: Calls = [
            (Z.dot, (share, mean)),
            (np.subtract, (Z, mean[:, None], H)),
            (np.multiply, (H, H, square)),
            (square.dot, (share, var)),
            (np.add, (var, BN_EPS, inverse)),
            (np.sqrt, (inverse, inverse)),
            (np.reciprocal, (inverse, inverse)),
            (np.multiply, (H, inverse[:, None], H)),
            (np.multiply, (H, gamma[:, None], Z)),
            (np.add, (Z, beta[:, None], Z)),
        ]
        for running, batch in zip(self.running[layer], (mean, var), strict=True):
            calls += [
                (np.multiply, (running, BN_MOMENTUM, running)),
                (np.multiply, (batch, 1 - BN_MOMENTUM, batch)),
                (np.add, (running, batch, running)),
            ]
        return calls

    def _output(self, scale: float, total: Array) -> Calls:
        """From the last activations to the gradient in the last pre-activations."""
        act, loss, A, Y = self.shape.acts[-1], self.shape.loss, self._plain[-1], self.targets
        n = len(A)
        self._delta, work = self._new(n), self._new(n)
        calls: Calls = [(np.subtract, (A, Y, self._delta))]
        value = np.zeros(1, self.shape.dtype)
        if loss in ("bce", "cross_entropy"):
            calls += log_loss(loss, A, Y, work, value)
        else:
            flat = self._delta.ravel()
            calls.append((flat.dot, (flat, value.reshape(()))))
        calls.append((np.add, (total, value, total)))
        factor = scale * SLOPE_OF_LOSS[loss] / self.B / (n if loss == "mse" else 1)
        calls.append((np.multiply, (self._delta, self._constant(n, factor), self._delta)))
        return calls if (act, loss) in FUSED else calls + slope(act, self._delta, A)

    def _backward(self, layer: int) -> Calls:
        """The gradient in one layer's parameters, and in the pre-activations of the one before."""
        dZ = self._delta
        calls: Calls = []
        if self.shape.batch_norm and layer < len(self._layers) - 1:
            calls += self._denormalise(layer, dZ)
        if layer or self._ones_last:
            calls.append((self._inputs_of[layer].dot, (dZ.T, self._grads[layer])))
        else:
            dW, db, *_ = self._layer_grads[0]
            calls.append((self._inputs.T.dot, (dZ.T, dW)))
            calls.append((dZ.dot, (np.ones(self.B, dZ.dtype), db)))
        if layer:
            W, A = self._layers[layer][0], self._plain[layer - 1]
            self._delta = self._new(len(W))
            calls.append((W.dot, (dZ, self._delta)))
            if self._masks[layer - 1].size:
                calls.append((np.multiply, (self._delta, self._masks[layer - 1], self._delta)))
            calls += slope(self.shape.acts[layer - 1], self._delta, A)
        return calls

    def _denormalise(self, layer: int, dY: Array) -> Calls:
        H, inverse = self._normed[layer]
        _, _, gamma, _ = self._layers[layer]
        _, _, dgamma, dbeta = self._layer_grads[layer]
        ones, work = np.ones(self.B, self.shape.dtype), np.empty_like(dY)
        factor, mean = np.empty((2, len(gamma)), self.shape.dtype)
        return [
            (np.multiply, (dY, H, work)),
            (work.dot, (ones, dgamma)),
            (dY.dot, (ones, dbeta)),
            (np.multiply, (dgamma, 1 / self.B, mean)),
            (np.multiply, (H, mean[:, None], work)),
            (np.subtract, (dY, work, dY)),
            (np.multiply, (dbeta, 1 / self.B, mean)),
            (np.subtract, (dY, mean[:, None], dY)),
            (np.multiply, (gamma, inverse, factor)),
            (np.multiply, (dY, factor[:, None], dY)),
        ]


def activation(act: str, Z: Array) -> Calls:
    """Replace the pre-activations Z (n, B) by the activations."""
    if act == "sigmoid":
        ones = np.ones_like(Z)
        half: Calls = [(np.negative, (Z, Z)), (np.exp, (Z, Z)), (np.add, (Z, ones, Z))]
        return [*half, (np.divide, (ones, Z, Z))]
    if act == "tanh":
        return [(np.tanh, (Z, Z))]
    if act == "relu":
        return [(partial(np.maximum, Z, np.zeros_like(Z), out=Z), ())]
    if act == "softmax":
        row = np.empty(Z.shape[1], Z.dtype)
        return [
            (np.maximum.reduce, (Z, 0, None, row)),
            (np.subtract, (Z, row, Z)),
            (np.exp, (Z, Z)),
            (np.add.reduce, (Z, 0, None, row)),
            (np.divide, (Z, row, Z)),
        ]
    return []


def slope(act: str, D: Array, A: Array) -> Calls:
    """Multiply D, the gradient in the activations A, by the slope of the activation."""
    work = np.empty_like(D)
    if act == "sigmoid":
        return [
            (np.multiply, (A, A, work)),
            (np.subtract, (A, work, work)),
            (np.multiply, (D, work, D)),
        ]
    if act == "tanh":
        return [
            (np.multiply, (A, A, work)),
            (np.multiply, (D, work, work)),
            (np.subtract, (D, work, D)),
        ]
    if act == "relu":
        off, zeros = np.empty(D.shape, bool), np.zeros_like(A)
        return [(np.less_equal, (A, zeros, off)), (np.putmask, (D, off, 0))]
    if act == "softmax":
        row = np.empty(D.shape[1], D.dtype)
        return [
            (np.multiply, (D, A, work)),
            (np.add.reduce, (work, 0, None, row)),
            (np.subtract, (D, row, D)),
            (np.multiply, (D, A, D)),
        ]
    return []


def log_loss(loss: str, A: Array, Y: Array, work: Array, value: Array) -> Calls:
    """Set value to -sum Y log A, and for "bce" add -sum (1 - Y) log(1 - A)."""
    ones, tiny, minus = np.ones_like(A), np.full_like(A, TINY), -np.ones(1, A.dtype)
    other = np.zeros(1, A.dtype)
    calls: Calls = [
        (partial(np.maximum, A, tiny, out=work), ()),
        (np.log, (work, work)),
        (work.ravel().dot, (Y.ravel(), value.reshape(()))),
    ]
    if loss == "bce":
        rest = np.empty_like(A)
        calls += [
            (np.subtract, (ones, A, work)),
            (partial(np.maximum, work, tiny, out=work), ()),
            (np.log, (work, work)),
            (np.subtract, (ones, Y, rest)),
            (work.ravel().dot, (rest.ravel(), other.reshape(()))),
            (np.add, (value, other, value)),
        ]
    return [*calls, (np.multiply, (value, minus, value))]


def update(optimizer: Optimizer, theta: Array, grad: Array) -> Calls:
    """Move theta along grad, which holds lr times the gradient for SGD."""
    if isinstance(optimizer, Adam):
        return [(AdamState(optimizer, theta, grad).step, ())]
    if not optimizer.momentum:
        return [(np.subtract, (theta, grad, theta))]
    v, work = np.zeros_like(theta), np.empty_like(theta)
    calls: Calls = [(np.multiply, (v, optimizer.momentum, v)), (np.subtract, (v, grad, v))]
    if optimizer.nesterov:
        calls += [(np.multiply, (v, optimizer.momentum, work)), (np.subtract, (work, grad, work))]
    return [*calls, (np.add, (theta, work if optimizer.nesterov else v, theta))]


class AdamState:
    """`adam_step` in place, with m/(1 - b1) and v/(1 - b2) as the moments: two passes fewer."""

    def __init__(self, settings: Adam, theta: Array, grad: Array) -> None:
        self.settings, self.theta, self.grad, self.t = settings, theta, grad, 0
        self.m, self.v = np.zeros_like(theta), np.zeros_like(theta)

    def step(self) -> None:
        """Move theta; the gradient is used up."""
        s, m, v, work = self.settings, self.m, self.v, self.grad
        self.t += 1
        root = ((1 - s.b2) / (1 - s.b2**self.t)) ** 0.5
        np.multiply(m, s.b1, m)
        np.add(m, work, m)
        np.multiply(work, work, work)
        np.multiply(v, s.b2, v)
        np.add(v, work, v)
        np.sqrt(v, work)
        np.add(work, s.eps / root, work)
        np.divide(m, work, work)
        np.multiply(work, s.lr * (1 - s.b1) / (1 - s.b1**self.t) / root, work)
        np.subtract(self.theta, work, self.theta)


def scale_of(optimizer: Optimizer) -> float:
    """What `update` wants the gradient multiplied by."""
    return optimizer.lr if isinstance(optimizer, SGD) else 1.0


def outputs(
    layers: Sequence[tuple[Array, Array]], acts: Sequence[str], X: Array, chunk: int = 512
) -> Array:
    """Activations of the last layer, (N, n_L), a few hundred examples at a time."""
    dtype, N = layers[0][0].dtype, len(X)
    result = np.empty((N, layers[-1][0].shape[1]), dtype)
    for start in range(0, N, chunk):
        rows = X[start : start + chunk]
        if start == 0 or len(rows) < chunk:
            Z = [np.empty((W.shape[1], len(rows)), dtype) for W, _ in layers]
            calls = [activation(act, z) for act, z in zip(acts, Z, strict=True)]
        A = rows.astype(dtype, copy=False).T
        if X.dtype == np.uint8:
            A *= dtype.type(1 / 255)
        for (W, b), z, finish in zip(layers, Z, calls, strict=True):
            W.T.dot(A, z)
            np.add(z, b[:, None], z)
            for function, arguments in finish:
                function(*arguments)
            A = z
        result[start : start + chunk] = A.T
    return result
