"""The multi-layer perceptron as an estimator, with the conventions of scikit-learn."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nnkit import _checks, _fast
from nnkit._progress import progress as show
from nnkit._types import Array, Params, ShapeError, count, need_choice, need_same_shapes
from nnkit.layers import init_layer
from nnkit.lessons.regularisation import l2_penalty
from nnkit.losses import LOSSES
from nnkit.network import flatten
from nnkit.optim import SGD, Adam, Optimizer

__all__ = ["MLP"]


@dataclass(eq=False)
class MLP:
    """A dense network of any widths: ``MLP([784, 16, 16, 10])``.

    Parameters
    ----------
    sizes : sequence of int
        Widths from the inputs to the outputs.
    hidden : str or sequence of str
        Activation of all hidden layers, or one name each: "identity", "sigmoid", "tanh",
        "relu" or "softmax".
    output : str
        Activation of the outputs. With "sigmoid" and "softmax" the network is a classifier,
        otherwise `predict` gives the outputs and `score` is R^2.
    loss : str
        "half_sse", "sse", "mse", "bce" (needs sigmoid outputs) or "cross_entropy" (softmax).
    l2 : float
        Adds 1/2 l2 sum W^2 to the loss; biases are not penalised.
    dropout : float
        Probability with which a hidden unit is switched off in training.
    batch_norm : bool
        Normalise the pre-activations of the hidden layers; their params are (W, b, gamma, beta).
    epochs, batch_size, optimizer, patience
        What `fit` uses if it is not given another value.
    seed : int
        Start of the random numbers: weights, order of the examples, dropout.
    dtype : float or numpy.float32
        Precision of the parameters and of all work.

    Notes
    -----
    Weights start as `init_layer` draws them. `X` is (N, n_0) numbers, or uint8 images
    (N, n_0) or (N, height, width), which are divided by 255 a batch at a time. `Y` is (N, n_L),
    or labels (N,): 0..n_L-1 for several outputs, the target itself for one.

    Examples
    --------
    >>> X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> net = MLP([2, 4, 1], hidden="tanh", output="sigmoid", loss="bce", seed=1)
    >>> history = net.fit(X, [0, 1, 1, 0], epochs=200, batch_size=4, optimizer=SGD(lr=1.0))
    >>> net.predict(X)
    array([0, 1, 1, 0])
    """

    sizes: Sequence[int]
    _: KW_ONLY
    hidden: str | Sequence[str] = "relu"
    output: str = "softmax"
    loss: str = "cross_entropy"
    l2: float = 0.0
    dropout: float = 0.0
    batch_norm: bool = False
    epochs: int = 100
    batch_size: int = 32
    optimizer: Optimizer = Adam(lr=0.005)  # noqa: RUF009
    patience: int | None = None
    seed: int = 0
    dtype: DTypeLike = float

    def __post_init__(self) -> None:
        """Check the settings and draw the first weights."""
        self._shape = shape = _checks.need_shape(self)
        self._rng = np.random.default_rng(self.seed)
        self._theta = np.zeros(shape.n_params, shape.dtype)
        for W, b, *norm in shape.views(self._theta):
            W[:], b[:] = init_layer(len(W), len(b), self._rng)
            if norm:
                norm[0][:] = 1
        normed = shape.sizes[1:-1] if self.batch_norm else ()
        self._running = [np.repeat([[0], [1]], n, axis=1).astype(shape.dtype) for n in normed]

    # ---- training -----------------------------------------------------------------------------

    def fit(
        self,
        X: ArrayLike,
        Y: ArrayLike,
        *,
        epochs: int | None = None,
        batch_size: int | None = None,
        optimizer: Optimizer | None = None,
        validation: tuple[ArrayLike, ArrayLike] | None = None,
        patience: int | None = None,
        tol: float = 0.0,
        progress: bool = False,
    ) -> dict[str, list[float]]:
        """Train from the present weights; the next call goes on from there.

        Parameters
        ----------
        X, Y : arrays
            Examples and targets, see `MLP`.
        epochs, batch_size, optimizer
            Passes over the data, examples a step, `SGD` or `Adam`.
        validation : (X, Y), optional
            Data to measure after every epoch.
        patience : int, optional
            Stop after this many epochs in a row without progress by more than `tol` in the
            validation loss (the training loss without `validation`), as `early_stop` does, and
            keep the best weights.
        tol : float
        progress : bool
            Show how many epochs are done.

        Returns
        -------
        history : dict of lists, one entry an epoch
            "loss": mean over the epoch's batches, each before its step, without the l2 term;
            with `validation` also "val_loss" and "val_score".
        """
        X, Y = self._data(X, Y)
        if validation is not None:
            validation = self._data(*validation)
            _checks.need_finite("X of validation", validation[0])
        epochs = count("epochs", self.epochs if epochs is None else epochs)
        batch = count("batch_size", self.batch_size if batch_size is None else batch_size)
        patience = self.patience if patience is None else patience
        patience = None if patience is None else count("patience", patience)
        epoch = self._prepare(X, Y, min(batch, len(X)), optimizer or self.optimizer)
        history: dict[str, list[float]] = {"loss": []}
        start = kept = self._state()
        best, best_at = np.inf, -1
        rounds = show(range(epochs), epochs, "epochs") if progress else range(epochs)
        with np.errstate(all="ignore"):
            for number in rounds:
                history["loss"].append(epoch())
                if number == 0 and not np.isfinite(history["loss"][0] + self._theta.sum()):
                    self._refuse_holes(X, start)
                if validation is not None:
                    self._validate(history, *validation)
                if patience is None:
                    continue
                watched = history["loss" if validation is None else "val_loss"][-1]
                if watched < best - tol:
                    best, best_at, kept = watched, number, self._state()
                elif number - best_at >= patience:
                    break
        if patience is not None:
            self._restore(kept)
        return history

    def _prepare(self, X: Array, Y: Array, B: int, optimizer: Optimizer) -> Callable[[], float]:
        """Return a function that runs one epoch in place and returns the mean loss."""
        if not isinstance(optimizer, SGD | Adam):
            raise TypeError(
                f"optimizer is {optimizer!r}, expected nnkit.SGD(...) or nnkit.Adam(...)"
            )
        N, shape, theta, running, rng = len(X), self._shape, self._theta, self._running, self._rng
        grad, total = np.empty_like(theta), np.zeros(1)
        scale = optimizer.lr if isinstance(optimizer, SGD) else 1.0
        after = _fast.ridge(shape, theta, grad, self.l2 * scale)
        after += _fast.update(optimizer, theta, grad)
        steps, targets = {}, np.ascontiguousarray(Y.T)
        for size in {B, N % B} - {0}:
            step = _fast.Step(shape, size, theta, grad, total, running, rng, scale, fixed=B == N)
            step.calls += after
            steps[size] = step
        factor = LOSSES[self.loss].factor(shape.sizes[-1]) / N
        if B == N:
            steps[N].load(X, targets, np.arange(N))

        def epoch() -> float:
            total[0] = 0
            if B == N:
                steps[N].run()
                return float(total[0]) * factor
            order = rng.permutation(N)
            for at in range(0, N, B):
                rows = order[at : at + B]
                step = steps[len(rows)]
                step.load(X, targets, rows)
                step.run()
            return float(total[0]) * factor

        return epoch

    def _refuse_holes(self, X: Array, start: Array) -> None:
        """Blame the data for what is not finite, if it is to blame, and undo the training.

        Looking for NaN before it does harm would cost a pass over the data in every call.
        """
        try:
            _checks.need_finite("X", X)
        except ValueError:
            self._restore(start)
            raise

    def _validate(self, history: dict[str, list[float]], X: Array, Y: Array) -> None:
        A = self._outputs(X)
        history.setdefault("val_loss", []).append(LOSSES[self.loss].value(A, Y))
        history.setdefault("val_score", []).append(self._score(A, Y))

    def gradient(self, X: ArrayLike, Y: ArrayLike) -> list[tuple[Array, ...]]:
        """Gradient of the loss of these examples, l2 included, in the form of `params`.

        Without dropout; with batch norm for the mean and variance of these examples.
        """
        X, Y = self._data(X, Y)
        shape, theta, grad = self._shape, self._theta, np.empty_like(self._theta)
        running = [array.copy() for array in self._running]
        step = _fast.Step(shape, len(X), theta, grad, np.zeros(1), running)
        step.calls += _fast.ridge(shape, theta, grad, self.l2)
        step.load(X, Y.T, np.arange(len(X)))
        with np.errstate(all="ignore"):
            step.run()
        if np.isnan(grad).any():
            _checks.need_finite("X", X)
        return shape.views(grad)

    # ---- prediction ---------------------------------------------------------------------------

    def predict(self, X: ArrayLike) -> Array:
        """Labels (N,) of a classifier; otherwise the outputs, (N,) if one, else (N, n_L)."""
        return self._decide(self._outputs(_checks.need_inputs(X, self.sizes[0])))

    def predict_proba(self, X: ArrayLike) -> Array:
        """Outputs of a classifier, (N, n_L); for one sigmoid (N, 2): of class 0 and of class 1."""
        if not self._classifies:
            raise ValueError(f"output is {self.output!r}, expected 'sigmoid' or 'softmax' for this")
        A = self._outputs(_checks.need_inputs(X, self.sizes[0]))
        return np.hstack([1 - A, A]) if A.shape[1] == 1 else A

    def score(self, X: ArrayLike, Y: ArrayLike) -> float:
        """Share of right labels of a classifier; otherwise R^2, the mean over the outputs."""
        X, Y = self._data(X, Y)
        return self._score(self._outputs(X), Y)

    def cost(self, X: ArrayLike, Y: ArrayLike) -> float:
        """Mean loss of the predictions plus the l2 term."""
        X, Y = self._data(X, Y)
        weights = [layer[0] for layer in self._shape.views(self._theta)]
        return LOSSES[self.loss].value(self._outputs(X), Y) + l2_penalty(weights, self.l2)

    def _outputs(self, X: Array) -> Array:
        """Outputs (N, n_L) with batch norm folded into the weights."""
        layers = []
        for layer, (W, b, *norm) in enumerate(self._shape.views(self._theta)):
            if norm:
                (gamma, beta), (mean, var) = norm, self._running[layer]
                factor = gamma / np.sqrt(var + _fast.BN_EPS)
                W, b = W * factor, (b - mean) * factor + beta
            layers.append((W, b))
        with np.errstate(all="ignore"):
            A = _fast.outputs(layers, self.acts, X)
        if np.isnan(A).any():
            _checks.need_finite("X", X)
        return A

    def _decide(self, A: Array) -> Array:
        if self._classifies:
            return (A[:, 0] >= 0.5).astype(int) if A.shape[1] == 1 else A.argmax(axis=1)
        return A[:, 0] if A.shape[1] == 1 else A

    def _score(self, A: Array, Y: Array) -> float:
        if self._classifies:
            return float(np.mean(self._decide(A) == self._decide(Y)))
        missed, spread = ((Y - A) ** 2).sum(axis=0), ((Y - Y.mean(axis=0)) ** 2).sum(axis=0)
        safe = np.where(spread > 0, spread, 1)
        return float(np.mean(np.where(spread > 0, 1 - missed / safe, missed == 0)))

    # ---- parameters ---------------------------------------------------------------------------

    @property
    def acts(self) -> list[str]:
        """Activation of each layer, as `forward` takes them."""
        return list(self._shape.acts)

    @property
    def n_params(self) -> int:
        """How many numbers are trained."""
        return self._shape.n_params

    @property
    def params(self) -> list[tuple[Array, ...]]:
        """A copy of the parameters, [(W1, b1), (W2, b2), ...]; assign such a list to set them."""
        return self._shape.views(self._theta.copy())

    @params.setter
    def params(self, params: Params) -> None:
        need_same_shapes("params", params, self._shape.views(self._theta))
        self._theta[:] = flatten(params)

    def _state(self) -> Array:
        """Everything that training moves, as one vector."""
        return np.concatenate([self._theta, *map(np.ravel, self._running)])

    def _restore(self, state: Array) -> None:
        for array in (self._theta, *self._running):
            array[:], state = state[: array.size].reshape(array.shape), state[array.size :]

    def save(self, path: str | Path) -> None:
        """Write settings and parameters to a NumPy .npz file (no pickle)."""
        from nnkit import _saved

        settings = self.get_params()
        settings["optimizer"] = [type(self.optimizer).__name__, vars(self.optimizer)]
        settings["dtype"] = np.dtype(self.dtype).name
        _saved.write(path, settings, self._state())

    @classmethod
    def load(cls, path: str | Path) -> MLP:
        """Read a network that `save` wrote."""
        from nnkit import _saved

        settings, state = _saved.read(path)
        name, values = settings["optimizer"]
        settings["optimizer"] = {"SGD": SGD, "Adam": Adam}[name](**values)
        net = cls(**settings)
        if state.shape != net._state().shape:
            raise ShapeError(f"state has shape {state.shape}, expected {net._state().shape}")
        net._restore(state)
        return net

    # ---- scikit-learn ---------------------------------------------------------------------------

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Settings by name, as `MLP` takes them."""
        return {setting.name: getattr(self, setting.name) for setting in fields(self)}

    def set_params(self, **settings: Any) -> MLP:
        """Change settings; if they are not only for `fit`, there are new first weights."""
        for name, value in settings.items():
            need_choice("a setting", name, list(self.get_params()))
            setattr(self, name, value)
        if settings.keys() - {"epochs", "batch_size", "optimizer", "patience"}:
            self.__post_init__()
        return self

    def __repr__(self) -> str:
        changed = [
            f"{setting.name}={getattr(self, setting.name)!r}"
            for setting in fields(self)[1:]
            if getattr(self, setting.name) != setting.default
        ]
        return f"MLP({', '.join([str(list(self.sizes)), *changed])})"

    def __sklearn_tags__(self) -> Any:
        utils = importlib.import_module("sklearn.utils")
        return utils.Tags(
            estimator_type=self._estimator_type,
            target_tags=utils.TargetTags(required=True),
            classifier_tags=utils.ClassifierTags() if self._classifies else None,
            regressor_tags=None if self._classifies else utils.RegressorTags(),
        )

    def __sklearn_is_fitted__(self) -> bool:
        return True  # there are weights from the start

    @property
    def _estimator_type(self) -> str:
        return "classifier" if self._classifies else "regressor"

    @property
    def classes_(self) -> Array:
        """Labels that `predict` can give."""
        return np.arange(max(2, self.sizes[-1]))

    @property
    def _classifies(self) -> bool:
        return self.output in ("sigmoid", "softmax")

    def _data(self, X: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
        X = _checks.need_inputs(X, self.sizes[0])
        return X, _checks.need_targets(Y, len(X), self._shape)
