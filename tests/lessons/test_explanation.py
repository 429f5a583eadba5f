import numpy as np
import pytest

import nnkit as nn


def test_denoising_loss_compares_with_the_clean_input(rng):
    clean, noisy = rng.random((2, 5, 4))
    We, be, Wd, bd = (rng.normal(size=s) for s in ((4, 2), (2,), (2, 4), (4,)))
    hidden = 1 / (1 + np.exp(-(noisy @ We + be)))
    exact = np.mean((hidden @ Wd + bd - clean) ** 2)
    assert nn.denoising_loss(clean, noisy, We, be, Wd, bd) == pytest.approx(exact, rel=1e-12)


def test_tied_gradient_vanishes_at_the_principal_components(rng):
    X = rng.normal(size=(30, 4)) * [3, 2, 1, 0.5]
    W = np.linalg.svd(X)[2][:2].T
    np.testing.assert_allclose(nn.tied_grad(X, W), 0, atol=1e-12)


@pytest.mark.parametrize(
    "acts", [["tanh", "softmax"], ["relu", "sigmoid"], ["sigmoid", "identity"]]
)
def test_saliency_is_the_row_of_the_jacobian(acts, rng):
    params = [(rng.normal(size=s), rng.normal(size=s[1])) for s in ((4, 5), (5, 2), (2, 3))]
    acts = ["sigmoid", *acts]
    x = rng.normal(size=4)
    J = nn.jacobian(lambda x: nn.forward(x[None], params, acts)[1][-1][0], x)
    for k in range(3):
        np.testing.assert_allclose(nn.saliency(params, acts, x, k), J[k], rtol=1e-5, atol=1e-9)
