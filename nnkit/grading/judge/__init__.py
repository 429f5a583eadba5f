"""The two rooms: student code where it can do no harm, tests where nobody can touch them.

    with Rooms(Limits(), unsafe=False) as rooms:
        verdict = rooms.execute(notebook, files=folder)

fills in the outputs of a notebook so that nbgrader reads the right points from them.

Who is who
----------
Three processes, and one more for each submission::

    caller --- judge --- fork server --- room
    (trusted)  (trusted) (trusted,       (hostile)
                          holds nothing)

- **The caller** (`rooms`: nbgrader, ``nnkit grade``) owns the gradebook. It sends the notebook
  as JSON and takes outputs and a verdict back. It outlives all the others. It reads hand-ins as
  data and runs nothing of them (`nnkit.grading.run` has its part of this page).
- **The judge** (`judge`) holds the tests, the reference and the hidden cases. It runs locked
  cells and the full source of test cells, and writes every output. It is a process of its own,
  bounded in memory, so that a test that hangs or crashes costs one submission.
- **The fork server** (`sandbox.forkserver`) is a fresh Python started without the caller's
  environment. It has NumPy and matplotlib imported and is forked for each submission. It never
  had a notebook, a test or nnkit in its memory; the code it runs (`sandbox`) is sent to it as
  text. A fork of the judge would have been simpler and would have carried every hidden test into
  the room.
- **The instructor** is trusted with everything: the notebook that the caller sends is the
  instructor's but for answers and added cells, and so are the configuration and the modules
  that tests import. Of a cell that is the instructor's but open to editing the imports and
  functions hold in tests, its variables and classes are the student's (`notebook.HOLD`).
- **The room** (`sandbox.room`) runs what the student wrote, and the locked cells and those visible
  tests that define what other cells use. Everything in it is under the student's control, our own
  code included. It talks over one socket; whatever comes over it is the student speaking.

What is promised
----------------
Each test cell goes the way that was found out with the instructor's own answers (`judge.judge`,
`run.rehearsal`): apart from the answers where that is possible, otherwise in one room with them
(`one_room`, the *third way*), or it waits for a person (``c.TwoRooms.otherwise``).

With walls that are in force (`confinement` tells which), code in the room cannot

1. read or write any file but the Python installation and the system's shared libraries (read
   only, without nnkit and the course's judge-only modules, their bytecode included), and its own
   folder, which is empty but for the data files of the assignment; no gradebook, no other
   submission, no home, no environment variables, no memory of other processes;
2. reach the network or any other process, or start a program or a process;
3. take more than `Limits` says in time, memory, files, threads and output;
4. leave anything behind: the room is killed with all its threads, its folder is removed;
5. decide a mark of a test that is judged apart by anything but the plain values that its
   functions return. Answers are numbers, text, containers, arrays and values of the standard
   library, pandas, sympy, networkx and Pillow (`sandbox.library`), copied, checked for size and
   form before they are built, never unpickled, parsed or evaluated (`sandbox.wire`), and not
   larger than the frame they came in; operators of a student's
   objects answer for the judge only in tests that need them with the instructor's own (`objects`,
   `proxies` has the rules), what a stand-in cannot ask for goes to a person, an empty answer is not
   equal to a number (`empty`), a function of the judge's can be called while its test or check
   runs, a call that was
   cut off fails the test cell (`results`); a mark is a finite number from 0 to the points of the
   cell, written by the judge; whatever else a test cell ends in counts as an error, unless the
   instructor's own answer ends in no number: then it means all points, as in stock nbgrader;
6. put active content into what is stored: text and PNG pictures only (`outputs`);
7. change the judge for the submissions after it, by a file or otherwise (`state`);
8. see hidden tests, in the room or in what comes back: error outputs of hidden lines do not
   quote them (`failure`).

A room that dies is started again without the cell that killed it, at most three times, so that
one bad cell does not take the points of the others.

Which walls
-----------
`confinement` tries, in a child that must fail to get out, what this machine allows: namespaces
with Landlock and seccomp; Landlock 3 (Linux 6.2) with seccomp; nothing. Root and plain users get
the same, root gives up its rights and becomes another user besides. With nothing the rooms do not
open unless `unsafe` is set: ``nnkit grade``, ``nbgrader autograde`` and the formgrader's button
refuse before a submission is touched, and ``nnkit doctor`` says so. The battery of attacks in
tests/grading/judge runs in each of the four: either kind of walls, as root and as a plain user.

Where to look first
-------------------
`sandbox.confine` builds the walls and `sandbox.seccomp` has the list of system calls;
`sandbox.frames` and `sandbox.wire` read what the room sends; `names`, `objects`, `proxies` and
`empty` are what a test touches of an answer; `judge`, `one_room` and `results` decide a mark;
`state` cleans the judge between submissions; `process` is what runs them.
Everything in `sandbox` runs in the room too and is known to the student.

What is not promised
--------------------
- In the third way, that marks are earned: tests and answers share a process, as in stock nbgrader,
  so an answer that is out for it can read the tests of that room, replace them, or claim its
  points. Promises 1 to 4, 6 and 7 hold there, and of 8 that only tests which take the third way are
  in that room, and that none of their text is shown in outputs of tests; the lint, the first lines
  of a run and a comment name the tests.
- That an argument is left alone outside a check: the room says which were changed. A function that
  hides it is judged by what it returns, as the judge's own objects never change.
- That a library function is no answer: what is installed (``scipy.special.expit``) can be called
  unless a test forbids it. ``c.TwoRooms.packages`` lists the packages that answers may use: others
  can be neither imported nor read (`allowed`). Functions of those listed, of what they need, of
  NumPy and of Python itself still count, and so does a copy of a library's text.
- When something was handed in: the time stamp beside a hand-in is believed.
- What a wrong earlier answer was told: while a task is judged with a right program in its place
  (`carried`), the student's code may call that program.
- Timing and other covert channels. A student's function sees the *inputs* of hidden cases, it
  has to; it could tell them in the text of an error, which the feedback shows. Draw inputs anew:
  `check` draws them once for each judge, so all whom it grades in a run get the same.
- Bugs of the kernel. The walls are the kernel's (namespaces, Landlock, seccomp).
- With Landlock alone, that files cannot be *noticed*: existence, size, dates and link targets of
  files whose path is known are visible (whether somebody has handed in, say), contents and
  listings are not. Disk use is then counted five times
  a second, so that a submission can go over its limit for a moment. Names, not contents, of the
  files of an nnkit that is installed in site-packages can be listed.
- Fairness between submissions that are graded at the same time on the same cores.
- Tests that make an empty answer plain themselves (``np.array(f(x)) == 1.5`` is true of nothing
  when ``f`` returns nothing): compare shapes too, or leave the answer as it is.
- Tests that trust the student: a test that reads a variable or uses a class which only an unlocked
  cell defines is asking the student. Lock such cells. (np, plt, math and the like are the judge's
  own, where the student's code has imported them.)
- Tests of how an answer is written: a function that is called can see whether the helper that it
  should use was taken away (``del``), and fail on purpose.
- What a judge-only module leaves elsewhere: copies of it in another installed package, or in the
  files beside the notebook, are readable.
- With ``unsafe`` and no walls: nothing but limits against mistakes.

Why ctypes and not bubblewrap
-----------------------------
bubblewrap is the well-kept tool for the same walls, but it is a system package: it needs an
administrator to install it, and this project is set up by people without those rights. What is
needed here are a dozen system calls (`sandbox.linux`), and each wall is rehearsed in a child,
which tries to get out, before a room is opened behind it (`sandbox.confine`).
"""

from nnkit.grading.judge.limits import Limits, Verdict
from nnkit.grading.judge.rooms import Confinement, Rooms, confinement

__all__ = ["Confinement", "Limits", "Rooms", "Verdict", "confinement"]
