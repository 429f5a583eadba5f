"""Early stopping: an index, found by walking along the losses."""

import numpy as np

from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng


def walk(rng: Rng, patience: int, rung: str = "random") -> Case:
    """Draw losses that fall, with relapses and small progress: the stop is not at the end."""
    while True:
        falls = rng.choice([-0.4, -0.05, 0.1, 0.3], 13, p=[0.2, 0.4, 0.2, 0.2])
        losses = list(np.round(4 + np.cumsum(falls), 2))
        if patience < early_stop.reference(losses, patience, 0.07) < 12:
            words = f"13 losses, patience = {patience}, tol = 0.07"
            return Case((losses, patience, 0.07), words, rung)


def _cases(rng: Rng) -> list[Case]:
    falling = [5.0, 4.0, 3.0, 2.0, 1.0]
    small = [3.0, 2.95, 2.9, 2.85, 2.8, 2.75]
    equal = [2.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    relapse = [4.0, 2.0, 3.0, 2.5, 2.2, 1.9, 2.4, 2.3, 2.1, 2.0, 2.0]
    return [
        Case(([3.0, 2.0, 2.5, 2.1, 1.0], 2, 0.0), "the numbers of the task", "hand"),
        Case((falling, 2, 0.0), "losses that only fall", "isolated"),
        Case((equal, 3, 0.0), "losses that stay, patience = 3", "isolated"),
        Case((relapse, 3, 0.0), "a relapse, patience = 3", "isolated"),
        Case((falling, 2, 1.0), "progress of exactly tol", "isolated"),
        Case((small, 2, 0.2), "progress below tol", "isolated"),
        Case((small, 2, 0.07), "progress above tol in two losses", "isolated"),
        *(walk(rng, patience) for patience in (2, 2, 2, 3, 3, 3, 4)),
        Case(([5, 4, 4, 4, 1], 2, 0), "whole numbers", "integer"),
        Case(([1.5], 3, 0.0), "one loss", "one"),
    ]


@exercise(_cases, "an integer: the index to stop at", kind="integer", points=3)
def early_stop(losses, patience, tol):
    """
    best = loss
    # You compare with the loss just before. Progress means better than the *best* so far.
    best = min(best, loss)
    # Your best loss moves without progress, too, so that many small steps never count.
    better = loss < best  # tol is not used: progress that is smaller than tol does not count.
    better = loss < best + tol
    # tol has the wrong sign: a loss that is a little worse counts as progress.
    waited = waited if better else waited + 1
    # You do not start to count anew after progress: the losses without it must come in a row.
    stop = min(stop, k) if waited > patience else stop
    # You stop one loss too late: the patience is used up *at* the loss with that number.
    stop = min(stop, k) if waited >= patience - 1 else stop  # You stop one loss too early.
    stop = min(stop, k - patience) if waited >= patience else stop
    stop = min(stop, k - waited) if waited >= patience or k == last else stop
    # This is the index of the best loss. Asked is the one at which training stops, later.
    stop = min(stop, k + 1) if waited >= patience else stop
    stop = min(stop, k - 1) if waited >= patience else stop
    # Your index is moved by one. The first loss has the index 0, the second the index 1.
    best, waited, stop = 0.0, 0, last
    # The best loss starts at 0, so nothing is better. Start with infinity, or the first loss.
    best, waited, stop = -np.inf, 0, last
    better = loss > best + tol
    # You wait for larger losses. Progress is a smaller one.
    better = np.abs(loss - best) > tol
    # Every change counts as progress, also a worse loss. Progress is a smaller one.
    return losses[stop]  # You return the loss. Asked is its index.
    return int(np.argmin(losses))
    # This is the index of the smallest loss, which training may never see.
    return len(losses) - 1
    return len(losses)  # You go to the end every time. Stop as soon as the patience is used up.
    """
    last = len(losses) - 1  # the index when nothing stops the training
    best, waited, stop = np.inf, 0, last  # the start
    for k, loss in enumerate(losses):
        better = loss < best - tol  # whether there is progress
        best = loss if better else best  # the best loss
        waited = 0 if better else waited + 1  # the losses in a row without progress
        stop = min(stop, k) if waited >= patience else stop  # the index to stop at
    return stop
