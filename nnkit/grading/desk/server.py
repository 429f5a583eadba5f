"""The desk's page, served on this machine only, to whoever has the token.

Everything that a student wrote travels as JSON or plain text and is put into the page as text; the
page's policy lets nothing run but its own script.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import webbrowser
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from nnkit.grading.desk.desk import Changed, Desk
from nnkit.grading.desk.questions import Question, beside
from nnkit.grading.errors import UseError
from nnkit.grading.gradebook.page_text import PageText
from nnkit.grading.handin.folder import need_assignment, need_gradebook, open_classroom
from nnkit.grading.run.retry import Log, say

_HERE = "127.0.0.1"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FILES = {"desk.js": "text/javascript", "desk.css": "text/css"}


def mark(
    root: Path,
    assignment: str | None = None,
    *,
    names: bool = False,
    port: int = 0,
    browse: bool = True,
    log: Log = say,
) -> int:
    """Serve the marking desk of a course until it is stopped with Ctrl+C.

    Parameters
    ----------
    root : Path
        The folder of the course.
    assignment : str, optional
        Only its questions; those of all assignments if not given.
    names : bool
        Whether the page says who wrote an answer.
    port : int
        Where; any that is free if 0.
    browse : bool
        Whether to open the page in a browser.
    log : callable
        Is told the address.

    Raises
    ------
    UseError
        No such course or assignment, nothing graded, nothing to mark, a port that is taken.
    """
    room = open_classroom(root)
    if room.coursedir.db_url.startswith("sqlite"):
        need_gradebook(room)
    if assignment is not None:
        need_assignment(room, assignment, [])
    desk = Desk(room, assignment, names)
    if not desk.questions:
        where = f"of {assignment!r} " if assignment else ""
        raise UseError(
            f"nothing {where}in the gradebook waits for a person: grade first (nnkit grade)"
        )
    try:
        sockets = bind_sockets(port, _HERE)
    except OSError as error:
        raise UseError(
            f"port {port} is taken; leave --port out to take one that is free"
        ) from error
    token = secrets.token_urlsafe(24)
    place = f"http://{_HERE}:{sockets[0].getsockname()[1]}/?token={token}"
    log(f"the marking desk: {place}")
    log("every mark is written at once; Ctrl+C ends it")

    async def serve() -> None:
        server = HTTPServer(application(desk, token), max_body_size=1_000_000)
        server.add_sockets(sockets)
        if browse:
            webbrowser.open(place)
        await asyncio.Event().wait()

    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        log("the marking desk is closed")
    return 0


def application(desk: Desk, token: str) -> Application:
    """Return the pages of a desk."""
    shared = {"desk": desk, "token": token, "thread": ThreadPoolExecutor(1)}
    return Application(
        [
            (r"/", _Page, shared),
            (r"/(desk\.js|desk\.css)", _File, shared),
            (r"/api/(questions|answers|text|mark|undo)", _Api, shared),
        ],
        log_function=lambda handler: None,
    )


class _Desk(RequestHandler):  # type: ignore[misc]
    def initialize(self, desk: Desk, token: str, thread: ThreadPoolExecutor) -> None:
        self.desk, self.token, self.thread = desk, token, thread

    def set_default_headers(self) -> None:
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")

    def prepare(self) -> None:
        """Refuse who is not from this machine, not from this page, or has no token."""
        host = self.request.host.rpartition(":")[0]
        origin = self.request.headers.get("Origin", f"http://{self.request.host}")
        if host not in (_HERE, "localhost") or origin != f"http://{self.request.host}":
            raise HTTPError(403, reason="not from here")
        given = self.get_query_argument("token", None) or self.get_cookie(self._cookie(), "")
        if not hmac.compare_digest(str(given).encode(), self.token.encode()):
            raise HTTPError(403, reason="open the address that nnkit mark has printed")

    def _cookie(self) -> str:
        return "nnkit-desk-" + self.request.host.rpartition(":")[2]  # a port has no jar of its own

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}: {self._reason}\n")


class _Page(_Desk):
    def get(self) -> None:
        if self.get_query_argument("token", None):
            self.set_cookie(self._cookie(), self.token, httponly=True, samesite="Strict", path="/")
            self.redirect("/")
            return
        pages = Environment(
            loader=PackageLoader("nnkit.grading.desk"), autoescape=True, undefined=StrictUndefined
        )
        course = self.desk.room.coursedir.course_id or self.desk.room.root.name
        self.finish(pages.get_template("desk.html").render(course=course, names=self.desk.names))


class _File(_Desk):
    def get(self, name: str) -> None:
        self.set_header("Content-Type", f"{_FILES[name]}; charset=utf-8")
        self.finish((Path(__file__).parent / "templates" / name).read_bytes())


class _Api(_Desk):
    async def get(self, what: str) -> None:
        if what == "questions":
            await self._answer(self.desk.counts)
        elif what == "answers":
            await self._answer(lambda: self._answers(self._question()))
        elif what == "text":
            grade = self.get_query_argument("grade", "")
            await self._answer(lambda: {"text": self.desk.text(self._question(), grade)})
        else:
            raise HTTPError(405)

    async def post(self, what: str) -> None:
        if what == "undo":
            await self._answer(self._undo)
        elif what == "mark":
            await self._answer(self._mark)
        else:
            raise HTTPError(405)

    def _mark(self) -> dict[str, Any]:
        sent = json.loads(self.request.body)
        points, comment = sent.get("points"), sent.get("comment")
        points = None if points is None else float(points)
        grades = {str(key): str(seen) for key, seen in dict(sent["grades"]).items()}
        comment = None if comment is None else str(comment)
        return {"grades": self.desk.mark(self._question(), grades, points, comment)}

    def _undo(self) -> dict[str, Any]:
        question, grades = self.desk.undo()
        return {"question": self.desk.questions.index(question), "grades": grades}

    def _question(self) -> Question:
        number = self.get_query_argument("question", "")
        return dict(enumerate(self.desk.questions))[int(number)]

    def _answers(self, question: Question) -> dict[str, Any]:
        near = beside(self.desk.room, question)
        shown = {"question": near.question, "rubric": near.rubric, "model": near.model}
        pictures = str(self.desk.room.path("source", ".", question.assignment))
        page = PageText(pictures)
        return self.desk.answers(question) | {key: page.ours(shown[key], {}) for key in shown}

    async def _answer(self, work: Callable[[], Any]) -> None:
        """Do the work in the desk's own thread, one after the other; say in words what failed."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self.thread, work)
        except UseError as error:
            self.set_status(409 if isinstance(error, Changed) else 400)
            found = {"error": str(error)}
        except (ValueError, KeyError, TypeError, AttributeError):
            self.set_status(400)
            found = {"error": "this is not what the page sends"}
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(found))
