"""nnkit: a compact reference library for neural networks, NumPy only.

Every public function is here by its name; `nnkit.data` and `nnkit.plotting` load when first used.
"""

# ruff: noqa: I001
from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from nnkit._types import ShapeError
from nnkit.activations import (
    activate, activate_backward, identity, identity_backward, identity_prime, relu,
    relu_backward, relu_prime, sigmoid, sigmoid_backward, sigmoid_prime, softmax,
    softmax_backward, softmax_jacobian, tanh, tanh_backward, tanh_from_sigmoid, tanh_prime,
    tanh_prime_from_a,
)  # fmt: skip
from nnkit.layers import (
    collapse, count_params, dense, dense_backward, dense_loops, from_columns, hidden_delta,
    init_layer,
)  # fmt: skip
from nnkit.losses import (
    accuracy, bce, bce_grad, confusion_matrix, cross_entropy, cross_entropy_grad,
    cross_entropy_labels, cross_entropy_labels_grad, cross_entropy_logits,
    cross_entropy_logits_grad, delta_softmax, delta_squared, digit_cost, half_sse,
    half_sse_grad, mse, mse_grad, nll, nll_grad, nll_logits, nll_logits_grad, nudges, one_hot,
    output_delta, sse, sse_grad, to_bits,
)  # fmt: skip
from nnkit.network import (
    backprop, backward, flatten, forward, forward_232, mlp_grads, output_gradient, unflatten,
)  # fmt: skip
from nnkit.optim import Adam, SGD, adam_step, momentum_step, nesterov_step, sgd, sgd_step
from nnkit.train import (
    batch_gradient, early_stop, minibatches, softmax_step, standardize, to_inputs, train,
    train_digits, updates,
)  # fmt: skip

if TYPE_CHECKING:
    from nnkit.autodiff import Value, gradients
    from nnkit.chain_rule import (
        chain, chain_jacobian, grad_w1_2221, grads_221, grads_chain, two_paths,
    )  # fmt: skip
    from nnkit.descent import average_nudges, descend, grad_C, rank_components, steepest
    from nnkit.explain import denoising_loss, saliency, tied_grad
    from nnkit.families import (
        attention, attention_backward, conv2d_valid, conv2d_valid_backward, lstm_step,
        lstm_step_backward, rnn_step, rnn_step_backward,
    )  # fmt: skip
    from nnkit.gradcheck import (
        GradientReport, check_gradient, jacobian, numerical_gradient, relative_error,
    )  # fmt: skip
    from nnkit.mlp import MLP
    from nnkit.one_neuron import (
        fold_bias, logistic_grads, neuron, neuron_grads, ovr_predict, predict_label,
    )  # fmt: skip
    from nnkit.regularisation import (
        add_ridge, batchnorm_backward, batchnorm_forward, dropout_backward, dropout_forward,
        l2_penalty, l2_penalty_backward, ridge_fit,
    )  # fmt: skip
    from nnkit.representation import gradient_ratios, permute_hidden, staircase, tent_params

__version__ = "0.1.0"

__all__ = [
    "MLP", "SGD", "Adam", "GradientReport", "ShapeError", "Value", "accuracy", "activate",
    "activate_backward", "adam_step", "add_ridge", "attention", "attention_backward",
    "average_nudges", "backprop", "backward", "batch_gradient", "batchnorm_backward",
    "batchnorm_forward", "bce", "bce_grad", "chain", "chain_jacobian", "check_gradient",
    "collapse", "confusion_matrix", "conv2d_valid", "conv2d_valid_backward", "count_params",
    "cross_entropy", "cross_entropy_grad", "cross_entropy_labels", "cross_entropy_labels_grad",
    "cross_entropy_logits", "cross_entropy_logits_grad", "delta_softmax", "delta_squared",
    "denoising_loss", "dense", "dense_backward", "dense_loops", "descend", "digit_cost",
    "dropout_backward", "dropout_forward", "early_stop", "flatten", "fold_bias", "forward",
    "forward_232", "from_columns", "grad_C", "grad_w1_2221", "gradient_ratios", "gradients",
    "grads_221", "grads_chain", "half_sse", "half_sse_grad", "hidden_delta", "identity",
    "identity_backward", "identity_prime", "init_layer", "jacobian", "l2_penalty",
    "l2_penalty_backward", "logistic_grads", "lstm_step", "lstm_step_backward", "minibatches",
    "mlp_grads", "momentum_step", "mse", "mse_grad", "nesterov_step", "neuron", "neuron_grads",
    "nll", "nll_grad", "nll_logits", "nll_logits_grad", "nudges", "numerical_gradient",
    "one_hot", "output_delta", "output_gradient", "ovr_predict", "permute_hidden",
    "predict_label", "rank_components", "relative_error", "relu", "relu_backward", "relu_prime",
    "ridge_fit", "rnn_step", "rnn_step_backward", "saliency", "sgd", "sgd_step", "sigmoid",
    "sigmoid_backward", "sigmoid_prime", "softmax", "softmax_backward", "softmax_jacobian",
    "softmax_step", "sse", "sse_grad", "staircase", "standardize", "steepest", "tanh",
    "tanh_backward", "tanh_from_sigmoid", "tanh_prime", "tanh_prime_from_a", "tent_params",
    "tied_grad", "to_bits", "to_inputs", "train", "train_digits", "two_paths", "unflatten",
    "updates",
]  # fmt: skip


# Loaded when first used, so that `import nnkit` stays quick: module -> names.
_LATER = {
    "autodiff": "Value gradients",
    "chain_rule": "chain chain_jacobian grad_w1_2221 grads_221 grads_chain two_paths",
    "descent": "average_nudges descend grad_C rank_components steepest",
    "explain": "denoising_loss saliency tied_grad",
    "families": (
        "attention attention_backward conv2d_valid conv2d_valid_backward lstm_step "
        "lstm_step_backward rnn_step rnn_step_backward"
    ),
    "gradcheck": "GradientReport check_gradient jacobian numerical_gradient relative_error",
    "mlp": "MLP",
    "one_neuron": "fold_bias logistic_grads neuron neuron_grads ovr_predict predict_label",
    "regularisation": (
        "add_ridge batchnorm_backward batchnorm_forward dropout_backward dropout_forward "
        "l2_penalty l2_penalty_backward ridge_fit"
    ),
    "representation": "gradient_ratios permute_hidden staircase tent_params",
}
_MODULE = {name: module for module, names in _LATER.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Load what is not loaded yet."""
    if name in _LATER or name in ("data", "plotting"):
        return importlib.import_module(f"nnkit.{name}")
    if name in _MODULE:
        return getattr(importlib.import_module(f"nnkit.{_MODULE[name]}"), name)
    raise AttributeError(f"nnkit has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "data", "plotting"})
