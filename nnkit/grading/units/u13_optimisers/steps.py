"""One step of momentum, one of Adam."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case
from nnkit.grading.units.drawing import by_hand, drawn, variant

MOVING = "bias:a bias:a bias:a"  # w, g, v
ADAM = "bias:a bias:a bias:a size:a"  # w, g, m, v
OWN = 0.2, 0.6, 0.8, 0.3  # lr, b1, b2, eps


@exercise(
    Case((5.0, 2.0, 1.0, 0.1, 0.5), "w = 5, g = 2, v = 1, lr = 0.1, beta = 0.5", "hand"),
    variant(MOVING, (4, 0.3, 0.9), "v = 0: the first step", "isolated", 1, 1, 0),
    variant(MOVING, (4, 0.3, 0.9), "g = 0: only rolling", "isolated", 1, 0),
    drawn(MOVING, "{} weights", (4, 0.3, 0.9), (6, 0.1, 0.7), whole=True),
    variant("bias:ab bias:ab bias:ab", (2, 3, 0.07, 0.6), "2×3 weights", "random"),
    "two arrays of the shape of w: (w, v)",
    follow=("v", "w"),
    points=2,
)
def momentum_step(w, g, v, lr, beta):
    """
    v = beta * v + (1 - beta) * g
    w = w - lr * v
    # You keep a running mean of slopes. Here v is a velocity: what is left of it, and a push.
    v = beta * v - lr * (1 - beta) * g
    # The slope carries a factor 1 - beta: that is a running mean. Here the push counts in full.
    v = beta * v + g
    w = w - lr * v
    # Your v adds up slopes, and w gets the minus and lr. Here lr and the minus are in v itself.
    v = beta * v + lr * g  # You go uphill: the push points against the slope.
    w = w + lr * v
    w = w - lr * v  # w takes v times lr: lr is in v already, and so is the minus.
    v = (1 - beta) * v - lr * g
    # You keep 1 - beta of the old velocity. beta itself is the share that is left.
    v = beta * (v - lr * g)
    v = v - beta * push
    # beta acts on the push. It belongs to the old velocity alone: the share of it that is left.
    w = w + beta * v  # w moves by a share of the new velocity. It moves by all of it.
    w = w + old
    # w moves by the velocity from before. First comes the new velocity, then w moves by that one.
    w = w - lr * g  # w makes a plain step of descent. It moves by the whole velocity.
    w = w + beta * v - lr * g
    # This is the step of Nesterov, which looks ahead. Asked is plain momentum.
    """
    old = v  # the old velocity
    push = lr * g  # the push of the slope
    # A share beta of the old velocity is left; the push goes downhill.
    v = beta * old - push  # v
    # The weights move by the new velocity.
    w = w + v  # w
    return w, v


@exercise(
    by_hand(1.0, 4.0, 0.0, 0.0, 1, 0.1, 0.5, 0.75, 0.0),
    variant(ADAM, (4, 1), "the first step", "isolated", 1, 1, 0, 0),
    drawn(ADAM, "{} weights, t = {}", (4, 3), (5, 2, *OWN), (6, 5, *OWN), whole=True),
    variant(ADAM, (4, 1), "no slope at all", "extreme", 1, 0, 0, 0),
    "three arrays of the shape of w: (w, m, v)",
    follow=("m", "v", "w"),
    points=4,
)
def adam_step(w, g, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """
    m_hat = m
    v_hat = v
    # m and v are not corrected. They start at 0: divide each by the share that has arrived.
    m_hat = m  # m is not corrected. It starts at 0, as v does.
    v_hat = v  # v is not corrected. It starts at 0, as m does.
    m_hat = m * (1 - left_m)
    v_hat = v * (1 - left_v)
    # You multiply by the share that has arrived. What is too small must be *divided* by it.
    left_m, left_v = b1 ** max(t - 1, 1), b2 ** max(t - 1, 1)
    left_m, left_v = (t > 1) * b1 ** (t - 1), (t > 1) * b2 ** (t - 1)
    left_m, left_v = b1 ** (t - 1), b2 ** (t - 1)
    # You count one step too few: at the first step t is 1, and one slope has arrived.
    left_m, left_v = b1 ** (t + 1), b2 ** (t + 1)
    # You count one step too many: t is the number of this step already.
    left_m, left_v = b1 * t, b2 * t
    left_m, left_v = b1 * t, 1 - np.abs(1 - b2 * t)
    # You multiply by t. What is missing shrinks by the same factor at each step: a power of t.
    left_m, left_v = b1, b2
    # The correction does not look at t, so it is that of the first step for ever.
    left_m, left_v = 1 - b1**t, 1 - b2**t
    # You divide by the share that is still missing. Divide by the one that has arrived.
    left_m, left_v = 1 - (1 - b1) ** t, 1 - (1 - b2) ** t
    # The power takes in the 1, too. What is missing after t steps is b to the power of t.
    m = b1 * m + g
    v = b2 * v + g**2
    # The slope and its square come in in full. The share b is kept, so the share 1 - b comes in.
    m = (b1 * m + (1 - b1) * g) / (1 - b1**t)
    v = (b2 * v + (1 - b2) * g**2) / (1 - b2**t)
    m_hat = m
    v_hat = v
    # You return the corrected m and v. The next step needs them as they were.
    m = (1 - b1) * m + b1 * g
    v = (1 - b2) * v + b2 * g**2
    or
    m = (1 - b1) * m + b1 * g
    # The shares are exchanged: b1 is the share of the *old* m, and b2 that of the old v.
    w = w + step  # The step goes uphill: w moves against the slope.
    step = lr * m_hat / np.sqrt(v_hat)
    # The argument eps does not count in your step. It is added behind the root.
    step = lr * m_hat / (np.sqrt(v_hat) * (1 + eps))  # eps multiplies. It is added behind the root.
    step = lr * m_hat / np.sqrt(v_hat + eps)  # eps is below the root. It is added behind it.
    step = lr * m_hat / (v_hat + eps)  # The root is missing: a slope is divided by a square.
    step = lr * g / (np.sqrt(v_hat) + eps)
    # w moves by the slope of this step alone. It moves by the running mean of the slopes.
    m_hat = old_m / (1 - left_m)
    # w moves by the old m. First comes the new m, then w moves by that one, corrected.
    v_hat = old_v / (1 - left_v)
    # In the step of w you divide by the root of the old v. First comes the new v.
    b1, b2 = b2, b1  # b1 and b2 are exchanged: b1 belongs to m, b2 to v.
    """
    old_m = m  # the old m
    old_v = v  # the old v
    m = b1 * old_m + (1 - b1) * g  # m
    v = b2 * old_v + (1 - b2) * g**2  # v
    left_m, left_v = b1**t, b2**t  # the shares that have not arrived yet
    # It starts at 0: at step t a share of what belongs there has arrived.
    m_hat = m / (1 - left_m)  # the corrected m
    # It starts at 0: at step t a share of what belongs there has arrived.
    v_hat = v / (1 - left_v)  # the corrected v
    step = lr * m_hat / (np.sqrt(v_hat) + eps)  # the step
    w = w - step  # w
    return w, m, v
