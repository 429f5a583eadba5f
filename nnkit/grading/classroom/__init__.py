"""From what students hand in to nbgrader's gradebook.

The folders, the cell metadata, ``gradebook.db`` and the formgrader are nbgrader's; grading
itself goes through the two rooms (`nnkit.grading.rooms`). Who is trusted with what here:

- A submission is data (`handin`): read within limits, links never followed.
- The notebook that runs is the instructor's, with the text of the student's answers in it
  (`match`, `rebuild`). Metadata, points, order and outputs of a submission are never used.
- Marks are read off the outputs that the judge wrote (`scores`), and one process alone writes
  the gradebook, a whole submission in one transaction (`book`).
- What is stored is harmless to whoever opens it (`clean`), and feedback shows no hidden test
  (`feedback`). Inputs of hidden tests are not secret, results are: draw the inputs at random.

`grade.grade` grades an assignment; `use_two_rooms` makes ``nbgrader autograde``, the button of
the formgrader and ``nbgrader generate_feedback`` go the same way. The gradebook is the one that
stock nbgrader writes, except on purpose:

- A notebook that cannot be read has a score of 0 that asks for a person (``needs_manual_grade``)
  and the reason as its comment; stock nbgrader leaves the submission out of the book.
- When the tests themselves fail (an exercise's own code, a locked cell, the judge's process), a
  notebook is not graded but asks for a person too; stock nbgrader gives a silent 0.
- A misnamed notebook, a copied answer cell, deleted or edited cells, metadata that an editor has
  stripped: the answers are found and graded; stock nbgrader gives 0 or stops.
- Text on stderr, ``np.float64(1.5)``, NaN, and scores below 0 or above the maximum (see `scores`).
- A time stamp that is not a date is reported; stock nbgrader does not grade the submission.
- A source that has changed since it was registered is brought up to date in the gradebook by
  `grade.grade` (not by ``nbgrader autograde``).
"""

from nnkit.grading.classroom.config import use_two_rooms

__all__ = ["use_two_rooms"]
