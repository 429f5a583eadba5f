"""Wrong answers to unit 13 that are not in the specs: all rejected, most of them named."""

import numpy as np

from nnkit import adam_step


def momentum(velocity=None, place=None, order=1):
    def answer(w, g, v, lr, beta):
        new = velocity(g, v, lr, beta) if velocity else beta * v - lr * g
        there = place(w, g, v, new, lr, beta) if place else w + new
        return (there, new)[::order]

    return answer


def adam(m=None, v=None, count=None, hats=None, step=None, returned=None, sign=-1):
    """Adam with some of its steps replaced."""

    def answer(w, g, m_, v_, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
        mean = m(m_, g, b1) if m else b1 * m_ + (1 - b1) * g
        square = v(v_, g, b2) if v else b2 * v_ + (1 - b2) * g**2
        n = count(t) if count else t
        m_hat, v_hat = (
            hats(mean, square, b1, b2, t) if hats else (mean / (1 - b1**n), square / (1 - b2**n))
        )
        way = step(m_hat, v_hat, lr, eps, g) if step else lr * m_hat / (np.sqrt(v_hat) + eps)
        return (w + sign * way, *((m_hat, v_hat) if returned else (mean, square)))

    return answer


def uncorrected(m, v, b1, b2, t):
    return m, v


def only_m(m, v, b1, b2, t):
    return m / (1 - b1**t), v


def only_v(m, v, b1, b2, t):
    return m, v / (1 - b2**t)


def times_t(m, v, b1, b2, t):
    return m / (1 - b1 * t), v / (1 - b2 * t)


def fixed(m, v, b1, b2, t):
    return m / (1 - b1), v / (1 - b2)


def multiplied(m, v, b1, b2, t):
    return m * (1 - b1**t), v * (1 - b2**t)


def not_squared(v, g, b2):
    return b2 * v + (1 - b2) * g


def no_share(v, g, b2):
    return b2 * v + g**2


def eps_inside(m_hat, v_hat, lr, eps, g):
    return lr * m_hat / np.sqrt(v_hat + eps)


def no_root(m_hat, v_hat, lr, eps, g):
    return lr * m_hat / (v_hat + eps)


def before_the_step(t):
    return t - 1 if t > 1 else 1


def stop(better=None, reset=True, when=None, result=None, move=None):
    """Early stopping with some of its steps replaced."""

    def answer(losses, patience, tol):
        best, waited, before = np.inf, 0, np.inf
        place = 0
        for k, loss in enumerate(losses):
            good = better(loss, best, before, tol) if better else loss < best - tol
            if good:
                best, place = loss, k
            waited = (0 if reset else waited) if good else waited + 1
            best = move(best, loss) if move else best
            before = loss
            if when(waited, patience) if when else waited >= patience:
                return result(k, place, patience) if result else k
        return len(losses) - 1

    return answer


def to_the_previous(loss, best, before, tol):
    return loss < before - tol


def without_tol(loss, best, before, tol):
    return loss < best


def other_sign(loss, best, before, tol):
    return loss < best + tol


def one_late(waited, patience):
    return waited > patience


def one_early(waited, patience):
    return waited >= patience - 1


def lines(**changed):
    def answer(b, g, m2, m1, c):
        v = {"b": b, "g": g, "m2": m2, "m1": m1, "c": c, "n": (1 - b) * g}
        n = v["n"]
        right = [b * m2 + n, b * (b * m1 + n) + n, b * (b * n + n) + n, c * g]
        return [changed.get(f"line_{k}", lambda v, r=r: r)(v) for k, r in enumerate(right, 1)]

    return answer


def comparing(agree, times=(1, 3), **options):
    def answer(f):
        rng = np.random.default_rng(2)
        for t in times:
            args = *rng.normal(size=(3, 4)), rng.uniform(0.2, 1, 4), t
            if not agree([np.asarray(a) for a in f(*args, **options)], adam_step(*args, **options)):
                return False
        return True

    return answer


def all_close(found, wanted):
    return all(np.allclose(a, b) for a, b in zip(found, wanted, strict=True))


def four(**changed):
    def answer(w, g, v, m, u, lr, beta, b1, b2, t):
        held = dict(locals())
        right = {
            "A": lambda _: w + beta * v,
            "B": lambda _: beta * v - lr * g,
            "C": lambda _: b2 * u + (1 - b2) * g**2,
            "D": lambda _: m / (1 - b1**t),
        }
        return [(right | changed)[letter](held) for letter in "ABCD"]

    return answer


OWN = {"lr": 0.2, "b1": 0.6, "b2": 0.8, "eps": 0.3}

WRONG = {
    "momentum_step": [
        (momentum(velocity=lambda g, v, lr, beta: beta * v + lr * g), True),
        (momentum(velocity=lambda g, v, lr, beta: beta * v - (1 - beta) * lr * g), True),
        (
            momentum(
                velocity=lambda g, v, lr, beta: beta * v + (1 - beta) * g,
                place=lambda w, g, v, new, lr, beta: w - lr * new,
            ),
            True,
        ),
        (
            momentum(
                velocity=lambda g, v, lr, beta: beta * v + g,
                place=lambda w, g, v, new, lr, beta: w - lr * new,
            ),
            True,
        ),
        (momentum(place=lambda w, g, v, new, lr, beta: w + v), True),
        (momentum(place=lambda w, g, v, new, lr, beta: w - new), True),
        (momentum(place=lambda w, g, v, new, lr, beta: w - lr * g), True),
        (momentum(place=lambda w, g, v, new, lr, beta: w + beta * new - lr * g), True),
        (momentum(place=lambda w, g, v, new, lr, beta: w + lr * new), True),
        (momentum(velocity=lambda g, v, lr, beta: beta * v - g), True),
        (momentum(velocity=lambda g, v, lr, beta: v - lr * g), True),
        (momentum(velocity=lambda g, v, lr, beta: beta * (v - lr * g)), True),
        (momentum(velocity=lambda g, v, lr, beta: lr * v - beta * g), True),
        (momentum(order=-1), True),
        (momentum(velocity=lambda g, v, lr, beta: beta * v + lr * g, order=-1), True),
        (momentum(velocity=lambda g, v, lr, beta: (1 - beta) * v - lr * g), True),
        (lambda w, g, v, lr, beta: w + beta * v - lr * g, True),
    ],
    "adam_step": [
        (adam(hats=uncorrected), True),
        (adam(hats=only_m), True),
        (adam(hats=only_v), True),
        (adam(hats=times_t), True),
        (adam(hats=fixed), True),
        (adam(hats=multiplied), True),
        (adam(count=lambda t: t + 1), True),
        (adam(count=before_the_step), True),
        (adam(returned=True), True),
        (adam(v=not_squared), True),
        (adam(v=no_share), True),
        (adam(m=lambda m, g, b1: b1 * m + g), True),
        (adam(m=lambda m, g, b1: (1 - b1) * m + b1 * g), True),
        (adam(step=eps_inside), True),
        (adam(step=no_root), True),
        (adam(step=lambda m_hat, v_hat, lr, eps, g: lr * g / (np.sqrt(v_hat) + eps)), True),
        (adam(step=lambda m_hat, v_hat, lr, eps, g: lr * m_hat / np.sqrt(v_hat)), True),
        (adam(sign=1), True),
        (adam(hats=uncorrected, step=eps_inside), True),
        (adam(hats=uncorrected, sign=1), True),
        (adam(count=lambda t: t + 1, step=eps_inside), True),
        (adam(returned=True, step=eps_inside), True),
        (adam(v=not_squared, hats=uncorrected), True),
        (adam(step=no_root, sign=1), True),
        (lambda *args, **kw: adam()(*args, **kw)[0], True),
        (lambda *args, **kw: adam()(*args, **kw)[::-1], True),
    ],
    "early_stop": [
        (stop(better=to_the_previous), True),
        (stop(better=without_tol), True),
        (stop(better=other_sign), True),
        (stop(reset=False), True),
        (stop(when=one_late), True),
        (stop(when=one_early), True),
        (stop(result=lambda k, place, patience: place), True),
        (stop(result=lambda k, place, patience: k + 1), True),
        (stop(result=lambda k, place, patience: k - patience), True),
        (stop(move=min), True),
        (stop(better=to_the_previous, when=one_late), True),
        (stop(better=without_tol, when=one_late), False),
        (stop(reset=False, when=one_late), True),
        (lambda losses, patience, tol: int(np.argmin(losses)), False),
        (lambda losses, patience, tol: len(losses) - 1, True),
        (lambda losses, patience, tol: len(losses), False),
    ],
    "derive_adam": [
        (lines(line_1=lambda v: v["b"] * v["m2"] + v["g"]), True),
        (lines(line_1=lambda v: (1 - v["b"]) * v["m2"] + v["b"] * v["g"]), True),
        (lines(line_2=lambda v: v["b"] * v["m1"] + v["n"]), True),
        (lines(line_2=lambda v: v["b"] ** 2 * v["m1"] + v["n"]), True),
        (lines(line_3=lambda v: v["b"] ** 3 * v["g"]), True),
        (lines(line_3=lambda v: 3 * v["n"]), False),
        (lines(line_4=lambda v: v["g"] / v["c"]), True),
        (lines(line_4=lambda v: (1 - v["c"]) * v["g"]), False),
    ],
    "check_adam": [
        (lambda f: True, True),
        (lambda f: "yes", False),
        (comparing(all_close), False),
        (comparing(all_close, times=(1,), **OWN), True),
        (comparing(lambda a, b: np.allclose(a[0], b[0]), **OWN), True),
        (comparing(lambda a, b: all_close(a[1:], b[1:]), **OWN), False),
        (comparing(all_close, times=(10000,), **OWN), True),
        (
            comparing(
                lambda a, b: all(np.array_equal(x, y) for x, y in zip(a, b, strict=True)), **OWN
            ),
            True,
        ),
    ],
    "corrected_runners": [
        (four(B=lambda v: v["beta"] * (v["v"] - v["lr"] * v["g"])), True),
        (four(C=lambda v: v["b2"] * v["u"] + (1 - v["b2"]) * v["g"]), True),
        (four(D=lambda v: v["m"] / (1 - v["b1"] * v["t"])), True),
        (four(D=lambda v: v["m"] / (1 - v["b1"])), True),
        (four(D=lambda v: v["m"] / (1 - v["b1"] ** (v["t"] - 1))), False),
        (four(C=lambda v: v["b2"] * v["u"] ** 2 + (1 - v["b2"]) * v["g"] ** 2), True),
        (four(A=lambda v: v["w"] + v["beta"] * v["v"] - v["lr"] * v["g"]), False),
        (four(B=lambda v: v["beta"] * v["v"] + v["lr"] * v["g"]), True),
    ],
}


def adam_by_hand(w, g, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8, old=(), late=0, bottom=None):
    """A step of Adam that goes by the old m or v, or counts t from another number."""
    new_m, new_v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
    n = t - late
    one, two = (1 - b1**n, 1 - b2**n) if n else (1, 1)
    root = np.sqrt((v if "v" in old else new_v) / two)
    below = bottom(root, eps) if bottom else root + eps
    return w - lr * (m if "m" in old else new_m) / one / below, new_m, new_v


WRONG["adam_step"] += [
    (lambda *args, **own: adam_by_hand(*args, **own, old="m"), True),
    (lambda *args, **own: adam_by_hand(*args, **own, old="v"), True),
    (lambda *args, **own: adam_by_hand(*args, **own, old="mv"), True),
    (lambda *args, **own: adam_by_hand(*args, **own, late=1), True),
    (lambda *args, **own: adam_by_hand(*args, **own, bottom=lambda a, e: a * (1 + e)), True),
]


def stop_by_hand(losses, patience, tol, again=True, best=np.inf, found=lambda k, losses: k):
    wait = 0
    for k, loss in enumerate(losses):
        if loss < best - tol:
            best, wait = loss, wait * (not again)
        else:
            wait += 1
            if wait >= patience:
                return found(k, losses)
    return found(len(losses) - 1, losses)


WRONG["early_stop"] += [
    (lambda losses, n, tol: stop_by_hand(losses, n, -tol, again=False), True),
    (lambda losses, n, tol: stop_by_hand(losses, n, tol, best=0), True),
    (lambda losses, n, tol: stop_by_hand(losses, n, tol, found=lambda k, ls: ls[k]), True),
]
