"""`nnkit students`: the class list is taken in as a whole, or not at all."""

import pytest
from nbgrader.api import Gradebook

from nnkit.grading.collect.students import students
from nnkit.grading.errors import UseError

HEAD = "id,first_name,last_name,email,lms_user_id\n"
TEO = "teo,Teo,Li,teo@uni.example,7\n"


def take(course, text, encoding="utf-8"):
    path = course.root / "students.csv"
    path.write_bytes(text.encode(encoding))
    return list(students(course.root, path))


def there(course):
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return {s.id: (s.first_name, s.last_name, s.email, s.lms_user_id) for s in book.students}


@pytest.mark.parametrize(
    ("form", "encoding"), [(",", "utf-8"), (";", "utf-8"), (",", "utf-8-sig"), (";", "utf-8-sig")]
)
def test_a_list_as_spreadsheets_save_it_is_taken_in(course, form, encoding):
    text = (HEAD + TEO + "zoë,Zoë,O'Neil,,\n").replace(",", form)
    assert take(course, text, encoding) == ["2 students: 2 new, 0 changed"]
    assert there(course) == {
        "teo": ("Teo", "Li", "teo@uni.example", "7"),
        "zoë": ("Zoë", "O'Neil", None, None),
    }
    assert take(course, text, encoding) == ["2 students: 0 new, 0 changed"]


def test_a_later_list_changes_what_it_says_and_nothing_else(course):
    take(course, HEAD + TEO + "eva,Eva,Kim,,\n")
    said = take(course, "id,last_name,email,room\nteo,Lindner,,5\nnew,Nu,,6\n")
    assert said == [
        "2 students: 1 new, 1 changed",
        "  teo: last_name Li, now Lindner",
        "in the gradebook and not in this list, kept: eva",
        "columns that are not used: room",
    ]
    assert there(course)["teo"] == ("Teo", "Lindner", "teo@uni.example", "7")
    assert set(there(course)) == {"teo", "eva", "new"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + TEO + "a,A,A,,\nteo,Theodor,Lindner,,8\n", "lines 2 and 4 have the id 'teo'"),
        (HEAD + TEO + "ted,Ted,Lu,TEO@uni.example,8\n", "teo and ted have the email"),
        (HEAD + TEO + "ted,Ted,Lu,,7\n", "teo and ted have the lms_user_id 7"),
        (HEAD + TEO + "old2,Ted,Lu,,99\n", "old and old2 have the lms_user_id 99"),
        (HEAD + ",No,Id,,\n", "line 2 has no id"),
        (HEAD + "a/b,No,Folder,,\n", "line 2: the id 'a/b' is . or .. or holds /"),
        (HEAD + "<b>,No,Page,,\n", "line 2: the id '<b>' holds one of the characters < >"),
        ("name,mail\nTeo,x\n", "does not have the column id in its first line"),
        ("", "does not have the column id"),
        (HEAD + f"teo,{'x' * 200_000},Li,,\n", "cannot be read as a table"),
    ],
)
def test_a_list_with_a_fault_is_one_sentence_and_nothing_is_written(course, text, words):
    take(course, HEAD + "old,Old,Name,,99\n")
    before = there(course)
    with pytest.raises(UseError) as caught:
        take(course, text)
    assert words in str(caught.value)
    assert there(course) == before


def test_a_list_that_is_not_utf_8_is_one_sentence(course):
    with pytest.raises(UseError, match="it is not UTF-8; save it as CSV UTF-8"):
        take(course, HEAD + "zoë,Zoë,Li,,\n", "latin-1")
