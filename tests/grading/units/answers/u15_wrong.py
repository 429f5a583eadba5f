"""Wrong answers to unit 15 that are not in the specs: all rejected, most of them named."""

import numpy as np

from nnkit import attention, conv2d_valid, sigmoid, softmax
from nnkit.lessons.families import lstm_step


def conv(turn=None, less=0, of=np.sum, pad=False):
    """A sliding kernel with some of its steps replaced."""

    def answer(image, kernel):
        kernel = turn(kernel) if turn else kernel
        kh, kw = kernel.shape
        if pad:
            up, left = kh // 2, kw // 2
            image = np.pad(image, ((up, kh - 1 - up), (left, kw - 1 - left)))
        rows, cols = image.shape[0] - kh + 1 - less, image.shape[1] - kw + 1 - less
        out = np.zeros((rows, cols))
        for i in range(rows):
            for j in range(cols):
                out[i, j] = of(image[i : i + kh, j : j + kw] * kernel)
        return out

    return answer


def turned(kernel):
    return kernel[::-1, ::-1]


def upside_down(kernel):
    return kernel[::-1]


def mirrored(kernel):
    return kernel[:, ::-1]


def rnn(end=np.tanh, state=None, b=1, each=False):
    def answer(x, h, Wxh, Whh, bias):
        back = state(h, Whh) if state else h @ Whh
        if each:
            return end(x @ Wxh + bias) + (end(back) if each == "both" else back)
        return end(x @ Wxh + back + b * bias)

    return answer


def lstm(order="ifgo", new=np.tanh, gate=sigmoid, c_new=None, shown=None, back=("h", "c"), b=1):
    """A step of an LSTM with some of its steps replaced."""

    def answer(x, h, c, W, U, bias):
        blocks = np.split(x @ W + h @ U + b * bias, 4, axis=-1)
        z = dict(zip(order, blocks, strict=True))
        i, f, o = (gate(z[name]) for name in "ifo")
        g = new(z["g"])
        memory = c_new(i, f, g, c, z) if c_new else f * c + i * g
        out = {"h": shown(o, memory, c, g) if shown else o * np.tanh(memory), "c": memory}
        return tuple(out[name] for name in back)

    return answer


def attend(scale=None, mask=None, share=softmax, end=None):
    """Attention with some of its steps replaced."""

    def answer(Q, K, V, causal=False):
        S = Q @ K.T / (scale(Q, K, V) if scale else np.sqrt(Q.shape[1]))
        if mask:
            P = mask(S, causal, share)
        else:
            P = share(np.where(np.tri(*S.shape) > 0, S, -np.inf) if causal else S)
        return end(P, Q, V) if end else P @ V

    return answer


def after(S, causal, share):
    return share(S) * np.tri(*S.shape) if causal else share(S)


def with_zero(S, causal, share):
    return share(S * np.tri(*S.shape) if causal else S)


def with_one(S, causal, share):
    return share(np.where(np.tri(*S.shape) > 0, S, -1) if causal else S)


def one_more(S, causal, share):
    return share(np.where(np.tri(*S.shape, 1) > 0, S, -np.inf) if causal else S)


def future(S, causal, share):
    return share(np.where(np.tri(*S.shape).T > 0, S, -np.inf) if causal else S)


def never(S, causal, share):
    return share(S)


def always(S, causal, share):
    return share(np.where(np.tri(*S.shape) > 0, S, -np.inf))


def columns(S):
    E = np.exp(S - S.max(axis=0))
    return E / E.sum(axis=0)


def no_scale(Q, K, V):
    return 1.0


def lines(**changed):
    def answer(w, h0, h1, h2, h3, y, e3, e2, e1):
        v = dict(locals())
        v |= {"s1": 1 - h1**2, "s2": 1 - h2**2, "start": (h3 - y) * (1 - h3**2)}
        s1, s2, start = v["s1"], v["s2"], v["start"]
        right = [
            start * (h2 + w * s2 * h1 + w * s2 * w * s1 * h0),
            e3 * (h2 + w * s2 * h1 + w * s2 * w * s1 * h0),
            e3 * h2 + e2 * h1 + e2 * w * s1 * h0,
            e3 * h2 + e2 * h1 + e1 * h0,
        ]
        return [changed.get(f"line_{k}", lambda v, r=r: r)(v) for k, r in enumerate(right, 1)]

    return answer


def comparing(agree, causals=(False, True), n=4):
    def answer(f):
        rng = np.random.default_rng(2)
        Q, K, V = rng.normal(size=(n, 3)), rng.normal(size=(n, 3)), rng.normal(size=(n, 2))
        found = [np.asarray(f(Q, K, V, c)) for c in causals]
        wanted = [attention(Q, K, V, c) for c in causals]
        return all(bool(agree(*pair)) for pair in zip(found, wanted, strict=True))

    return answer


def four(**changed):
    def answer(f, i, g, c, S, seen, image, kernel):
        v = dict(locals())
        right = {
            "A": lambda _: f,
            "B": lambda _: f * c + i * g,
            "C": lambda _: softmax(np.where(seen > 0, S, -np.inf)),
            "D": lambda _: np.array(conv2d_valid(image, kernel).shape),
        }
        return [(right | changed)[letter](v) for letter in "ABCD"]

    return answer


WRONG = {
    "conv2d_valid": [
        (conv(turn=turned), True),
        (conv(turn=upside_down), True),
        (conv(turn=mirrored), True),
        (conv(less=1), True),
        (conv(of=np.mean), True),
        (conv(of=np.max), True),
        (conv(pad=True), True),
        (conv(turn=turned, pad=True), True),
        (conv(turn=turned, less=1), True),
        (conv(turn=turned, of=np.mean), True),
        (lambda image, kernel: conv2d_valid(image, np.ones_like(kernel)), True),
        (lambda image, kernel: conv2d_valid(image, kernel).T, True),
        (lambda image, kernel: conv2d_valid(image, kernel).ravel(), True),
        (lambda image, kernel: np.abs(conv2d_valid(image, kernel)), True),
        (lambda image, kernel: np.maximum(conv2d_valid(image, kernel), 0), True),
        (lambda image, kernel: conv2d_valid(image, kernel).sum(), True),
    ],
    "rnn_step": [
        (rnn(end=sigmoid), True),
        (rnn(end=lambda z: z), True),
        (rnn(end=lambda z: np.maximum(z, 0)), True),
        (rnn(b=0), True),
        (rnn(each=True), True),
        (rnn(each="both"), True),
        (rnn(state=lambda h, U: h @ U.T), True),
        (rnn(state=lambda h, U: 0 * h), True),
        (rnn(state=lambda h, U: h), True),
        (rnn(state=lambda h, U: h * np.diag(U)), True),
        (rnn(b=-1), True),
        (rnn(end=sigmoid, b=0), True),
        (rnn(end=lambda z: 1 - np.tanh(z) ** 2), True),
    ],
    "lstm_step": [
        *((lstm(order=order), True) for order in ("figo", "ifog", "iogf", "oifg", "fgio", "gifo")),
        (lstm(new=sigmoid), True),
        (lstm(gate=np.tanh), True),
        (lstm(shown=lambda o, memory, c, g: o * memory), True),
        (lstm(shown=lambda o, memory, c, g: o * np.tanh(c)), True),
        (lstm(shown=lambda o, memory, c, g: np.tanh(memory)), True),
        (lstm(shown=lambda o, memory, c, g: o * sigmoid(memory)), True),
        (lstm(c_new=lambda i, f, g, c, z: c + i * g), True),
        (lstm(c_new=lambda i, f, g, c, z: f * c + g), True),
        (lstm(c_new=lambda i, f, g, c, z: (1 - i) * c + i * g), True),
        (lstm(c_new=lambda i, f, g, c, z: f * (c + i * g)), True),
        (lstm(c_new=lambda i, f, g, c, z: np.tanh(f * c + i * g)), True),
        (lstm(c_new=lambda i, f, g, c, z: f * c - i * g), True),
        (lstm(back=("c", "h")), True),
        (lstm(back=("h",)), False),
        (lstm(b=0), True),
        (lstm(order="figo", back=("c", "h")), True),
        (lstm(order="ifog", new=sigmoid), False),
        (lstm(order="figo", shown=lambda o, memory, c, g: o * memory), True),
        (lstm(new=sigmoid, back=("c", "h")), True),
        (lambda x, h, c, W, U, b: lstm_step(x, h, c, W, U, b)[0], True),
    ],
    "attention": [
        (attend(scale=no_scale), True),
        (attend(scale=lambda Q, K, V: Q.shape[1]), True),
        (attend(scale=lambda Q, K, V: np.sqrt(len(K))), True),
        (attend(scale=lambda Q, K, V: np.sqrt(len(Q))), False),
        (attend(scale=lambda Q, K, V: np.sqrt(V.shape[1])), True),
        (attend(scale=lambda Q, K, V: 1 / np.sqrt(Q.shape[1])), True),
        (attend(share=columns), True),
        (attend(mask=after), True),
        (attend(mask=with_zero), True),
        (attend(mask=with_one), False),
        (attend(mask=one_more), True),
        (attend(mask=future), True),
        (attend(mask=never), True),
        (attend(mask=always), True),
        (attend(share=lambda S: softmax(S) / np.sqrt(2)), False),
        (attend(end=lambda P, Q, V: P @ V / np.sqrt(Q.shape[1])), False),
        (attend(end=lambda P, Q, V: P), False),
        (attend(scale=no_scale, mask=after), True),
        (attend(scale=no_scale, mask=with_zero), True),
        (attend(scale=no_scale, mask=one_more), True),
        (attend(scale=lambda Q, K, V: Q.shape[1], mask=after), True),
        (attend(scale=no_scale, mask=never), True),
    ],
    "derive_recurrence": [
        (lines(line_1=lambda v: v["start"] * v["h2"]), True),
        (
            lines(line_1=lambda v: v["start"] * v["h2"], line_2=lambda v: v["e3"] * v["h2"]),
            True,
        ),
        (lines(line_1=lambda v: v["start"] * v["w"] * v["s2"] * v["w"] * v["s1"] * v["h0"]), True),
        (
            lines(
                line_1=lambda v: (
                    v["start"] * (v["h2"] + v["s2"] * v["h1"] + v["s2"] * v["s1"] * v["h0"])
                )
            ),
            True,
        ),
        (
            lines(
                line_1=lambda v: v["start"] * (v["h2"] + v["w"] * v["h1"] + v["w"] ** 2 * v["h0"])
            ),
            True,
        ),
        (lines(line_2=lambda v: v["e3"] * v["h2"] + v["e2"] * v["h1"] + v["e1"] * v["h0"]), False),
        (lines(line_3=lambda v: v["e3"] * v["h2"] + v["e2"] * v["h1"]), True),
        (lines(line_4=lambda v: v["e3"] + v["e2"] + v["e1"]), True),
        (lines(line_4=lambda v: v["e3"] * v["h3"] + v["e2"] * v["h2"] + v["e1"] * v["h1"]), False),
    ],
    "check_attention": [
        (lambda f: True, True),
        (lambda f: False, True),
        (comparing(np.allclose, causals=(False,)), True),
        (comparing(np.allclose, causals=(True,)), True),
        (comparing(np.allclose, n=1), True),
        (comparing(np.array_equal), True),
        (comparing(lambda g, w: np.allclose(g, w, rtol=0.03)), True),
        (comparing(lambda g, w: g.shape == w.shape), True),
    ],
    "corrected_families": [
        (four(B=lambda v: np.tanh(v["f"] * v["c"] + v["i"] * v["g"])), True),
        (four(C=lambda v: softmax(v["S"]) * v["seen"]), True),
        (four(C=lambda v: softmax(v["S"] * v["seen"])), True),
        (four(C=lambda v: softmax(v["S"])), True),
        (four(D=lambda v: np.subtract(v["image"].shape, v["kernel"].shape)), True),
        (four(D=lambda v: np.array(v["image"].shape)), True),
        (four(A=lambda v: v["f"] * v["c"]), True),
        (four(B=lambda v: v["f"] * v["c"] + v["g"]), True),
    ],
}


def slid(image, kernel, stride=(1, 1), of=np.sum, fill=0, end=0):
    """A sliding kernel: with jumps, another sum, a border at its end, some places less."""
    kh, kw = kernel.shape
    image = np.pad(image, ((0, fill * (kh - 1)), (0, fill * (kw - 1))))
    rows, cols = image.shape[0] - kh + 1 - end, image.shape[1] - kw + 1 - end
    places = [[(i, j) for j in range(0, cols, stride[1])] for i in range(0, rows, stride[0])]
    return np.array(
        [[of(image[i : i + kh, j : j + kw] * kernel) for i, j in row] for row in places]
    )


def masked(Q, K, V, causal, seen, fill):
    """Attention with another mask."""
    S = Q @ K.T / np.sqrt(Q.shape[1])
    return softmax(np.where(seen(S), S, fill) if causal else S) @ V


WRONG["conv2d_valid"] += [
    (lambda image, kernel: slid(image, kernel, end=1), True),
    (lambda image, kernel: slid(image, kernel[::-1, ::-1], end=1), True),
    (lambda image, kernel: slid(image, kernel, fill=1), True),
    (lambda image, kernel: slid(image, kernel, stride=kernel.shape), True),
    (lambda image, kernel: slid(image, kernel, of=lambda part: part[-1, -1]), True),
    (lambda image, kernel: slid(image, kernel, of=lambda part: part[-1].sum()), True),
]
WRONG["rnn_step"] += [
    (lambda x, h, W, U, b: np.tanh(x @ W) + h @ U + b, True),
    (lambda x, h, W, U, b: x @ W + np.tanh(h @ U + b), True),
    (lambda x, h, W, U, b: h + np.tanh(x @ W + h @ U + b), True),
]
WRONG["attention"] += [
    (
        lambda Q, K, V, causal=False: masked(Q, K, V, causal, lambda S: np.tri(*S.shape, -1), -1e9),
        True,
    ),
    (lambda Q, K, V, causal=False: masked(Q, K, V, causal, lambda S: np.tri(*S.shape), -1), True),
]
