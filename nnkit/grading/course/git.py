"""The few git commands that publishing needs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from nnkit.grading.errors import UseError

_NEUTRAL = ("core.hooksPath=/dev/null", "core.autocrlf=false", "commit.gpgSign=false")


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder` and return what it prints; UseError with git's own words if it fails.

    Hooks, line endings and signing of the person's configuration are left out, and so are the
    variables GIT_DIR etc., which are set while git runs a hook and point to another repository.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    options = [part for setting in _NEUTRAL for part in ("-c", setting)]
    command = ["git", *options, *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True)
    except FileNotFoundError as error:
        raise UseError("git is needed to publish: install it (Debian: apt install git)") from error
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines() or ["failed"]
        raise UseError(f"git {' '.join(arguments)} in {folder}: {reason[-1]}")
    return done.stdout.decode(errors="replace")


def commit_all(folder: Path, message: str) -> bool:
    """Commit every file of `folder`, making a repository of it if need be; False: no change."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    git(folder, "add", "--all", "--force", ".")
    if not git(folder, "status", "--porcelain"):
        return False
    git(folder, *_identity(folder), "commit", "--quiet", "--message", message)
    return True


def _identity(folder: Path) -> tuple[str, ...]:
    """Return options that name an author, for a person who has not told git who they are."""
    try:
        git(folder, "config", "user.email")
    except UseError:
        return ("-c", "user.name=nnkit publish", "-c", "user.email=nnkit@localhost")
    return ()
