"""The workloads of the benchmark, each written for nnkit and for its peers.

Every maker returns a function that does one round (some epochs of training, or one prediction)
and the number of steps in a round. All of them read the same data, start from the same weights,
shuffle once an epoch, take float64 and one thread.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

import nnkit


@dataclass(frozen=True)
class Workload:
    letter: str
    title: str
    sizes: list[int]
    hidden: str
    output: str
    loss: str
    batch: int
    examples: int
    epochs: int
    adam: bool = False
    lr: float = 0.1
    goals: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        return self.epochs * -(-self.examples // self.batch)

    def data(self) -> tuple[Any, Any]:
        rng = np.random.default_rng(0)
        X = rng.random((self.examples, self.sizes[0]))
        if self.sizes[-1] == 1:
            return X, np.tanh(rng.normal(size=(self.examples, 1)))
        return X, nnkit.one_hot(rng.integers(0, self.sizes[-1], self.examples), self.sizes[-1])

    def net(self) -> nnkit.MLP:
        return nnkit.MLP(self.sizes, hidden=self.hidden, output=self.output, loss=self.loss)


SIGMOID = {"hidden": "sigmoid", "output": "sigmoid", "loss": "half_sse"}
WORKLOADS = [
    Workload("a", "784-16-16-10 sigmoid, batch 10", [784, 16, 16, 10], **SIGMOID, batch=10,
             examples=2000, epochs=1, goals={"torch": (5, 8), "products": (4.5, 3.5)}),
    Workload("b", "784-30-10 sigmoid, batch 10", [784, 30, 10], **SIGMOID, batch=10,
             examples=2000, epochs=1, goals={"torch": (3.5, 5), "products": (3.5, 2.5)}),
    Workload("c", "784-128-10 relu, softmax, Adam, batch 128", [784, 128, 10], "relu", "softmax",
             "cross_entropy", batch=128, examples=6400, epochs=1, adam=True, lr=1e-3,
             goals={"torch": (1.4, 2), "products": (2, 1.5)}),
    Workload("d", "prediction of 10,000 images, 784-16-16-10", [784, 16, 16, 10], **SIGMOID,
             batch=10_000, examples=10_000, epochs=1,
             goals={"torch": (1.5, 3), "products": (1.3, 1.2), "jax": (0.91, 1)}),
    Workload("e", "2-2-1 tanh, full batch of 300", [2, 2, 1], "tanh", "tanh", "half_sse",
             batch=300, examples=300, epochs=300, goals={"torch": (10, 15)}),
]  # fmt: skip


def with_nnkit(w: Workload) -> Any:
    X, Y = w.data()
    net = w.net()
    if w.letter == "d":
        return lambda: net.predict_proba(X)
    optimizer = nnkit.Adam(lr=w.lr) if w.adam else nnkit.SGD(lr=w.lr)

    def round_() -> Any:
        net.fit(X, Y, epochs=w.epochs, batch_size=w.batch, optimizer=optimizer)
        return net.params

    return round_


def with_products(w: Workload) -> Any:
    """The matrix products of a step alone, into arrays that exist already."""
    X, _ = w.data()
    A = [np.ascontiguousarray(X[: w.batch])]
    params = w.net().params
    for W, _ in params:
        A.append(A[-1] @ W)
    calls = [(a.dot, (W, out)) for (W, _), a, out in zip(params, A, A[1:], strict=False)]
    if w.letter != "d":
        for layer, (W, _) in enumerate(params):
            calls.append((A[layer].T.dot, (A[layer + 1], np.empty_like(W))))
            if layer:
                calls.append((A[layer + 1].dot, (W.T, np.empty_like(A[layer]))))
    A[0][:] = A[0] * 1e-3  # keep the numbers from growing

    def round_() -> None:
        for _ in range(w.steps):
            for function, arguments in calls:
                function(*arguments)

    return round_


def with_torch(w: Workload) -> Any:
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    X, Y = (torch.from_numpy(a) for a in w.data())
    acts = {"sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
    layers: list[Any] = []
    for (W, b), act in zip(w.net().params, w.net().acts, strict=True):
        linear = torch.nn.Linear(*W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T.copy()))
            linear.bias.copy_(torch.from_numpy(b))
        layers += [linear, acts[act]()] if act in acts else [linear]
    model = torch.nn.Sequential(*layers)
    if w.letter == "d":

        def predict() -> Any:
            with torch.inference_mode():
                return model(X).numpy()

        return predict
    optimizer = torch.optim.Adam(model.parameters(), lr=w.lr) if w.adam else None
    optimizer = optimizer or torch.optim.SGD(model.parameters(), lr=w.lr)
    entropy = torch.nn.CrossEntropyLoss()

    def round_() -> Any:
        for _ in range(w.epochs):
            order = torch.randperm(w.examples)
            for start in range(0, w.examples, w.batch):
                rows = order[start : start + w.batch]
                x, y = (X, Y) if w.batch == w.examples else (X[rows], Y[rows])
                optimizer.zero_grad()
                out = model(x)
                loss = entropy(out, y) if w.adam else ((out - y) ** 2).sum() / (2 * len(x))
                loss.backward()
                optimizer.step()
        return [(m.weight.detach().numpy().T, m.bias.detach().numpy()) for m in layers[::2]]

    return round_


def _jax_step(w: Workload) -> tuple[Any, Any, Any, Any]:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    X, Y = (jnp.asarray(a) for a in w.data())
    params = [tuple(jnp.asarray(p) for p in layer) for layer in w.net().params]
    acts = {
        "sigmoid": jax.nn.sigmoid,
        "tanh": jnp.tanh,
        "relu": jax.nn.relu,
        "softmax": lambda z: z,
    }

    def outputs(params: Any, x: Any) -> Any:
        for (W, b), act in zip(params, w.net().acts, strict=True):
            x = acts[act](x @ W + b)
        return x

    def cost(params: Any, x: Any, y: Any) -> Any:
        out = outputs(params, x)
        if w.adam:
            return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(out), axis=1))
        return jnp.sum((out - y) ** 2) / (2 * len(x))

    def step(state: Any, rows: Any) -> Any:
        params, m, v, t = state
        x, y = (X, Y) if w.batch == w.examples else (X[rows], Y[rows])
        grads = jax.grad(cost)(params, x, y)
        tree = jax.tree_util.tree_map
        if not w.adam:
            return tree(lambda p, g: p - w.lr * g, params, grads), m, v, t
        t = t + 1
        m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
        v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
        moved = tree(
            lambda p, m, v: p
            - w.lr * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8),
            params, m, v,
        )  # fmt: skip
        return moved, m, v, t

    zeros = jax.tree_util.tree_map(jnp.zeros_like, params)
    return step, (params, zeros, zeros, jnp.zeros(())), outputs, X


def with_jax(w: Workload) -> Any:
    """One call of a compiled step for each batch, as most programs do."""
    import jax

    step, state, outputs, X = _jax_step(w)
    if w.letter == "d":
        forward = jax.jit(outputs)
        return lambda: np.asarray(forward(state[0], X))
    compiled = jax.jit(step)
    rng = np.random.default_rng(1)

    def round_() -> Any:
        nonlocal state
        for _ in range(w.epochs):
            order = rng.permutation(w.examples)
            for start in range(0, w.examples, w.batch):
                state = compiled(state, order[start : start + w.batch])
        return jax.block_until_ready(state)[0]

    return round_


def with_jax_epoch(w: Workload) -> Any:
    """The whole round as one compiled loop."""
    import jax

    if w.letter == "d":
        return None
    step, state, _, _ = _jax_step(w)
    compiled = jax.jit(
        lambda state, orders: jax.lax.scan(lambda s, r: (step(s, r), None), state, orders)[0]
    )
    rng = np.random.default_rng(1)

    def round_() -> Any:
        nonlocal state
        orders = [rng.permutation(w.examples).reshape(-1, w.batch) for _ in range(w.epochs)]
        state = compiled(state, np.concatenate(orders))
        return jax.block_until_ready(state)[0]

    return round_


def with_sklearn(w: Workload) -> Any:
    """scikit-learn's perceptron, which has no sigmoid outputs with squared error."""
    import warnings

    from sklearn.neural_network import MLPClassifier, MLPRegressor

    warnings.simplefilter("ignore")
    X, Y = w.data()
    kind = MLPRegressor if w.letter == "e" else MLPClassifier
    act = {"sigmoid": "logistic"}.get(w.hidden, w.hidden)
    net = kind(
        hidden_layer_sizes=tuple(w.sizes[1:-1]),
        activation=act,
        solver="adam" if w.adam else "sgd",
        momentum=0.0,
        batch_size=w.batch,
        learning_rate_init=w.lr,
        alpha=0.0,
        max_iter=w.epochs,
        tol=0.0,
        n_iter_no_change=w.epochs + 1,
        random_state=0,
    )
    target = Y.ravel() if w.letter == "e" else Y.argmax(axis=1)
    if w.letter == "d":
        net.fit(X[:100], target[:100])
        return lambda: net.predict_proba(X)
    return lambda: net.fit(X, target)


PEERS = {
    "nnkit": with_nnkit,
    "products": with_products,
    "torch": with_torch,
    "jax": with_jax,
    "jax, whole epoch": with_jax_epoch,
    "scikit-learn": with_sklearn,
}
NEEDS = {"torch": "torch", "jax": "jax", "jax, whole epoch": "jax", "scikit-learn": "sklearn"}


def available() -> dict[str, Any]:
    return {
        name: make
        for name, make in PEERS.items()
        if name not in NEEDS or importlib.util.find_spec(NEEDS[name])
    }


def same_mathematics(w: Workload) -> float:
    """Largest difference between nnkit and the peers after one full-batch step (or prediction)."""
    one = Workload(**{**vars(w), "epochs": 1, "batch": w.examples})
    ours = with_nnkit(one)()
    worst = 0.0
    for name, make in available().items():
        if name in ("torch", "jax"):
            theirs = make(one)()
            pairs = pairwise([theirs, ours]) if w.letter == "d" else zip(theirs, ours, strict=True)
            for other, own in pairs:
                layers = [(other, own)] if w.letter == "d" else zip(other, own, strict=True)
                worst = max(worst, *(float(np.abs(np.asarray(a) - b).max()) for a, b in layers))
    return worst
