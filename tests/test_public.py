"""What holds for every public function: names, documentation, purity, kinds of input."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nnkit as nn

MODULES = [
    path
    for folder in (Path(nn.__file__).parent, Path(nn.__file__).parent / "lessons")
    for path in folder.glob("[a-z]*.py")
    if path.stem != "mine"
]

# One call for each function: arguments as a function of (rng, N).
CALLS = {
    "accuracy": lambda r, N: (r.random((N, 3)), r.integers(0, 3, N)),
    "activate": lambda r, N: ("tanh", r.normal(size=(N, 3))),
    "adam_step": lambda r, N: (*r.random((4, N, 3)), 2),
    "add_ridge": lambda r, N: (1.5, *r.normal(size=(2, N, 3)), 0.1),
    "attention": lambda r, N: (*r.normal(size=(3, N, 4)),),
    "average_nudges": lambda r, N: (r.normal(size=(N, 6)),),
    "backprop": lambda r, N: (params(r), ["tanh", "softmax"], r.normal(size=(N, 4)),
                              r.dirichlet(np.ones(3), N), "cross_entropy"),
    "batch_gradient": lambda r, N: (r.normal(size=(N + 3, 5)), np.array([0, 2])),
    "batchnorm_forward": lambda r, N: (r.normal(size=(N, 3)), *r.random((4, 3)), True),
    "bce": lambda r, N: (r.random(N), r.integers(0, 2, N)),
    "chain_jacobian": lambda r, N: (r.normal(size=(N, 3)), r.normal(size=(3, 2))),
    "collapse": lambda r, N: (r.normal(size=(N, 3)), r.normal(size=3), r.normal(size=(3, 2)),
                              r.normal(size=2)),
    "confusion_matrix": lambda r, N: (r.random((N, 3)), r.integers(0, 3, N), 3),
    "conv2d_valid": lambda r, N: (r.normal(size=(N + 2, 5)), r.normal(size=(2, 3))),
    "cross_entropy": lambda r, N: (r.dirichlet(np.ones(3), N), r.dirichlet(np.ones(3), N)),
    "cross_entropy_labels": lambda r, N: (r.dirichlet(np.ones(3), N), r.integers(0, 3, N)),
    "cross_entropy_logits": lambda r, N: (r.normal(size=(N, 3)), r.integers(0, 3, N)),
    "delta_softmax": lambda r, N: (r.normal(size=(N, 3)), r.dirichlet(np.ones(3), N)),
    "delta_squared": lambda r, N: (r.random((N, 3)), r.random((N, 3))),
    "denoising_loss": lambda r, N: (*r.normal(size=(2, N, 4)), *layer(r, 4, 2), *layer(r, 2, 4)),
    "dense": lambda r, N: (r.normal(size=(N, 3)), *layer(r, 3, 2)),
    "dense_backward": lambda r, N: (r.normal(size=(N, 2)), r.normal(size=(N, 3)),
                                    r.normal(size=(3, 2))),
    "dense_loops": lambda r, N: (r.normal(size=3), *layer(r, 3, 2)),
    "descend": lambda r, N: (lambda w: 2 * w, r.normal(size=N), 0.1, 4),
    "digit_cost": lambda r, N: (*r.random((2, N)),),
    "dropout_forward": lambda r, N: (r.normal(size=(N, 3)), 0.5, r),
    "early_stop": lambda r, N: (r.random(N), 2, 0.0),
    "flatten": lambda r, N: (params(r),),
    "fold_bias": lambda r, N: (r.normal(size=(N, 3)), *layer(r, 3, 2)),
    "forward": lambda r, N: (r.normal(size=(N, 4)), params(r), ["relu", "softmax"]),
    "forward_232": lambda r, N: (r.normal(size=(N, 2)), *layer(r, 2, 3), *layer(r, 3, 2)),
    "from_columns": lambda r, N: (r.normal(size=(N, 3)), r.normal(size=(N, 1))),
    "grad_C": lambda r, N: (r.normal(size=2),),
    "grad_w1_2221": lambda r, N: (r.normal(size=2), 0.3, r.normal(size=15)),
    "gradient_ratios": lambda r, N: ([r.normal(size=(N, 3)), r.normal(size=(3, 2))],),
    "grads_221": lambda r, N: (r.normal(size=(N, 2)), r.normal(size=N), r.normal(size=9)),
    "grads_chain": lambda r, N: (0.3, 0.8, r.normal(size=3), r.normal(size=3)),
    "half_sse": lambda r, N: (*r.random((2, N, 3)),),
    "hidden_delta": lambda r, N: (r.normal(size=(N, 2)), r.normal(size=(3, 2)), r.random((N, 3))),
    "identity": lambda r, N: (r.normal(size=(N, 3)),),
    "jacobian": lambda r, N: (lambda x: np.array([x.sum(), x[0] ** 2]), r.normal(size=N)),
    "l2_penalty": lambda r, N: ([r.normal(size=(N, 3))], 0.1),
    "logistic_grads": lambda r, N: (r.normal(size=(N, 3)), r.integers(0, 2, N),
                                    r.normal(size=3), 0.2),
    "lstm_step": lambda r, N: (r.normal(size=(N, 3)), *r.normal(size=(2, N, 2)),
                               r.normal(size=(3, 8)), r.normal(size=(2, 8)), r.normal(size=8)),
    "mlp_grads": lambda r, N: (r.normal(size=(N, 2)), r.random((N, 2)), *layer(r, 2, 3),
                               *layer(r, 3, 2)),
    "momentum_step": lambda r, N: (*r.normal(size=(3, N)), 0.1, 0.9),
    "mse": lambda r, N: (*r.random((2, N, 3)),),
    "nesterov_step": lambda r, N: (*r.normal(size=(3, N)), 0.1, 0.9),
    "neuron": lambda r, N: (*r.normal(size=(2, N)), 0.1),
    "neuron_grads": lambda r, N: (r.normal(size=N), 1.0, r.normal(size=N), 0.1),
    "nll": lambda r, N: (r.random(N), r.integers(0, 2, N)),
    "nll_logits": lambda r, N: (r.normal(size=N), r.integers(0, 2, N)),
    "nudges": lambda r, N: (*r.random((2, N, 3)),),
    "numerical_gradient": lambda r, N: (lambda x: np.sum(x**2), r.normal(size=(N, 2))),
    "one_hot": lambda r, N: (r.integers(0, 3, N), 3),
    "output_delta": lambda r, N: (*r.random((2, N)),),
    "ovr_predict": lambda r, N: (r.random((N, 3)),),
    "permute_hidden": lambda r, N: (*layer(r, N, 3), r.normal(size=(3, 2)), np.array([2, 0, 1])),
    "predict_label": lambda r, N: (r.random(N),),
    "rank_components": lambda r, N: (r.normal(size=N),),
    "relative_error": lambda r, N: (*r.normal(size=(2, N)),),
    "relu": lambda r, N: (r.normal(size=(N, 3)),),
    "ridge_fit": lambda r, N: (r.normal(size=(N, 3)), r.normal(size=N), 0.1),
    "rnn_step": lambda r, N: (r.normal(size=(N, 3)), r.normal(size=(N, 2)), r.normal(size=(3, 2)),
                              r.normal(size=(2, 2)), r.normal(size=2)),
    "saliency": lambda r, N: (params(r), ["tanh", "softmax"], r.normal(size=4), 1),
    "sgd": lambda r, N: (r.normal(size=N), 0.1, [0, 1, 0], lambda theta, i: theta + i),
    "sgd_step": lambda r, N: (params(r), params(r), 0.1),
    "sigmoid": lambda r, N: (r.normal(size=(N, 3)),),
    "softmax": lambda r, N: (r.normal(size=(N, 3)),),
    "softmax_jacobian": lambda r, N: (r.normal(size=N),),
    "softmax_step": lambda r, N: (r.normal(size=(N, 2)), r.dirichlet(np.ones(3), N),
                                  *layer(r, 2, 3), 0.1),
    "sse": lambda r, N: (*r.random((2, N, 3)),),
    "staircase": lambda r, N: (np.sin, 5, 50.0, r.random(N)),
    "standardize": lambda r, N: (r.normal(size=(N, 3)), r.normal(size=(4, 3))),
    "steepest": lambda r, N: (r.normal(size=N),),
    "tanh": lambda r, N: (r.normal(size=(N, 3)),),
    "tanh_from_sigmoid": lambda r, N: (r.normal(size=(N, 3)),),
    "tanh_prime_from_a": lambda r, N: (r.uniform(-1, 1, (N, 3)),),
    "tied_grad": lambda r, N: (r.normal(size=(N, 3)), r.normal(size=(3, 2))),
    "to_bits": lambda r, N: (r.integers(0, 4, N), 2),
    "to_inputs": lambda r, N: (r.integers(0, 256, (N, 28, 28), dtype=np.uint8),),
    "train": lambda r, N: (params(r), ["tanh", "sigmoid"], r.normal(size=(N, 4)),
                           r.random((N, 3)), 0.1, 2),
    "two_paths": lambda r, N: (*r.normal(size=(2, N)),),
    "walk_back": lambda r, N: (np.tril(r.normal(size=(N, N)), -1),),
    "unflatten": lambda r, N: (r.normal(size=9), [2, 3]),
}  # fmt: skip
NO_ARRAYS = {  # nothing to change, or checked in a test of its own
    "MLP", "SGD", "Adam", "GradientReport", "ShapeError", "Value", "gradients", "check_gradient",
    "chain", "count_params", "init_layer", "minibatches", "tent_params", "train_digits", "updates",
    "backward", "output_gradient",
}  # fmt: skip


CATALOGUE = """
sigmoid(z); sigmoid_prime(z); neuron(x, w, b); predict_label(p, threshold=0.5); nll(p, y);
nll_logits(z, y); logistic_grads(X, y, w, b); fold_bias(X, W, b); ovr_predict(S);
tanh(z); tanh_from_sigmoid(z); tanh_prime(z); tanh_prime_from_a(a); relu(z); relu_prime(z);
collapse(W1, b1, W2, b2);
count_params(sizes); dense(X, W, b); dense_loops(x, W, b); from_columns(W, b);
forward_232(X, W1, b1, W2, b2); forward(X, params, acts);
one_hot(labels, K); softmax(Z); softmax_jacobian(z); mse(A, Y); half_sse(A, Y);
digit_cost(a, y); bce(p, y); cross_entropy(P, Y); cross_entropy_labels(P, labels);
cross_entropy_logits(Z, labels); accuracy(P, labels);
descend(df, w0, lr, steps); grad_C(v); numerical_gradient(f, x, h=1e-5); steepest(g);
rank_components(g); average_nudges(T);
chain(dg, du, u, x); two_paths(du, dg); chain_jacobian(du_dx, dg_du); jacobian(f, x);
neuron_grads(x, y, w, b);
output_delta(a, y); grads_chain(x, y, w, b); grads_221(X, y, theta); grad_w1_2221(x, y, theta);
delta_squared(A, Y); delta_softmax(Z, Y); dense_backward(dZ, X, W);
hidden_delta(dZ_next, W_next, A); mlp_grads(X, Y, W1, b1, W2, b2);
backprop(params, acts, X, Y, loss); flatten(params); relative_error(g, n);
init_layer(n_in, n_out, rng); standardize(X_train, X_test); minibatches(X, Y, batch_size, rng);
updates(N, batch_size, epochs); batch_gradient(G, idx); sgd_step(params, grads, lr);
sgd(theta, lr, order, grad); softmax_step(X, Y, W, b, lr); train(params, acts, X, Y, lr, steps);
to_bits(labels, n);
staircase(f, M, k, x); tent_params(k); permute_hidden(W1, b1, W2, perm); gradient_ratios(dWs);
to_inputs(images); confusion_matrix(P, labels, K); nudges(A, Y); train_digits(X, Y, rng);
l2_penalty(weights, lam); add_ridge(J, W, dW, lam); ridge_fit(X, y, lam);
dropout_forward(A, p_drop, rng, train=True);
batchnorm_forward(X, gamma, beta, running_mean, running_var, train, momentum=0.9, eps=1e-5);
batchnorm_backward(dY, X, gamma, eps=1e-5);
momentum_step(w, g, v, lr, beta); adam_step(w, g, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8);
early_stop(losses, patience, tol);
denoising_loss(X_clean, X_noisy, We, be, Wd, bd); tied_grad(X, W); saliency(params, acts, x, k);
conv2d_valid(image, kernel); rnn_step(x, h, Wxh, Whh, b); lstm_step(x, h, c, W, U, b);
attention(Q, K, V, causal=False);
"""  # the functions of the exercises, unit by unit


def layer(rng, n_in, n_out):
    return rng.normal(size=(n_in, n_out)), rng.normal(size=n_out)


def params(rng):
    return [layer(rng, 4, 5), layer(rng, 5, 3)]


def arrays(value):
    """Every array in nested tuples and lists."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from arrays(part)


PAIRED = ("_backward", "_grad", "_prime")
PURE = sorted(n for n in nn.__all__ if n not in NO_ARRAYS and n not in CALLS)


def test_every_function_has_a_call_in_this_file():
    assert [name for name in PURE if not name.endswith(PAIRED)] == []
    assert set(CALLS) <= set(nn.__all__)


@pytest.mark.parametrize("name", sorted(CALLS))
@pytest.mark.parametrize("N", [1, 5])
def test_arguments_are_left_alone_and_results_are_finite(name, N, rng):
    arguments = CALLS[name](rng, N)
    before = [a.copy() for a in arrays(arguments)]
    for array in arrays(arguments):
        array.flags.writeable = False
    result = getattr(nn, name)(*arguments)
    for array, copy in zip(arrays(arguments), before, strict=True):
        np.testing.assert_array_equal(array, copy)
    for array in arrays(result):
        assert np.all(np.isfinite(array))
        array.flags.writeable = True  # what comes back is not a view of what went in


@pytest.mark.parametrize("name", sorted(CALLS))
def test_integers_give_what_the_same_floats_give(name, rng):
    whole = [
        np.round(3 * a).astype(int) if isinstance(a, np.ndarray) and a.dtype == float else a
        for a in CALLS[name](rng, 5)
    ]
    if name in ("bce", "nll", "cross_entropy", "cross_entropy_labels"):
        whole[0] = np.minimum(whole[0], 1)
    floats = [
        a.astype(float) if isinstance(a, np.ndarray) and b.dtype == float else a
        for a, b in zip(whole, CALLS[name](np.random.default_rng(0), 5), strict=True)
    ]
    if name == "dropout_forward":
        whole[2], floats[2] = np.random.default_rng(1), np.random.default_rng(1)
    results = getattr(nn, name)(*whole), getattr(nn, name)(*floats)
    for a, b in zip(arrays(results[0]), arrays(results[1]), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


def test_single_precision_stays_close_to_double(rng):
    for name in ("sigmoid", "tanh", "relu", "softmax", "nll", "nll_logits", "dense", "mse"):
        double = CALLS[name](rng, 5)
        single = tuple(a.astype(np.float32) for a in double)
        out = getattr(nn, name)(*single)
        assert np.asarray(out).dtype == np.float32 or isinstance(out, float)
        np.testing.assert_allclose(out, getattr(nn, name)(*double), rtol=1e-5, atol=1e-6)


def public_names(path):
    tree = ast.parse(path.read_text())
    lists = [n.value for n in tree.body if isinstance(n, ast.Assign)
             and getattr(n.targets[0], "id", "") == "__all__"]  # fmt: skip
    return ast.literal_eval(lists[0]) if lists else []


def test_nnkit_exports_what_its_modules_export():
    names = [n for p in MODULES if p.stem != "__init__" for n in public_names(p)]
    assert sorted([*names, "ShapeError"]) == sorted(nn.__all__)
    assert [n for n in nn.__all__ if not hasattr(nn, n)] == []
    assert set(nn.__all__) <= set(dir(nn))


def test_star_import_brings_every_name():
    code = (
        "from nnkit import *; import nnkit; "
        "print([n for n in nnkit.__all__ if globals()[n] is not getattr(nnkit, n)], "
        "nnkit.mlp.MLP is MLP, callable(nnkit.train), nnkit.data.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[] True True nnkit.data\n"


@pytest.mark.parametrize("call", [c.strip() for c in CATALOGUE.split(";") if c.strip()])
def test_function_of_the_exercises_has_its_name_and_arguments(call):
    name, arguments = call.rstrip(")").split("(", 1)
    signature = inspect.signature(getattr(nn, name))
    defaults = {n: p.default for n, p in signature.parameters.items()}
    exec(f"def wanted({arguments}): ...", space := {})
    wanted = inspect.signature(space["wanted"]).parameters
    assert defaults == {n: p.default for n, p in wanted.items()}


def test_unknown_name_is_an_attribute_error():
    for name in ("sigmoyd", "_sigmoid", "__sigmoid__"):
        with pytest.raises(AttributeError, match=f"nnkit has no attribute '{name}'"):
            getattr(nn, name)


@pytest.mark.parametrize("name", nn.__all__)
def test_docstring_names_arguments_of_the_signature(name):
    thing = getattr(nn, name)
    assert inspect.getdoc(thing), name
    if inspect.isfunction(thing) and "Parameters\n" in thing.__doc__:
        section = inspect.getdoc(thing).split("Parameters\n")[1]
        names = [
            part.strip()
            for line in re.split(r"\n\n\w", section)[0].splitlines()[1:]
            if line[:1].strip()
            for part in line.split(" : ")[0].split(",")
        ]
        assert names, name
        assert set(names) <= set(inspect.signature(thing).parameters), name


def test_import_loads_neither_matplotlib_nor_the_grading():
    code = "import sys, nnkit; print(*(m for m in sys.modules if m.count('.') < 2))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "nnkit.losses" in loaded
    assert not loaded & {"matplotlib", "scipy", "sklearn", "IPython", "nnkit.grading", "nnkit.mlp"}


TWO = {  # functions that want two arrays of one shape: the names of the arrays
    "mse": "Y A", "sse": "Y A", "half_sse": "Y A", "nudges": "Y A", "digit_cost": "Y A",
    "mse_grad": "Y A", "sse_grad": "Y A", "half_sse_grad": "Y A", "nll": "y p", "nll_grad": "y p",
    "bce": "y p", "bce_grad": "y p", "nll_logits": "y z", "nll_logits_grad": "y z",
    "cross_entropy": "Y P", "cross_entropy_grad": "Y P", "output_delta": "y a",
    "delta_squared": "y a", "delta_softmax": "Y Z", "two_paths": "dg du", "relative_error": "n g",
}  # fmt: skip


@pytest.mark.parametrize(("name", "names"), TWO.items())
def test_arrays_of_two_shapes_are_named_in_the_message(name, names):
    one, other = names.split()
    message = rf"^{one} has shape \(5,\), expected \(4,\) as {other} has$"
    with pytest.raises(nn.ShapeError, match=message):
        getattr(nn, name)(np.ones(4), np.ones(5))


@pytest.mark.parametrize("name", ["accuracy", "cross_entropy_labels", "cross_entropy_labels_grad"])
def test_probabilities_of_another_shape_are_named(name):
    with pytest.raises(nn.ShapeError, match=r"^P has shape \(3,\), expected \(N, K\)"):
        getattr(nn, name)(np.ones(3), [0])


@pytest.mark.parametrize("name", ["cross_entropy_logits", "cross_entropy_logits_grad"])
def test_logits_of_another_shape_are_named(name):
    with pytest.raises(nn.ShapeError, match=r"^Z has shape \(3,\), expected \(N, K\)"):
        getattr(nn, name)(np.ones(3), [0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.dense_loops(np.ones(3), np.ones((2, 3)), np.ones(3)),
         r"x has shape \(3,\), expected \(..., 2\) for the rows of W"),
        (lambda: nn.hidden_delta(np.ones((5, 2)), np.ones((3, 2)), np.ones((5, 2))),
         r"A has shape \(5, 2\), expected \(5, 3\) as dZ_next W_next\^T has"),
        (lambda: nn.dense(np.ones((5, 3)), np.ones((3, 2)), np.ones(3)),
         r"b has shape \(3,\), expected \(2,\) for the columns of W"),
        (lambda: nn.dense_backward(np.ones(2), np.ones((2, 3)), np.ones((3, 2))),
         r"dZ has shape \(2,\) and X \(2, 3\), expected \(N, n_out\) and \(N, n_in\)"),
        (lambda: nn.tied_grad(np.ones((5, 3)), np.ones((2, 1))),
         r"X has shape \(5, 3\), expected \(..., 2\) for the rows of W"),
        (lambda: nn.dropout_backward(np.ones(3), np.ones(4)),
         r"dout has shape \(3,\), expected \(4,\) as mask has"),
        (lambda: nn.batchnorm_backward(np.ones((5, 3)), np.ones((5, 2)), np.ones(2)),
         r"dY has shape \(5, 3\), expected \(5, 2\) as X has"),
        (lambda: nn.neuron(np.ones(2), np.ones(3), 0),
         r"x has shape \(2,\), expected \(..., 3\) for the weights w"),
        (lambda: nn.fold_bias(np.ones((2, 3)), np.ones((2, 4)), np.ones(4)),
         r"X has shape \(2, 3\), expected \(..., 2\) for the rows of W; its transpose would fit"),
        (lambda: nn.sgd_step([(np.ones((2, 3)), np.ones(3))], [(np.ones((2, 3)), np.ones(2))], 1),
         r"db has shape \(2,\), expected \(3,\) as its parameter has"),
        (lambda: nn.to_bits([0, 4], 2),
         "labels has entries from 0 to 4, expected 0 to 3 for 4 classes"),
    ],
)  # fmt: skip
def test_message_names_the_argument_and_what_it_must_fit(call, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()


def test_defaults_are_what_they_say(rng):
    """What happens without the optional arguments, beyond the signature."""
    w, g, m, v = rng.random((4, 3))
    explicit = nn.adam_step(w, g, m, v, 2, 1e-3, 0.9, 0.999, 1e-8)
    for a, b in zip(nn.adam_step(w, g, m, v, 2), explicit, strict=True):
        np.testing.assert_array_equal(a, b)
    dY, X = rng.normal(size=(2, 5, 3)) / 100
    for a, b in zip(
        nn.batchnorm_backward(dY, X, w), nn.batchnorm_backward(dY, X, w, 1e-5), strict=True
    ):
        np.testing.assert_array_equal(a, b)
    Q, K, V, d = rng.normal(size=(4, 5, 3))
    for a, b in zip(
        nn.attention_backward(d, Q, K, V), nn.attention_backward(d, Q, K, V, False), strict=True
    ):
        np.testing.assert_array_equal(a, b)


def test_kind_and_shape_of_rare_results():
    np.testing.assert_array_equal(nn.steepest(np.zeros((2, 3))), np.zeros((2, 3)))
    assert nn.fold_bias(np.ones((2, 3), np.float32), np.ones((3, 1)), [1])[0].dtype == np.float32
    assert nn.to_bits([1], 1).dtype == float
    with pytest.raises(nn.ShapeError, match=r"^P has shape \(3,\), expected \(N, 3\)"):
        nn.confusion_matrix(np.ones(3), [0], 3)
