"""The sample class: thirty hand-ins of unit 01, each with what it is and what it deserves.

A line of `CLASS` is a student: id, what is handed in, the mistakes (task:name in
`answers.WRONG`, or task:blank for an answer not written), and what is unusual about the notebook.
What a student deserves follows from it: full points for every task, except for the shares of
`answers.WRONG`, nothing for blanks and for the tasks named in `lost`, no mark at all where
`gradable` is False.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnkit.grading.demo import bestiary as b
from nnkit.grading.demo.answers import OWN_WORDS, RIGHT, WRONG

ASSIGNMENT = "01_one_neuron"
BLANK = "blank"
READ = "own_words"  # a person reads it


@dataclass(frozen=True)
class Pupil:
    """One student of the sample class.

    Parameters
    ----------
    id : str
        First and last name with a point between them.
    what : str
        What is handed in, in one line.
    wrong : str
        ``"task:name ..."``, the names of `answers.WRONG`, or ``blank``.
    form : int
        Which of the right forms of `answers.RIGHT` is used.
    edit, write : functions of `bestiary`
        What is unusual about the notebook or the files.
    lost : str
        Tasks that earn nothing for what `edit` does.
    gradable : bool
        False when no mark can be given.
    hours_late : float
        Hours after the deadline.
    """

    id: str
    what: str
    wrong: str = ""
    form: int = 0
    edit: tuple[b.Edit, ...] = ()
    write: b.Write = b.plain
    lost: str = ""
    gradable: bool = True
    hours_late: float = -20

    @property
    def mistakes(self) -> dict[str, str]:
        """Task -> name of the mistake or ``blank``."""
        return dict(pair.split(":") for pair in self.wrong.split())

    def share(self, task: str) -> float:
        """Share of the points of `task` that the hand-in deserves."""
        mistake = self.mistakes.get(task)
        if task in self.lost.split() or mistake == BLANK:
            return 0.0
        return 1.0 if mistake is None else WRONG[task, mistake].share

    def deserves(self, points: Mapping[str, float]) -> float | None:
        """Score that the checks should give when the tasks have these points; None: no mark."""
        if not self.gradable:
            return None
        return sum(points[task] * self.share(task) for task in RIGHT)

    def notebook(self, release: Any) -> Any:
        """Fill the released notebook in."""
        nb = copy.deepcopy(release)
        for task in RIGHT:
            if self.mistakes.get(task) != BLANK:
                found = b.cell(nb, task)
                found.source = answer(found.source, self._body(task))
        if self.mistakes.get(READ) != BLANK:
            b.cell(nb, READ).source = OWN_WORDS[self.form % len(OWN_WORDS)]
        for edit in self.edit:
            edit(nb)
        return nb

    def _body(self, task: str) -> str:
        if task in self.mistakes:
            return WRONG[task, self.mistakes[task]].body
        forms = RIGHT[task]
        return forms[self.form % len(forms)]


def answer(stub: str, body: str) -> str:
    """Put `body` in the place of the stub's own body."""
    head = next(line for line in stub.splitlines() if line.startswith("def "))
    return head + "\n" + "".join(f"    {line}\n" for line in body.splitlines())


def sample_class(students: int = 30) -> list[Pupil]:
    """Return the class; beyond thirty, students with mistakes drawn at random (same every time)."""
    rng = random.Random(1)
    more = [_drawn(number, rng) for number in range(len(CLASS) + 1, students + 1)]
    return [*CLASS[:students], *more]


def _drawn(number: int, rng: random.Random) -> Pupil:
    mistakes = {}
    for task, name in rng.sample(sorted(WRONG), rng.randrange(4)):
        mistakes[task] = name
    wrong = " ".join(f"{task}:{name}" for task, name in mistakes.items())
    what = "mistakes drawn at random" if wrong else "all right"
    return Pupil(f"student.{number:04}", what, wrong, form=rng.randrange(3))


def _blank(first: int) -> str:
    return " ".join(f"{task}:{BLANK}" for task in [*RIGHT, READ][first:])


CLASS: list[Pupil] = [
    Pupil("ada.bianchi", "all right"),
    Pupil("ben.okafor", "all right, in other forms", form=1),
    Pupil("chloe.dubois", "all right, with loops and einsum", form=2),
    Pupil(
        "daniel.kowalski",
        "all right; a cell makes NumPy warn",
        edit=(b.before("nll", "np.log(np.array([0.0, 1.0]))"),),
    ),
    Pupil(
        "elif.yilmaz",
        "all right; a function writes to stderr",
        edit=(b.inside("sigmoid", "import sys\nprint('z =', z, file=sys.stderr)"),),
    ),
    Pupil(
        "felix.braun",
        "overflow, the slope as printed in the notes, sum in place of the mean",
        "sigmoid:overflow sigmoid_prime:printed-line logistic_grads:sum",
        edit=(b.added("plt.plot(np.linspace(-5, 5), sigmoid(np.linspace(-5, 5)));"),),
    ),
    Pupil(
        "grace.mensah",
        "overflow, infinite loss at p = 0, two days late",
        "sigmoid:overflow nll:infinite corrected_lines:C-as-printed",
        hours_late=49.5,
    ),
    Pupil(
        "hugo.lindqvist",
        "the slope as printed, sum in place of the mean, strict threshold",
        "sigmoid_prime:printed-line logistic_grads:sum predict_label:strict",
    ),
    Pupil(
        "ines.carvalho",
        "overflow twice, strict threshold, a guess",
        "sigmoid:overflow nll_logits:softplus-overflow predict_label:strict predict_step:chose-B",
        form=1,
    ),
    Pupil(
        "jonas.weber",
        "the slope as printed, the loss as printed, a wrong sign",
        "sigmoid_prime:printed-line nll:printed-sign corrected_lines:D-sign",
    ),
    Pupil(
        "keiko.tanaka",
        "overflow, the bias outside, classes along the wrong axis",
        "sigmoid:overflow neuron:bias-outside ovr_predict:wrong-axis",
    ),
    Pupil(
        "liam.murphy",
        "sum in place of the mean, the printed w0 = 1, threshold before argmax",
        "logistic_grads:sum fold_bias:printed-one ovr_predict:threshold-first",
        form=1,
    ),
    Pupil("maria.santos", "the first four only", "sigmoid:overflow " + _blank(4)),
    Pupil("noah.ivanov", "the first five only", "sigmoid_prime:printed-line " + _blank(5), form=1),
    Pupil("olga.petrova", "not begun", _blank(0)),
    Pupil(
        "pablo.garcia",
        "a syntax error in one cell",
        "logistic_grads:sum",
        edit=(b.syntax_error("nll"),),
        lost="nll",
    ),
    Pupil(
        "quentin.moreau",
        "an endless loop in one function",
        "sigmoid:overflow sigmoid_prime:printed-line",
        edit=(b.inside("nll_logits", b.ENDLESS),),
        lost="nll_logits",
    ),
    Pupil("rosa.conti", "a file that is cut off", write=b.cut_off, gradable=False),
    Pupil(
        "samir.haddad",
        "called one_neuron (1).ipynb, with a byte order mark",
        "sigmoid:overflow predict_step:chose-B",
        write=b.misnamed,
    ),
    Pupil("tara.singh", "no notebook in the folder", write=b.nothing, gradable=False),
    Pupil(
        "umar.farouk",
        "an answer cell copied with its metadata",
        "nll:infinite predict_label:strict",
        edit=(b.answered_twice("neuron"),),
    ),
    Pupil(
        "vera.novak",
        "the test cells are deleted",
        "sigmoid:overflow logistic_grads:sum",
        edit=(b.without_tests,),
    ),
    Pupil(
        "wei.zhang",
        "points raised, tests unlocked, replaced and tagged to be skipped",
        "sigmoid_prime:printed-line nll:infinite logistic_grads:sum",
        edit=(b.forged,),
    ),
    Pupil(
        "xenia.popova",
        "os._exit in the last function",
        "nll_logits:softplus-overflow",
        edit=(b.inside("corrected_lines", b.EXIT),),
        lost="corrected_lines",
    ),
    Pupil(
        "yusuf.demir",
        "a function that takes all the memory",
        "sigmoid:overflow",
        edit=(b.inside("corrected_lines", b.MEMORY),),
        lost="corrected_lines",
    ),
    Pupil(
        "zoe.martin",
        "16 MB of output, and a script in a text cell",
        "nll:infinite",
        edit=(b.added(b.SCRIPT, kind="markdown"), b.added(b.FLOOD)),
    ),
    Pupil(
        "anton.keller",
        "looks for the solution and the gradebook, imports the reference",
        _blank(0),
        edit=(b.replaced("sigmoid", b.THIEF),),
    ),
    Pupil(
        "bruno.silva",
        "patches NumPy, returns an object that equals everything",
        _blank(3),
        edit=(
            b.inside("sigmoid", "return Anything()"),
            b.inside("sigmoid_prime", "return Anything()"),
            b.inside("neuron", "return Anything()"),
            b.before("sigmoid", b.PATCH + b.EQUAL),
        ),
        lost="sigmoid sigmoid_prime neuron",
    ),
    Pupil(
        "carla.rossi",
        "a fork bomb in the last function",
        "sigmoid_prime:printed-line",
        edit=(b.inside("corrected_lines", b.FORK_BOMB),),
        lost="corrected_lines",
    ),
    Pupil(
        "dmitri.orlov",
        "a link to the notebook of another student",
        write=b.link_to("ada.bianchi"),
        gradable=False,
    ),
]
ABSENT = Pupil("eva.jansen", "nothing handed in", gradable=False)
