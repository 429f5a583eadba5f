"""The chain rule, and the small networks whose gradients the notes write out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Function, floats, need_columns, need_same_shape
from nnkit.activations import sigmoid, sigmoid_prime, tanh

__all__ = ["chain", "chain_jacobian", "grad_w1_2221", "grads_221", "grads_chain", "two_paths"]


def chain(dg: Function, du: Function, u: Function, x: ArrayLike) -> Array:
    """Slope of g(u(x)): g'(u(x)) u'(x), from the functions g', u' and u.

    Notes 000, lines 181-193, and 001, lines 87-90 (erratum E07).
    """
    return dg(u(x)) * du(x)


def two_paths(du: ArrayLike, dg: ArrayLike) -> float:
    """Slope of g(u_1(x), u_2(x), ...): sum_m du_m dg_m, one product for each path.

    du and dg are (k,): the slopes of u_m in x and of g in u_m. Notes 001, lines 91-99
    (erratum E08).
    """
    du, dg = floats(du), floats(dg)
    need_same_shape("dg", dg, "du", du)
    return float(np.sum(du * dg))


def chain_jacobian(du_dx: ArrayLike, dg_du: ArrayLike) -> Array:
    """Slopes of g(u(x)) with row = input, column = output: (d, k) (k, p) -> (d, p).

    Entry (i, j) is sum_m du_m/dx_i dg_j/du_m. The usual Jacobians (row = output) are the
    transposes, and multiply in the other order. Notes 001, lines 104-117 (errata E10, E68).
    """
    du_dx, dg_du = floats(du_dx), floats(dg_du)
    need_columns("du_dx", du_dx, len(dg_du), "the rows of dg_du")
    return du_dx @ dg_du


def grads_chain(x: float, y: float, w: Sequence[float], b: Sequence[float]) -> tuple[Array, Array]:
    """Gradient (dw, db), three numbers each, of the 1-1-1-1 network with C = (a3 - y)^2.

    a_l = sigma(z_l), z_l = w_l a_{l-1} + b_l, a_0 = x. From the end to the start:

        e3 = 2 (a3 - y) sigma'(z3),  e2 = e3 w3 sigma'(z2),  e1 = e2 w2 sigma'(z1),
        dw_l = e_l a_{l-1},  db_l = e_l.

    Notes 004, lines 274-345 (erratum E63).

    >>> dw, db = grads_chain(0.7, 1.0, [0.6, -1.1, 0.9], [0.1, 0.2, -0.3])
    >>> dw.round(6), db.round(6)
    (array([ 0.00934 , -0.032531, -0.092949]), array([ 0.013342, -0.051872, -0.244652]))
    """
    need_same_shape("b", floats(b), "w", floats(w))
    a, z = [float(x)], []
    for w_l, b_l in zip(w, b, strict=True):
        z.append(w_l * a[-1] + b_l)
        a.append(float(sigmoid(z[-1])))
    e = 2 * (a[-1] - y) * sigmoid_prime(z[-1])
    errors = [e]
    for layer in range(len(w) - 1, 0, -1):
        e = e * w[layer] * sigmoid_prime(z[layer - 1])
        errors.insert(0, e)
    return np.array(errors) * a[:-1], np.array(errors)


def grads_221(X: ArrayLike, y: ArrayLike, theta: ArrayLike) -> Array:
    """The nine partial derivatives of the linear 2-2-1 network, in the order of `theta`.

    N1 = w1 x1 + w2 x2 + b1,  N2 = w3 x1 + w4 x2 + b2,  yhat = w5 N1 + w6 N2 + b3,
    L = 1/N sum (y - yhat)^2. With e = -2/N (y - yhat), summed over the examples:

        dw1 = e w5 x1   dw2 = e w5 x2   dw3 = e w6 x1   dw4 = e w6 x2   dw5 = e N1   dw6 = e N2
        db1 = e w5      db2 = e w6      db3 = e

    Parameters
    ----------
    X, y : (N, 2) array, (N,) array
    theta : (9,) array
        w1 .. w6, b1, b2, b3.

    Returns
    -------
    grads : (9,) array

    Notes
    -----
    Notes 003, lines 185-212 (errata E38, E39).
    """
    X, y = floats(X), floats(y)
    need_columns("X", X, 2, "the two inputs")
    need_same_shape("y", y, "a column of X", X[:, 0])
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = floats(theta)
    x1, x2 = X.T
    N1 = w1 * x1 + w2 * x2 + b1
    N2 = w3 * x1 + w4 * x2 + b2
    e = -2 / len(y) * (y - (w5 * N1 + w6 * N2 + b3))
    w_paths = [e * w5 * x1, e * w5 * x2, e * w6 * x1, e * w6 * x2, e * N1, e * N2]
    return np.sum([*w_paths, e * w5, e * w6, e], axis=1)


def grad_w1_2221(x: ArrayLike, y: float, theta: ArrayLike) -> float:
    """Derivative in w1 of the 2-2-2-1 tanh network: w1 reaches yhat by N3 and by N4.

    N1 = tanh(w1 x1 + w2 x2 + b1)   N2 = tanh(w3 x1 + w4 x2 + b2)
    N3 = tanh(w5 N1 + w6 N2 + b3)   N4 = tanh(w7 N1 + w8 N2 + b4)
    yhat = w9 N3 + w10 N4 + b5      L = (y - yhat)^2 of one example

        dL/dw1 = -2 (y - yhat) [w9 (1 - N3^2) w5 + w10 (1 - N4^2) w7] (1 - N1^2) x1

    Parameters
    ----------
    x, y : (2,) array, number
    theta : (15,) array
        w1 .. w10, b1 .. b5.

    Notes
    -----
    Notes 003, lines 112-122 and 232-236 (erratum E40).
    """
    x1, x2 = floats(x)
    w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, b1, b2, b3, b4, b5 = floats(theta)
    N1 = tanh(w1 * x1 + w2 * x2 + b1)
    N2 = tanh(w3 * x1 + w4 * x2 + b2)
    N3 = tanh(w5 * N1 + w6 * N2 + b3)
    N4 = tanh(w7 * N1 + w8 * N2 + b4)
    slope = -2 * (y - (w9 * N3 + w10 * N4 + b5))
    paths = w9 * (1 - N3**2) * w5 + w10 * (1 - N4**2) * w7
    return float(slope * paths * (1 - N1**2) * x1)
