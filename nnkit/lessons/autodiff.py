"""Automatic differentiation in reverse, for numbers: the chain rule done by the program.

Every result remembers the values it was made from, with the slope along each of these edges.
`backward` goes through the results from last to first and adds up the products along all paths.
Notes 000, line 215, and 004, lines 275-345.
"""

from __future__ import annotations

import math

import numpy as np

from nnkit._types import Array, shaped

__all__ = ["Value", "gradients", "walk_back"]


class Value:
    """A number that remembers how it was computed.

    Examples
    --------
    >>> x = Value(3.0)
    >>> y = x * x + 2 * x
    >>> y.backward()
    >>> y.data, x.grad
    (15.0, 8.0)
    """

    def __init__(self, data: float, edges: tuple[tuple[Value, float], ...] = ()) -> None:
        self.data, self.grad, self.edges = float(data), 0.0, edges

    def __add__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __pow__(self, n: float) -> Value:
        return Value(self.data**n, ((self, n * self.data ** (n - 1)),))

    def exp(self) -> Value:
        """Return e to this power."""
        return Value(math.exp(self.data), ((self, math.exp(self.data)),))

    def log(self) -> Value:
        """Natural logarithm."""
        return Value(math.log(self.data), ((self, 1 / self.data),))

    def sigmoid(self) -> Value:
        """1 / (1 + e^-z), put together from the operations above."""
        return (1 + (-self).exp()) ** -1

    def __neg__(self) -> Value:
        return self * -1

    def __sub__(self, other: Value | float) -> Value:
        return self + -other

    def __rsub__(self, other: float) -> Value:
        return -self + other

    def __truediv__(self, other: Value | float) -> Value:
        return self * other**-1

    def __rtruediv__(self, other: float) -> Value:
        return self**-1 * other

    __radd__, __rmul__ = __add__, __mul__

    def backward(self) -> None:
        """Set `grad` of every value in this computation to the slope of this one in it."""
        order: list[Value] = []
        stack = [(self, False)]
        seen: set[int] = set()
        while stack:
            value, ready = stack.pop()
            if ready:
                order.append(value)
            elif id(value) not in seen:
                seen.add(id(value))
                value.grad = 0.0
                stack += [(value, True), *((source, False) for source, _ in value.edges)]
        self.grad = 1.0
        for value in reversed(order):
            for source, slope in value.edges:
                source.grad += slope * value.grad


def gradients(output: Value, *inputs: Value) -> list[float]:
    """Slopes of `output` in each of `inputs`.

    The 1-1-1-1 network of the notes, with C = (a3 - y)^2 (compare `grads_chain`):

    >>> w, b = [Value(v) for v in (0.6, -1.1, 0.9)], [Value(v) for v in (0.1, 0.2, -0.3)]
    >>> a = Value(0.7)
    >>> for w_l, b_l in zip(w, b):
    ...     a = (w_l * a + b_l).sigmoid()
    >>> cost = (a - 1.0) ** 2
    >>> round(cost.data, 6), [round(slope, 6) for slope in gradients(cost, *w, *b)]
    (0.239628, [0.00934, -0.032531, -0.092949, 0.013342, -0.051872, -0.244652])
    """
    output.backward()
    return [value.grad for value in inputs]


def walk_back(steps: Array) -> Array:
    """Return the slopes of the last of n numbers in each of them, from the slopes of single steps.

    Parameters
    ----------
    steps : (n, n) array
        ``steps[k, i]`` is how fast number k moves with number i, from which it was made: 0 for
        all others, and for all i >= k.

    Returns
    -------
    slopes : (n,) array

    Raises
    ------
    ValueError
        `steps` is no square table with zeros on and above its diagonal.

    Notes
    -----
    Note 000, line 215: along a way slopes multiply, over the ways they add.

    Examples
    --------
    >>> walk_back([[0, 0], [6, 0]])  # v = 3 and v * v
    array([6., 1.])
    """
    table = shaped("steps", steps, "n", len(np.atleast_1d(steps)))
    if np.triu(table).any():
        raise ValueError(
            "steps has a number that is made from itself or a later one: sources first"
        )
    slopes = np.eye(len(table))[-1]
    for k in reversed(range(len(table))):
        slopes += slopes[k] * table[k]
    return slopes
