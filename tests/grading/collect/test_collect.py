"""`nnkit collect`: downloads in each platform's form, made here, come to the right students."""

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile

import nbformat
import pytest
import yaml
from conftest_course import make_course, source_notebook
from nbgrader.api import Gradebook

from nnkit.grading.collect import copies
from nnkit.grading.collect.collect import collect
from nnkit.grading.errors import UseError

CLASS = [
    ("ada", "Ada", "Lovelace", "ada.lovelace@uni.example", "101"),
    ("jmueller", "Jörg", "Müller", "j.mueller@uni.example", "102"),
    ("li1", "Wei", "Li", "wei1@uni.example", "103"),
    ("li2", "Wei", "Li", "wei2@uni.example", "104"),
    ("grace", "Grace", "Hopper", "grace@uni.example", "105"),
    ("guest", "-", "-", "", ""),
]


@pytest.fixture(scope="module")
def with_class(registered, tmp_path_factory):
    root = tmp_path_factory.mktemp("class") / "course"
    shutil.copytree(registered, root)
    with Gradebook(f"sqlite:///{root}/gradebook.db") as book:
        for key, first, last, email, lms in CLASS:
            book.add_student(key, first_name=first, last_name=last, email=email, lms_user_id=lms)
    return root


@pytest.fixture
def course(tmp_path, with_class):
    (tmp_path / "course").mkdir()
    return make_course(tmp_path / "course", with_class)


def zipped(path, files):
    """A zip as an LMS makes it; a value may be (bytes, {attribute of the entry: value})."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if isinstance(content, tuple):
                content, attributes = content
                for key, value in attributes.items():
                    setattr(info, key, value)
            archive.writestr(info, content)
    return path


def unpacked(path, files):
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def take(course, files, *, form=zipped, **options):
    download = course.root.parent / ("download.zip" if form is zipped else "download")
    return collect(course.root, "ps1", form(download, files), **options)


def at(course, student, name="one.ipynb"):
    return (course.root / "submitted" / student / "ps1" / name).read_text()


def there(course):
    return sorted(path.parent.name for path in course.root.glob("submitted/*/ps1"))


def tree(folder):
    return {
        str(path.relative_to(folder)): (path.read_bytes() if path.is_file() else None, path.stat())
        for path in sorted(folder.rglob("*"))
        if "gradebook" not in path.name
    }


CANVAS = {
    "lovelaceada_101_9001_one.ipynb": "first",
    "lovelaceada_101_9002_data.csv": "1,2",
    "müllerjörg_LATE_102_9003_one-1.ipynb": "late",
    "liwei_104_9005_one.ipynb": "second Li",
    "liwei_9999_9006_one.ipynb": "which Li?",
    "hopergrace_9998_9007_text.html": "a typo in the name",
}
MOODLE = {
    "Ada Lovelace_501_assignsubmission_file/one.ipynb": "first",
    "Ada Lovelace_501_assignsubmission_file/data/in.csv": "1,2",
    "Müller Jörg_502_assignsubmission_file_/one.ipynb": "with _ at the end",
    "Wei Li_503_assignsubmission_file/one.ipynb": "a Li",
    "Wei Li_504_assignsubmission_file/one.ipynb": "another Li",
    "Team A_77_assignsubmission_file/one.ipynb": "a group",
}
RECEIPT = (
    "Name: Jörg Müller (jmueller)\r\nAssignment: ps 1\r\n"
    "Date Submitted: Tuesday, February 20, 2024 12:35:07 AM CET\r\nCurrent Grade: Needs Grading\r\n"
    "Comments:\r\nName: Ada Lovelace (ada)\r\nDate Submitted: 1 UTC\r\n"
)
BLACKBOARD = {
    "ps_1_jmueller_attempt_2024-02-20-00-35-07_one.ipynb": "first try",
    "ps_1_jmueller_attempt_2024-02-20-00-35-07.txt": RECEIPT,
    "ps_1_jmueller_attempt_2024-02-21-10-00-00_one.ipynb": "second try",
    "ps_1_grace_poging_2024-02-19-08-00-00_one.ipynb": "in Dutch",
    "ps_1_li2_attempt_2024-02-19-08-00-00_ps_1_ada_attempt_2099-01-01-00-00-00_one.ipynb": "x",
    "ps_1_team_attempt_2024-02-19-08-00-00_one.ipynb": "a group",
}


def gradescope(**entries):
    """An export; each entry is (submitters, :created_at as YAML, content)."""
    files, text = {}, ""
    for key, (people, created, content) in entries.items():
        submitters = yaml.safe_dump([{f":{k}": v for k, v in p.items()} for p in people])
        text += f"{key}:\n  :submitters:\n" + "".join(f"  {x}\n" for x in submitters.splitlines())
        text += f"  :created_at: {created}\n  :results: !ruby/hash:X\n    a: !ruby/object:Y {{}}\n"
        files[f"assignment_7_export/{key}/one.ipynb"] = content
    return {"assignment_7_export/submission_metadata.yml": text} | files


PAIR = [{"name": "Ada L.", "sid": "ada", "email": "x@home.example"}]
PAIR += [{"name": "Grace", "sid": None, "email": "grace@uni.example"}]
GRADESCOPE = gradescope(
    submission_1=(PAIR, "2023-11-06 07:13:47.644186000 Z", "of two"),
    submission_2=(
        [{"name": "Wei Li", "sid": "104", "email": ""}],
        "!ruby/object:ActiveSupport::TimeWithZone\n    utc: 2023-11-06 08:00:00.1 Z\n    zone: x",
        "one Li",
    ),
    submission_3=([{"name": "Eve", "email": "eve@home.example"}], "2023-11-06", "nobody"),
)


@pytest.mark.parametrize("form", [zipped, unpacked])
def test_canvas_by_ids_and_names_with_what_is_not_clear_left_for_a_person(course, form):
    result = take(course, CANVAS, form=form)
    assert result.platform == "canvas"
    assert there(course) == ["ada", "jmueller", "li2"]
    assert (at(course, "ada"), at(course, "ada", "data.csv")) == ("first", "1,2")
    assert at(course, "jmueller") == "late"  # one-1.ipynb is how Canvas calls the second one
    assert at(course, "li2") == "second Li"
    assert not list(course.root.glob("submitted/*/ps1/timestamp.txt"))
    assert result.late == ["jmueller"]
    assert set(result.open) == {"liwei_9999", "hopergrace_9998"}
    assert result.open["liwei_9999"].perhaps == ("li1", "li2")
    assert result.open["hopergrace_9998"].perhaps == ("grace",)
    said = "\n".join(result.lines())
    assert "Canvas: 3 students' hand-ins (3 new)" in said
    assert "3 of the class list have no hand-in" in said
    assert "several in the class list have this name" in said
    assert "who.csv" in said


def test_names_in_a_zip_that_does_not_say_that_they_are_utf8(course):
    """As rubyzip writes them: UTF-8 without the flag."""
    path = zipped(course.root.parent / "d.zip", {"mXXllerjXXrg_102_1_one.ipynb": "x"})
    data = path.read_bytes().replace(b"mXXllerjXXrg", "müllerjörg".encode())
    path.write_bytes(data)
    collect(course.root, "ps1", path)
    assert at(course, "jmueller") == "x"
    assert "müllerjörg_102" not in collect(course.root, "ps1", path).open


def test_moodle_by_names_in_both_orders_and_folders(course):
    result = take(course, {f"submissions/{name}": text for name, text in MOODLE.items()})
    assert result.platform == "moodle"
    assert there(course) == ["ada", "jmueller"]
    assert at(course, "ada", "data/in.csv") == "1,2"
    assert at(course, "jmueller") == "with _ at the end"
    assert set(result.open) == {"Wei Li_503", "Wei Li_504", "Team A_77"}


def test_moodle_without_folders(course):
    take(course, {"Jorg Mueller_9_assignsubmission_file_one.ipynb": "flat"})
    assert there(course) == []
    result = take(course, {"Joerg Mueller_9_assignsubmission_file_one.ipynb": "flat"})
    assert at(course, "jmueller") == "flat"
    assert not result.refused


def test_two_hand_ins_under_the_name_of_one_student_are_for_a_person(course):
    files = {f"Ada Lovelace_{n}_assignsubmission_file/one.ipynb": str(n) for n in (1, 2)}
    result = take(course, files)
    assert there(course) == []
    assert set(result.open) == {"Ada Lovelace_1", "Ada Lovelace_2"}


def test_blackboard_takes_the_last_attempt_with_its_time(course):
    result = take(course, BLACKBOARD)
    assert result.platform == "blackboard"
    assert at(course, "jmueller") == "second try"
    assert at(course, "jmueller", "timestamp.txt") == "2024-02-21 10:00:00 UTC\n"
    kept = sorted((course.root / "downloaded/ps1/copies/jmueller").iterdir())
    assert [(k / "one.ipynb").read_text() for k in kept] == ["first try", "second try"]
    assert (kept[0] / "timestamp.txt").read_text() == "2024-02-20 00:35:07 CET\n"
    assert at(course, "grace") == "in Dutch"
    assert there(course) == ["grace", "jmueller", "li2"]  # a file's name makes nobody Ada
    assert set(result.open) == {"team"}


def test_gradescope_gives_each_of_a_group_a_copy(course):
    result = take(course, GRADESCOPE)
    assert result.platform == "gradescope"
    assert there(course) == ["ada", "grace", "li2"]
    assert at(course, "ada") == at(course, "grace") == "of two"
    assert at(course, "grace", "timestamp.txt") == "2023-11-06 07:13:47 UTC\n"
    assert at(course, "li2", "timestamp.txt") == "2023-11-06 08:00:00 UTC\n"
    assert set(result.open) == {"eve@home.example"}


@pytest.mark.parametrize("files", [CANVAS, MOODLE, BLACKBOARD, GRADESCOPE])
def test_a_second_run_changes_nothing(course, files):
    first = take(course, files)
    before = tree(course.root)
    again = take(course, files)
    assert again.open == first.open
    assert set(again.students.values()) == {"unchanged"}
    after = tree(course.root)
    assert {k: v[0] for k, v in after.items()} == {k: v[0] for k, v in before.items()}
    kept = [k for k in before if "/ps1/" in k and before[k][0] is not None and ".partial" not in k]
    assert all(before[k][1].st_mtime_ns == after[k][1].st_mtime_ns for k in kept)


def test_a_list_that_was_filled_in_is_followed_and_kept(course):
    take(course, MOODLE)
    todo = course.root / "downloaded/ps1/who.csv"
    text = todo.read_text()
    assert text.startswith("download,student,why,perhaps\n")
    for label, who in (("Wei Li_503", "li2"), ("Team A_77", "grace; li1")):
        text = text.replace(f"{label},,", f"{label},{who},")
    text = text.replace("Wei Li_504,,", "Wei Li_504,-,")
    todo.write_text("\ufeff" + text.replace(";", "+").replace(",", ";").replace("+", ","))  # Excel
    result = take(course, MOODLE)
    assert not result.open
    assert there(course) == ["ada", "grace", "jmueller", "li1", "li2"]
    assert at(course, "li2") == "a Li"
    assert at(course, "grace") == at(course, "li1") == "a group"
    assert todo.read_text().splitlines()[1:] == [
        "Team A_77,\"grace, li1\",,", "Wei Li_503,li2,,", "Wei Li_504,-,,"
    ]  # fmt: skip


def test_a_list_of_another_assignment_is_given_with_who(course):
    other = course.root.parent / "who.csv"
    other.write_text("download,student\nliwei_9999,li1\nsomebody_1,ada\n")
    result = take(course, CANVAS, who=other)
    assert at(course, "li1") == "which Li?"
    assert set(result.open) == {"hopergrace_9998"}
    assert "somebody_1" not in (course.root / "downloaded/ps1/who.csv").read_text()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("download,student\nliwei_9999,lie\n", "line 2: 'lie' is not in the class list"),
        ("name,id\n", "does not begin with the columns download, student"),
        ("download,student\na,ada\na,grace\n", "line 3: 'a' stands there twice"),
    ],
)
def test_a_wrong_list_is_one_sentence_and_nothing_is_collected(course, text, words):
    other = course.root.parent / "who.csv"
    other.write_text(text)
    with pytest.raises(UseError, match=words):
        take(course, CANVAS, who=other)
    assert there(course) == []


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless_and_found_again(course):
    files = {"=HYPERLINK(1)_5_assignsubmission_file/one.ipynb": "x"}
    take(course, files)
    todo = course.root / "downloaded/ps1/who.csv"
    assert "\n'=HYPERLINK(1)_5,," in todo.read_text()
    todo.write_text(todo.read_text().replace("_5,,", "_5,ada,"))
    assert not take(course, files).open
    assert at(course, "ada") == "x"


def test_the_newest_counts_and_the_earlier_are_kept(course):
    old, new = {"lovelaceada_101_7_one.ipynb": "old"}, {"lovelaceada_101_9_one-1.ipynb": "new"}
    assert take(course, old).students == {"ada": "new"}
    assert take(course, new).students == {"ada": "newer"}
    assert at(course, "ada") == "new"
    assert take(course, old).students == {"ada": "an earlier copy"}
    assert at(course, "ada") == "new"
    older = {"lovelaceada_101_2_one.ipynb": "never seen, and older"}
    assert take(course, older).students == {"ada": "an earlier copy"}
    assert at(course, "ada") == "new"
    assert len(list((course.root / "downloaded/ps1/copies/ada").iterdir())) == 3
    both = {"lovelaceada_101_20_one.ipynb": "20", "lovelaceada_101_21_one-2.ipynb": "21"}
    take(course, both)
    assert at(course, "ada") == "21"


def test_what_a_person_changed_stays_until_a_newer_copy_comes(course):
    take(course, {"lovelaceada_101_7_one.ipynb": "old"})
    course.hand_in("ada", b"mended by hand")
    result = take(course, {"lovelaceada_101_7_one.ipynb": "old"})
    assert at(course, "ada") == "mended by hand"
    assert "ada: what is in submitted/ was changed by hand; it stays" in result.lines()
    take(course, {"lovelaceada_101_9_one.ipynb": "new"})
    assert at(course, "ada") == "new"
    aside = list((course.root / "downloaded/ps1/copies/ada").glob("by-hand-*/one.ipynb"))
    assert [path.read_text() for path in aside] == ["mended by hand"]


A = "Ada Lovelace_1_assignsubmission_file"
G = "Grace Hopper_2_assignsubmission_file"
LINK = {"external_attr": (stat.S_IFLNK | 0o777) << 16}
DEVICE = {"external_attr": (stat.S_IFCHR | 0o666) << 16}
HOSTILE = {
    f"{A}/link.csv": (("/etc/passwd", LINK), "is a link"),
    f"{A}/device": (("", DEVICE), "is not an ordinary file"),
    f"{A}/../../../up.ipynb": ("x", "has .. in its path"),
    "../Ada Lovelace_1_assignsubmission_file/one.ipynb": ("x", "has .. in its path"),
    "/tmp/one.ipynb": ("x", "has an absolute path"),
    "C:\\one.ipynb": ("x", "has an absolute path"),
    f"{A}/ONE.ipynb": ("x", "has the name of one.ipynb, but for its case"),
    f"{A}/One.ipynb/x.csv": ("x", "has the name of a folder or file beside it, but for its case"),
    f"{A}/more.zip": ("PK", "is an archive in the download and is not opened"),
    f"{A}/bomb.csv": (b"0" * 30_000_000, "grows to 30 MB when unpacked, as a zip bomb does"),
    f"{A}/Timestamp.txt": ("2001-01-01", "has the name under which the time of the hand-in is"),
    f"{A}/a\nb.csv": ("x", "has a name with letters that cannot be shown"),
    f"{A}/{'d/' * 400}x": ("x", "has a path that is too long"),
    f"{A}/{'n' * 256}": ("x", "has a path that is too long"),
}


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_costs_only_itself_and_one_sentence(course, name):
    content, words = HOSTILE[name]
    outside = tree(course.root.parent)
    good = {f"{A}/one.ipynb": "good", f"{G}/one.ipynb": "good"}
    result = take(course, {name: content} | good, platform="moodle")
    assert len(result.refused) == 1
    assert words in result.refused[0]
    assert at(course, "ada") == at(course, "grace") == "good"
    files = [p for p in (course.root / "submitted").rglob("*") if not p.is_dir()]
    assert [p.name for p in files] == ["one.ipynb"] * 2
    new = {p.split("/")[0] for p in set(tree(course.root.parent)) - set(outside)}
    assert new <= {"download.zip", course.root.name}


def test_hostile_files_of_a_folder(course):
    folder = unpacked(course.root.parent / "d", {f"{A}/one.ipynb": "good", f"{G}/one.ipynb": "x"})
    (folder / A / "link").symlink_to("/etc")
    os.mkfifo(folder / A / "pipe")
    (folder / G / "one.ipynb").unlink()
    (folder / G / "one.ipynb").symlink_to(folder / A / "one.ipynb")
    result = collect(course.root, "ps1", folder)
    assert there(course) == ["ada"]
    assert sorted(result.refused) == [
        "ada: link is a link.", "ada: pipe is not an ordinary file.", "grace: one.ipynb is a link."
    ]  # fmt: skip


def test_a_damaged_and_an_encrypted_file_cost_only_themselves(course):
    path = zipped(
        course.root.parent / "d.zip", {f"{A}/one.ipynb": "x" * 5000, f"{G}/one.ipynb": "y"}
    )
    data = bytearray(path.read_bytes())
    at_ = data.index(b"one.ipynb") + len("one.ipynb")
    data[at_ + 2 : at_ + 8] = b"\0" * 6
    path.write_bytes(data)
    result = collect(course.root, "ps1", path)
    assert result.refused == ["ada: one.ipynb is damaged."]
    assert there(course) == ["grace"]
    data = bytearray(zipped(path, {f"{A}/one.ipynb": "x", f"{G}/one.ipynb": "y"}).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert collect(course.root, "ps1", path).refused == ["ada: one.ipynb is encrypted."]


def test_too_large_and_too_many_files_cost_only_themselves(course, monkeypatch):
    course.configure("c.TwoRooms.notebook_mb = 1", "c.TwoRooms.disk_mb = 1")
    monkeypatch.setattr("nnkit.grading.collect.downloads.MAX_FILES", 5)
    noise = os.urandom(1_100_000)
    files = {f"{A}/one.ipynb": noise, f"{A}/data.bin": noise, f"{A}/x.csv": "1"}
    files |= {f"{G}/{n}.csv": "1" for n in range(7)}
    result = take(course, files)
    assert result.refused == [
        "ada: one.ipynb is too large for one hand-in (1 MB).",
        "ada: data.bin is too large for one hand-in (1 MB).",
        "grace: 5.csv is one of more than 5 files.",
        "grace: 6.csv is one of more than 5 files.",
    ]
    assert at(course, "ada", "x.csv") == "1"


def test_a_zip_whose_entries_overlap_is_refused_whole(course):
    path = zipped(course.root.parent / "d.zip", {f"{A}/one.ipynb": os.urandom(2000)})
    data = path.read_bytes()
    at_ = data.index(b"PK\x01\x02")
    entry = data[at_ : data.index(b"PK\x05\x06")]
    end = bytearray(data[data.index(b"PK\x05\x06") :])
    end[8:12] = (9).to_bytes(2, "little") * 2
    end[12:16] = (9 * len(entry)).to_bytes(4, "little")
    path.write_bytes(data[:at_] + entry * 9 + end)
    with pytest.raises(UseError, match="overlap, as in a zip bomb"):
        collect(course.root, "ps1", path)


@pytest.mark.parametrize(
    ("files", "platform", "words"),
    [
        ({"a.ipynb": "x"}, None, "not clear from the names .*: say --from"),
        ({}, None, "not clear from the names"),
        (MOODLE, "canvas", "no file is named as Canvas names them"),
        ({"submission_metadata.yml": "a: [", "s/one.ipynb": ""}, None, "cannot be read; download"),
    ],
)
def test_a_download_that_is_not_clear_is_one_sentence(course, files, platform, words):
    with pytest.raises(UseError, match=words):
        take(course, files, platform=platform)
    assert there(course) == []


def test_no_download_no_zip_and_no_class_list_are_one_sentence(course, tmp_path):
    with pytest.raises(UseError, match="there is no "):
        collect(course.root, "ps1", tmp_path / "nowhere.zip")
    (tmp_path / "half.zip").write_bytes(b"PK\x03\x04half")
    with pytest.raises(UseError, match="neither a folder nor a whole zip"):
        collect(course.root, "ps1", tmp_path / "half.zip")
    with pytest.raises(UseError, match="no assignment 'ps9'"):
        collect(course.root, "ps9", tmp_path)
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        for key, *_ in CLASS:
            book.remove_student(key)
    with pytest.raises(UseError, match="class list is empty; first: nnkit students"):
        take(course, CANVAS)


def test_an_anonymous_hand_in_of_canvas_is_for_a_person(course):
    files = {"anon_x7Qp2_5_one.ipynb": "x", "LATE_anon_7_6_one.ipynb": "y"}
    assert set(take(course, files).open) == {"anon_x7Qp2", "anon_7"}
    assert there(course) == []


def test_the_group_of_a_canvas_assignment_is_no_members_alone(course):
    result = take(course, {"thelions_101_5_one.ipynb": "x", "hoppergrace_105_6_one.ipynb": "y"})
    assert there(course) == ["grace"]
    assert "a group?" in result.open["thelions_101"].why


def test_names_of_files_inside_an_export_do_not_say_from_where_it_is(course):
    files = gradescope(submission_1=(PAIR[1:], "2023-11-06 08:00:00 Z", "x"))
    for name in ("lovelaceada_101_5_one.ipynb", "p_ada_attempt_2024-01-01-00-00-00_one.ipynb"):
        files[f"assignment_7_export/submission_1/{name}"] = "x"
    assert take(course, files).platform == "gradescope"
    assert there(course) == ["grace"]
    files = {f"{A}/submission_metadata.yml": "a: 1", f"{A}/one.ipynb": "x", "/tmp/one.ipynb": "x"}
    result = take(course, {f"sub/{k}" if k[0] != "/" else k: v for k, v in files.items()})
    assert result.platform == "moodle"
    assert result.refused == ["/tmp/one.ipynb has an absolute path."]


def test_nothing_is_written_through_a_link(course, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (course.root / "submitted").mkdir(exist_ok=True)
    (course.root / "submitted/ada").symlink_to(tmp_path / "elsewhere")
    result = take(course, {f"{A}/one.ipynb": "x", f"{G}/one.ipynb": "y"})
    assert any("is a link; nothing was written there" in line for line in result.lines())
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert at(course, "grace") == "y"


KILLED = """
import os, sys
from pathlib import Path
from nnkit.grading.collect import copies
from nnkit.grading.collect.collect import collect
left = int(sys.argv[3])
def rename(self, goal, rename=Path.rename):
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    return rename(self, goal)
Path.rename = rename
collect(Path(sys.argv[1]), "ps1", Path(sys.argv[2]))
"""


@pytest.mark.parametrize("renames", range(5))
def test_a_run_that_was_killed_is_finished_by_the_next(course, renames):
    old = zipped(course.root.parent / "old.zip", {f"{A}/one.ipynb": "old"})
    collect(course.root, "ps1", old)
    new = zipped(course.root.parent / "new.zip", {f"{A}/one.ipynb": "new", f"{G}/one.ipynb": "g"})
    run = [sys.executable, "-c", KILLED, str(course.root), str(new), str(renames)]
    assert subprocess.run(run, check=False).returncode == 9
    collect(course.root, "ps1", new)
    assert (at(course, "ada"), at(course, "grace")) == ("new", "g")
    kept = copies.kept(course.root / "downloaded/ps1/copies/ada")
    assert len(kept) == 2
    assert [p.name for p in (course.root / "submitted/ada").iterdir()] == ["ps1"]


def test_what_was_collected_is_graded_and_late_by_the_downloads_time(course):
    solved = json.dumps(course.solved())
    wrong = json.dumps(course.solved(double="def double(x):\n    return x"))
    download = zipped(
        course.root.parent / "d.zip",
        gradescope(
            submission_1=(PAIR[:1], "2023-11-06 07:13:47.644186000 Z", solved),
            submission_2=(PAIR[1:], "2023-11-06 08:00:00 Z", wrong),
        ),
    )
    command = [sys.executable, "-m", "nnkit", "collect", "ps1", str(download)]
    run = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert "Gradescope: 2 students' hand-ins (2 new)" in run.stdout
    course.grade()
    rows = course.rows()
    assert rows["ada", "test_double"][0] == 2
    assert (rows["grace", "test_double"][0], rows["grace", "test_area"][0]) == (0, 3)
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        assert str(book.find_submission("ps1", "grace").timestamp) == "2023-11-06 08:00:00"


def test_a_group_hands_in_once_and_its_newest_copy_counts(course):
    groups = course.root / "groups.csv"
    groups.write_text("group,student\nA,ada\nA,jmueller\nA,grace\nB,li1\n\n")
    files = {"lovelaceada_101_9001_one.ipynb": "first", "müllerjörg_102_9003_one.ipynb": "second"}
    result = take(course, files, groups=groups)
    assert there(course) == ["ada", "grace", "jmueller"]
    assert {at(course, student) for student in there(course)} == {"second"}
    assert (result.absent, result.open, result.remarks) == (3, {}, [])
    assert take(course, files, groups=groups).students == dict.fromkeys(there(course), "unchanged")
    later = take(course, {"hopergrace_105_9009_one.ipynb": "third"}, groups=groups)
    assert later.students == dict.fromkeys(there(course), "newer")
    assert {at(course, student) for student in there(course)} == {"third"}


def test_of_two_copies_without_a_time_each_member_keeps_their_own(course):
    groups = course.root / "groups.csv"
    groups.write_text("group;student\nA;ada\nA;jmueller\nA;grace\n")
    result = take(
        course, {key: text for key, text in MOODLE.items() if "50" in key[:24]}, groups=groups
    )
    assert there(course) == ["ada", "jmueller"]
    assert at(course, "ada") == "first"
    assert result.remarks == [
        "group A: ada, jmueller handed in, and the download does not say who was last; each keeps "
        "their own"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("team,student\nA,ada\n", "does not have the columns group and student in its first line"),
        ("group,student\nA,eve\n", "line 2: 'eve' is not in the class list"),
        ("group,student\nA,ada\nB,ada\n", "line 3: 'ada' is in 'A' already, and in 'B'"),
        (b"\xff\xfe", "it is not UTF-8"),
    ],
)
def test_a_list_of_groups_with_a_fault_is_refused_before_anything_is_taken(course, text, said):
    groups = course.root / "groups.csv"
    groups.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UseError, match=said):
        take(course, CANVAS, groups=groups)
    assert there(course) == []


def test_the_download_of_another_assignment_takes_no_hand_in_away(course):
    with_two = source_notebook()
    for cell in with_two.cells:
        if "nbgrader" in cell.metadata and cell.metadata.nbgrader.grade_id != "explain":
            cell.metadata.nbgrader.grade_id += "_2"
    course.add_source("ps2", {"two": with_two})
    name = "lovelaceada_101_{}_{}.ipynb"
    mine, other = nbformat.writes(course.solved()), nbformat.writes(with_two)
    take(course, {name.format(1, "one"): mine})
    wrong = take(course, {name.format(2, "two"): other})
    assert (wrong.students, wrong.refused) == (
        {},
        ["ada: two.ipynb is of ps2, not of ps1; it was not taken"],
    )
    assert nbformat.reads(at(course, "ada"), 4) == course.solved()
    damaged = take(course, {name.format(3, "two"): "{"})
    assert damaged.students == {}
    both = take(course, {name.format(4, "two"): other, name.format(4, "one"): mine})
    assert both.refused == []
    assert both.students == {"ada": "newer"}
