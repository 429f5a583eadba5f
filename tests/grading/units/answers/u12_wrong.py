"""Wrong answers to unit 12 that are not in the specs: all rejected, most of them named."""

import numpy as np

from nnkit import batchnorm_forward


def dropout(keep=None, factor=None, at_test=None, out=None):
    """Dropout with some of its steps replaced."""

    def answer(A, p_drop, rng, train=True):
        if not train:
            return at_test(A, p_drop, rng) if at_test else (A, np.ones(A.shape))
        kept = keep(A, p_drop, rng) if keep else rng.binomial(1, 1 - p_drop, A.shape)
        mask = kept * (factor(p_drop) if factor else 1 / (1 - p_drop))
        return (out(A, kept, mask) if out else A * mask), mask

    return answer


def keep_with_p(A, p_drop, rng):
    return rng.binomial(1, p_drop, A.shape)


def one_row(A, p_drop, rng):
    return rng.binomial(1, 1 - p_drop, A.shape[1]) * np.ones(A.shape)


def one_column(A, p_drop, rng):
    return rng.binomial(1, 1 - p_drop, (len(A), 1)) * np.ones(A.shape)


def no_factor(p_drop):
    return 1.0


def scaled_down(A, p_drop, rng):
    return A * (1 - p_drop), np.ones(A.shape)


def dropped_too(A, p_drop, rng):
    mask = rng.binomial(1, 1 - p_drop, A.shape) / (1 - p_drop)
    return A * mask, mask


def same_draws(A, p_drop, rng, train=True):
    return dropout()(A, p_drop, np.random.default_rng(1), train)


def out_only(A, p_drop, rng, train=True):
    return dropout()(A, p_drop, rng, train)[0]


def norm(axis=0, ddof=0, used="batch", at_test="running", root=None, mix=None, end=None):
    """Batch norm with some of its steps replaced."""

    def answer(X, gamma, beta, rm, rv, train, momentum=0.9, eps=1e-5):
        keep = axis == 1
        mean, var = X.mean(axis, keepdims=keep), X.var(axis, ddof=ddof, keepdims=keep)
        new = rm, rv
        if train or at_test == "moves":
            b_mean, b_var = X.mean(0), X.var(0, ddof=ddof)
            new = (
                mix(rm, rv, b_mean, b_var, momentum)
                if mix
                else (
                    momentum * rm + (1 - momentum) * b_mean,
                    momentum * rv + (1 - momentum) * b_var,
                )
            )
        if not train and at_test != "batch":
            mean, var = rm, rv
        if train and used == "running":
            mean, var = rm, rv
        if train and used == "new":
            mean, var = new
        H = (X - mean) / (root(var, eps) if root else np.sqrt(var + eps))
        return (end(H, gamma, beta) if end else gamma * H + beta), *new

    return answer


def eps_behind(var, eps):
    return np.sqrt(var) + eps


def no_root(var, eps):
    return var + eps


def exchanged(rm, rv, b_mean, b_var, momentum):
    return momentum * b_mean + (1 - momentum) * rm, momentum * b_var + (1 - momentum) * rv


def batch_only(rm, rv, b_mean, b_var, momentum):
    return b_mean, b_var


def added(rm, rv, b_mean, b_var, momentum):
    return momentum * rm + b_mean, momentum * rv + b_var


def back(dX=None, dgamma=None, dbeta=None, dH=None, ddof=0, root=None):
    """The way back with some of its steps replaced."""

    def answer(dY, X, gamma, eps=1e-5):
        D = X - X.mean(0)
        v = X.var(0, ddof=ddof)
        s = root(v, eps) if root else np.sqrt(v + eps)
        H = D / s
        d = dH(dY, gamma) if dH else dY * gamma
        return (
            dX(d, H, s, D) if dX else (d - d.mean(0) - H * (d * H).mean(0)) / s,
            dgamma(dY, H, X, gamma) if dgamma else (dY * H).sum(0),
            dbeta(dY, gamma) if dbeta else dY.sum(0),
        )

    return answer


def lines(**changed):
    def answer(dH, D, s, dv, dm, H):
        v = {"dH": dH, "D": D, "s": s, "dv": dv, "dm": dm, "H": H, "N": len(D)}
        right = [
            dH / s + 2 * dv * D / len(D) + dm / len(D),
            dH / s + 2 * dv * D / len(D) - dH.mean() / s,
            dH / s - D * (dH * D).mean() / s**3 - dH.mean() / s,
            (dH - dH.mean() - H * (dH * H).mean()) / s,
        ]
        return [changed.get(f"line_{k}", lambda v, r=r: r)(v) for k, r in enumerate(right, 1)]

    return answer


def comparing(agree, trains=(True, False), **options):
    def answer(f):
        rng = np.random.default_rng(2)
        for train in trains:
            X = rng.normal(1, 2, (6, 3))
            args = X, *rng.uniform(0.5, 2, (4, 3)), train
            wanted = batchnorm_forward(*args, **options)
            if not agree([np.asarray(v) for v in f(*args, **options)], wanted):
                return False
        return True

    return answer


def all_close(found, wanted):
    return all(np.allclose(a, b) for a, b in zip(found, wanted, strict=True))


def four(**changed):
    def answer(W, dW, b, db, dout, mask, running_mean, X, lr, lam, momentum):
        v = dict(locals())
        right = {
            "A": lambda v: W - lr * (dW + lam * W),
            "B": lambda v: b - lr * db,
            "C": lambda v: dout * mask,
            "D": lambda v: momentum * running_mean + (1 - momentum) * X.mean(0),
        }
        return [(right | changed)[letter](v) for letter in "ABCD"]

    return answer


def squares(weights):
    return sum(np.sum(np.square(W)) for W in weights)


WRONG = {
    "l2_penalty": [
        (lambda weights, lam: lam * squares(weights), True),
        (lambda weights, lam: squares(weights) / 2, True),
        (lambda weights, lam: lam / 2 * sum(np.abs(W).sum() for W in weights), True),
        (lambda weights, lam: lam * sum(np.abs(W).sum() for W in weights), True),
        (lambda weights, lam: lam / 2 * np.sqrt(squares(weights)), True),
        (lambda weights, lam: lam / 2 * squares(weights[:1]), True),
        (lambda weights, lam: lam / 2 * squares(weights[-1:]), True),
        (lambda weights, lam: lam / 2 * sum(np.mean(W**2) for W in weights), True),
        (lambda weights, lam: lam / 2 * squares(weights) / sum(W.size for W in weights), False),
        (lambda weights, lam: lam**2 / 2 * squares(weights), True),
        (lambda weights, lam: [lam / 2 * np.sum(W**2) for W in weights], True),
        (lambda weights, lam: lam / 2 * sum(np.sum(W) ** 2 for W in weights), True),
        (lambda weights, lam: lam * sum(np.linalg.norm(W) for W in weights), False),
        (lambda weights, lam: lam / 2 * np.sum(np.array(weights) ** 2), True),
    ],
    "add_ridge": [
        (lambda J, W, dW, lam: (J + lam * np.sum(W**2), dW + lam * W), True),
        (lambda J, W, dW, lam: (J + lam * np.sum(W**2), dW + 2 * lam * W), True),
        (lambda J, W, dW, lam: (J + lam / 2 * np.sum(W**2), dW + 2 * lam * W), True),
        (lambda J, W, dW, lam: (J + lam / 2 * np.sum(W**2), dW - lam * W), True),
        (lambda J, W, dW, lam: (J - lam / 2 * np.sum(W**2), dW - lam * W), True),
        (lambda J, W, dW, lam: (J + lam / 2 * np.sum(W**2), lam * W), True),
        (lambda J, W, dW, lam: (lam / 2 * np.sum(W**2), lam * W), True),
        (lambda J, W, dW, lam: (J + lam / 2 * np.sum(W**2), dW), True),
        (lambda J, W, dW, lam: (J + lam / 2 * np.sum(abs(W)), dW + lam / 2 * np.sign(W)), True),
        (lambda J, W, dW, lam: (J + lam * np.sum(abs(W)), dW + lam * np.sign(W)), True),
        (lambda J, W, dW, lam: (dW + lam * W, J + lam / 2 * np.sum(W**2)), True),
        (lambda J, W, dW, lam: (J + lam / 2 * np.sum(W) ** 2, dW + lam * W), True),
        (lambda J, W, dW, lam: (J + lam / 2 * W**2, dW + lam * W), True),
        (lambda J, W, dW, lam: (J + lam / 2 * np.sum(W**2), dW + lam * np.sum(W)), True),
        (lambda J, W, dW, lam: (J + lam / 2 * np.mean(W**2), dW + lam * W / W.size), True),
        (lambda J, W, dW, lam: J + lam / 2 * np.sum(W**2), True),
    ],
    "ridge_fit": [
        (lambda X, y, lam: np.linalg.solve(X.T @ X + lam, X.T @ y), True),
        (lambda X, y, lam: np.linalg.inv(X.T @ X + lam) @ X.T @ y, True),
        (lambda X, y, lam: np.linalg.inv(X.T @ X + lam) @ (X.T @ y), True),
        (lambda X, y, lam: np.linalg.lstsq(X, y, rcond=None)[0], True),
        (
            lambda X, y, lam: np.linalg.solve(
                X.T @ X / len(X) + lam * np.eye(X.shape[1]), X.T @ y / len(X)
            ),
            True,
        ),
        (lambda X, y, lam: np.linalg.solve(X.T @ X + lam / 2 * np.eye(X.shape[1]), X.T @ y), True),
        (lambda X, y, lam: np.linalg.solve(X.T @ X + 2 * lam * np.eye(X.shape[1]), X.T @ y), True),
        (lambda X, y, lam: np.linalg.solve(X.T @ X - lam * np.eye(X.shape[1]), X.T @ y), True),
        (lambda X, y, lam: np.linalg.solve(X.T @ X + lam**2 * np.eye(X.shape[1]), X.T @ y), True),
        (
            lambda X, y, lam: np.linalg.solve(X.T @ X + lam * np.eye(X.shape[1]), X.T @ y / len(X)),
            True,
        ),
        (lambda X, y, lam: np.linalg.solve(X @ X.T + lam * np.eye(len(X)), y), False),
        (lambda X, y, lam: np.linalg.inv(X.T @ X) @ X.T @ y / (1 + lam), False),
        (
            lambda X, y, lam: np.linalg.solve(X.T @ X + len(X) * lam * np.eye(X.shape[1]), X.T @ y),
            True,
        ),
    ],
    "dropout_forward": [
        (dropout(factor=no_factor), True),
        (dropout(factor=lambda p: 1 - p), True),
        (dropout(factor=lambda p: 1 / p), True),
        (dropout(keep=keep_with_p), True),
        (dropout(keep=keep_with_p, factor=lambda p: 1 / p), True),
        (dropout(keep=keep_with_p, factor=no_factor), True),
        (dropout(keep=one_row), True),
        (dropout(keep=one_column), True),
        (dropout(keep=one_row, factor=no_factor), True),
        (dropout(at_test=scaled_down), True),
        (dropout(factor=no_factor, at_test=scaled_down), True),
        (dropout(at_test=dropped_too), True),
        (dropout(at_test=dropped_too, factor=no_factor), False),
        (dropout(out=lambda A, kept, mask: A * kept), True),
        (dropout(factor=no_factor, out=lambda A, kept, mask: A * kept / 0.5), False),
        (same_draws, False),
        (out_only, False),
        (lambda A, p_drop, rng, train=True: dropout()(A, p_drop, np.random, train), False),
        (lambda A, p_drop, rng, train=True: dropout()(A, p_drop, rng, train)[::-1], False),
    ],
    "batchnorm_forward": [
        (norm(ddof=1), True),
        (norm(axis=1), True),
        (norm(used="running"), True),
        (norm(used="new"), True),
        (norm(at_test="batch"), True),
        (norm(at_test="moves"), True),
        (norm(root=eps_behind), True),
        (norm(root=no_root), True),
        (norm(root=lambda var, eps: np.sqrt(var)), True),
        (norm(mix=exchanged), True),
        (norm(mix=batch_only), True),
        (norm(mix=added), True),
        (norm(mix=lambda rm, rv, m, v, share: (rm, rv)), True),
        (norm(end=lambda H, gamma, beta: H), True),
        (norm(end=lambda H, gamma, beta: gamma * (H + beta)), True),
        (norm(end=lambda H, gamma, beta: beta * H + gamma), True),
        (norm(mix=exchanged, root=eps_behind), True),
        (norm(mix=exchanged, ddof=1), True),
        (norm(ddof=1, root=eps_behind), True),
        (norm(at_test="batch", mix=exchanged), True),
        (norm(used="running", mix=exchanged), True),
        (lambda *args, **kw: norm()(*args, **kw)[0], True),
    ],
    "batchnorm_backward": [
        (back(dX=lambda d, H, s, D: d / s), True),
        (back(dX=lambda d, H, s, D: (d - d.mean(0)) / s), True),
        (back(dX=lambda d, H, s, D: (d - H * (d * H).mean(0)) / s), True),
        (back(dX=lambda d, H, s, D: d - d.mean(0) - H * (d * H).mean(0)), True),
        (back(dX=lambda d, H, s, D: (d - d.sum(0) - H * (d * H).sum(0)) / s), True),
        (back(dX=lambda d, H, s, D: (d - d.mean(0) + H * (d * H).mean(0)) / s), True),
        (back(dH=lambda dY, gamma: dY), True),
        (back(dgamma=lambda dY, H, X, gamma: (dY * X).sum(0)), True),
        (back(dgamma=lambda dY, H, X, gamma: (dY * H).mean(0)), True),
        (back(dgamma=lambda dY, H, X, gamma: (dY * H).sum(0) * gamma), True),
        (back(dgamma=lambda dY, H, X, gamma: dY.sum(0)), True),
        (back(dbeta=lambda dY, gamma: dY.mean(0)), True),
        (back(dbeta=lambda dY, gamma: (dY * gamma).sum(0)), True),
        (back(dbeta=lambda dY, gamma: dY.sum()), True),
        (back(ddof=1), True),
        (back(root=eps_behind), True),
        (back(root=no_root), True),
        (back(dH=lambda dY, gamma: dY, dbeta=lambda dY, gamma: dY.mean(0)), True),
        (lambda *args: back()(*args)[::-1], True),
    ],
    "derive_batchnorm": [
        (lines(line_1=lambda v: v["dH"] / v["s"] + v["dm"] / v["N"]), True),
        (lines(line_1=lambda v: v["dH"] / v["s"] + v["dv"] + v["dm"]), False),
        (
            lines(
                line_2=lambda v: (
                    v["dH"] / v["s"] + 2 * v["dv"] * v["D"] / v["N"] - v["dH"].sum() / v["s"]
                )
            ),
            True,
        ),
        (
            lines(
                line_3=lambda v: (
                    v["dH"] / v["s"]
                    + v["D"] * (v["dH"] * v["D"]).mean() / v["s"] ** 3
                    - v["dH"].mean() / v["s"]
                )
            ),
            True,
        ),
        (
            lines(
                line_3=lambda v: (
                    v["dH"] / v["s"]
                    - v["D"] * (v["dH"] * v["D"]).mean() / v["s"] ** 2
                    - v["dH"].mean() / v["s"]
                )
            ),
            True,
        ),
        (
            lines(line_4=lambda v: (v["dH"] - v["dH"].mean() - v["H"] * v["dH"].mean()) / v["s"]),
            True,
        ),
        (
            lines(line_4=lambda v: v["dH"] - v["dH"].mean() - v["H"] * (v["dH"] * v["H"]).mean()),
            True,
        ),
    ],
    "check_batchnorm": [
        (lambda f: True, True),
        (lambda f: None, False),
        (comparing(all_close, trains=(True,), eps=0.5, momentum=0.8), True),
        (comparing(all_close, trains=(False,), eps=0.5), True),
        (comparing(lambda a, b: np.allclose(a[0], b[0]), eps=0.5, momentum=0.8), True),
        (comparing(lambda a, b: all_close(a[1:], b[1:]), eps=0.5), False),
        (
            comparing(
                lambda a, b: all(np.array_equal(x, y) for x, y in zip(a, b, strict=True)), eps=0.5
            ),
            True,
        ),
    ],
    "corrected_regularisers": [
        (four(B=lambda v: v["b"] - v["lr"] * (v["db"] + v["lam"] * v["b"])), True),
        (four(C=lambda v: v["dout"] * (v["mask"] > 0)), True),
        (
            four(
                D=lambda v: v["momentum"] * v["X"].mean(0) + (1 - v["momentum"]) * v["running_mean"]
            ),
            True,
        ),
        (four(D=lambda v: v["X"].mean(0)), False),
        (four(B=lambda v: v["b"] - v["db"]), True),
        (four(A=lambda v: v["W"] - v["lr"] * v["dW"]), True),
        (four(C=lambda v: v["dout"] / np.maximum(v["mask"], 1)), False),
    ],
}
