"""Functions of units 12 to 15, right and with a step twisted, for a student's test."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

import nnkit
from nnkit.activations import softmax

Rules = Mapping[str, Callable[[Any], Any]]
RIGHT: dict[str, tuple[Callable[..., Any], Rules]] = {
    "batchnorm": (
        nnkit.batchnorm_forward,
        {
            "mean": lambda n: n.X.mean(axis=0) if n.train else n.running_mean,
            "var": lambda n: n.X.var(axis=0) if n.train else n.running_var,
            "root": lambda n: np.sqrt(n.var + n.eps),
            "H": lambda n: (n.X - n.mean) / n.root,
            "out": lambda n: n.gamma * n.H + n.beta,
            "share": lambda n: n.momentum if n.train else 1.0,
            "new_mean": lambda n: n.share * n.running_mean + (1 - n.share) * n.X.mean(axis=0),
            "new_var": lambda n: n.share * n.running_var + (1 - n.share) * n.X.var(axis=0),
            "all": lambda n: (n.out, n.new_mean, n.new_var),
        },
    ),
    "adam": (
        nnkit.adam_step,
        {
            "m": lambda n: n.m + (1 - n.b1) * (n.g - n.m),
            "v": lambda n: n.b2 * n.v + (1 - n.b2) * n.g**2,
            "m_hat": lambda n: n.m / (1 - n.b1**n.t),
            "v_hat": lambda n: n.v / (1 - n.b2**n.t),
            "step": lambda n: n.lr * n.m_hat / (np.sqrt(n.v_hat) + n.eps),
            "all": lambda n: (n.w - n.step, n.m, n.v),
        },
    ),
    "tied": (
        nnkit.tied_grad,
        {
            "E": lambda n: n.X @ n.W @ n.W.T - n.X,
            "decoding": lambda n: n.E.T @ n.X @ n.W,
            "coding": lambda n: n.X.T @ n.E @ n.W,
            "all": lambda n: 2 / len(n.X) * (n.coding + n.decoding),
        },
    ),
    "attention": (
        nnkit.attention,
        {
            "S": lambda n: n.Q / np.sqrt(n.Q.shape[1]) @ n.K.T,
            "seen": lambda n: np.tri(*n.S.shape) > (0 if n.causal else -1),
            "P": lambda n: softmax(np.where(n.seen, n.S, -np.inf)),
            "all": lambda n: n.P @ n.V,
        },
    ),
}
TWISTS: dict[str, dict[str, Rules]] = {
    "batchnorm": {
        "one variance": {"var": lambda n: n.X.var() if n.train else n.running_var},
        "by examples": {
            "mean": lambda n: n.X.mean(axis=1, keepdims=True) if n.train else n.running_mean,
            "var": lambda n: n.X.var(axis=1, keepdims=True) if n.train else n.running_var,
        },
        "N - 1": {"var": lambda n: n.X.var(axis=0, ddof=1) if n.train else n.running_var},
        "eps behind": {"root": lambda n: np.sqrt(n.var) + n.eps},
        "running in training": {
            "mean": lambda n: n.running_mean,
            "var": lambda n: n.running_var,
        },
        "batch at test time": {
            "mean": lambda n: n.X.mean(axis=0),
            "var": lambda n: n.X.var(axis=0),
        },
        "moves at test time": {"share": lambda n: n.momentum},
        "shares exchanged": {"share": lambda n: 1 - n.momentum if n.train else 1.0},
        "mean stays": {"new_mean": lambda n: n.running_mean},
        "variance stays": {"new_var": lambda n: n.running_var},
        "no shift": {"beta": lambda n: 0.0},
        "no scale": {"gamma": lambda n: 1.0},
    },
    "adam": {
        "m not corrected": {"m_hat": lambda n: n.m},
        "v not corrected": {"v_hat": lambda n: n.v},
        "counts from 0": {"t": lambda n: n.t + 1},
        "b times t": {"m_hat": lambda n: n.m / (1 - min(n.b1 * n.t, 0.99))},
        "not squared": {"v": lambda n: n.b2 * n.v + (1 - n.b2) * np.abs(n.g)},
        "slope for m": {"m_hat": lambda n: n.g},
        "corrected returned": {"all": lambda n: (n.w - n.step, n.m_hat, n.v_hat)},
        "eps below the root": {"step": lambda n: n.lr * n.m_hat / np.sqrt(n.v_hat + n.eps)},
        "uphill": {"all": lambda n: (n.w + n.step, n.m, n.v)},
        "own rate": {"lr": lambda n: 1e-3},
        "no root": {"step": lambda n: n.lr * n.m_hat / (n.v_hat + n.eps)},
    },
    "tied": {
        "decoding only": {"coding": lambda n: 0.0},
        "coding only": {"decoding": lambda n: 0.0},
        "decoding twice": {"coding": lambda n: n.decoding},
        "not averaged": {"all": lambda n: 2 * (n.coding + n.decoding)},
        "mean of all": {"all": lambda n: 2 / n.X.size * (n.coding + n.decoding)},
        "half": {"all": lambda n: (n.coding + n.decoding) / len(n.X)},
        "uphill": {"E": lambda n: n.X - n.X @ n.W @ n.W.T},
        "centred": {"X": lambda n: n.X - n.X.mean(axis=0)},
    },
    "attention": {
        "no root": {"S": lambda n: n.Q @ n.K.T},
        "d for its root": {"S": lambda n: n.Q @ n.K.T / n.Q.shape[1]},
        "root of the length": {"S": lambda n: n.Q @ n.K.T / np.sqrt(len(n.K))},
        "columns": {"P": lambda n: softmax(np.where(n.seen, n.S, -np.inf).T).T},
        "mask after": {"P": lambda n: softmax(n.S) * n.seen},
        "mask with 0": {"P": lambda n: softmax(n.S * n.seen)},
        "one more": {"seen": lambda n: np.tril(n.S * 0 + 1, 1) > (0 if n.causal else -1)},
        "past for future": {"seen": lambda n: (0 if n.causal else -1) < np.tri(*n.S.shape).T},
        "never causal": {"causal": lambda n: False},
        "always causal": {"causal": lambda n: True},
        "no softmax": {"P": lambda n: np.where(n.seen, n.S, 0) / len(n.K)},
    },
}
LARGE = 1.01


@dataclass(frozen=True)
class Twisted:
    """A function of the table above; twisted by a name of the second table, or by steps."""

    what: str
    how: str | Rules = ""

    def __call__(self, *given: Any, **options: Any) -> Any:
        """Go through the steps."""
        function, rules = RIGHT[self.what]
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        usual = function.__defaults__ or ()
        settings = dict(zip(names[::-1], usual[::-1], strict=False))
        n = SimpleNamespace(**settings | dict(zip(names, given, strict=False)) | options)
        twist = TWISTS[self.what].get(self.how, {}) if isinstance(self.how, str) else self.how
        for name, make in (
            {k: v for k, v in twist.items() if k not in rules} | dict(rules)
        ).items():
            setattr(n, name, twist.get(name, make)(n))
        if self.how != "too large":
            return n.all
        return tuple(LARGE * v for v in n.all) if isinstance(n.all, tuple) else LARGE * n.all


def _as_lists(what: str, *given: Any, **options: Any) -> Any:
    found = RIGHT[what][0](*given, **options)
    return [v.tolist() for v in found] if isinstance(found, tuple) else found.tolist()


def as_lists(what: str) -> Callable[..., Any]:
    """The right function, with lists of numbers for arrays."""
    return functools.partial(_as_lists, what)
