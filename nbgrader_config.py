"""nbgrader's configuration of this course; `nbgrader` and `nnkit` both read it."""

from nnkit.grading import use_two_rooms

c = get_config()  # noqa: F821 (nbgrader defines it)
c.CourseDirectory.course_id = "nnkit"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "course/exercises"
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("write your answer here")'}

use_two_rooms(c)  # grade in two rooms; limits: c.TwoRooms.memory_mb = 4096, ...
