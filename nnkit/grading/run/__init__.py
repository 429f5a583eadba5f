"""From what students hand in to nbgrader's gradebook.

The folders, the cell metadata, ``gradebook.db`` and the formgrader are nbgrader's; grading
itself goes through the two rooms (`nnkit.grading.judge`). Who is trusted with what here:

- A submission is data (`handin`): read within limits, links never followed.
- The notebook that runs is the instructor's, with the text of the student's answers in it
  (`handin.match`, `handin.rebuild`). Metadata, points, order and outputs of a submission are
  never used.
- Marks are read off the outputs that the judge wrote (`gradebook.scores`), and one process alone
  writes the gradebook, a whole submission in one transaction (`gradebook.book`).
- What is stored is harmless to whoever opens it (`handin.clean`), and feedback shows no hidden
  test (`gradebook.feedback`). Inputs of hidden tests are not secret, results are: draw the inputs
  at random.

One pipeline: `grade.grade_in` sorts out what is to be graded (`pending`), has each submission
graded by `submission.grade_submission` in worker processes (`pool`, `worker`) or on a cluster
(`cluster`, `cluster_worker`), hears what became of it (`retry`) and writes it down. `grade.grade`
is ``nnkit grade``; `use_two_rooms` brings ``nbgrader autograde`` and the formgrader's button to
the same place (`autograde`). The gradebook is the one that stock nbgrader writes;
``solutions/gradebook.md`` lists where it differs on purpose, and why.
"""
