"""A Jupyter server for tests, and what a person does in JupyterLab and Notebook 7."""

import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

LAB = [
    *(sys.executable, "-m", "jupyterlab"),
    *("--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--IdentityProvider.token="),
    "--LabApp.expose_app_in_browser=True",
    "--JupyterNotebookApp.expose_app_in_browser=True",
]
READY = re.compile(r"http://127\.0\.0\.1:\d+/")
WIDGET = "window.jupyterapp.shell.currentWidget"


@contextmanager
def served(folder, home, packages, command=()):
    """Start JupyterLab (with Notebook 7 beside it) on a folder; give its address.

    `home` is an empty folder for its settings, `packages` comes first on the path, `command` before
    the server's own.
    """
    settings = home / "config/lab/user-settings/@jupyterlab/notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    server = subprocess.Popen(
        [*command, *LAB],
        cwd=folder,
        env=clean_environment(packages, home),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield address(server)
    finally:
        stop(server)


def stop(server):
    """Let it end its kernels; a thread of AnyIO that is idle can keep it from ending itself."""
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(timeout=15)
    server.stderr.close()


def clean_environment(packages, home):
    """Nothing of the person's own Jupyter, and `packages` before what is installed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON"))}
    return {
        **kept,
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(packages),
        "PYTHONDONTWRITEBYTECODE": "1",
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "run"),
        "IPYTHONDIR": str(home / "ipython"),
    }


def address(server):
    """Wait until the server says where it is; go on reading what it says, or it would block."""
    said, ready = [], threading.Event()

    def listen():
        for line in server.stderr:
            said.append(line)
            if READY.search(line):
                ready.set()
        ready.set()

    threading.Thread(target=listen, daemon=True).start()
    assert ready.wait(timeout=60), said
    found = READY.search("".join(said))
    assert found, "".join(said)
    return found.group()


def idle(page):
    """Wait until the kernel has nothing left to do."""
    page.wait_for_function(f"() => {WIDGET}?.sessionContext?.session?.kernel?.status === 'idle'")


def run_all(page):
    """Use the menu, then wait until every code cell that has code was run, or one failed."""
    menu(page, "Run", "Run All Cells")
    page.wait_for_function(
        """() => {
            const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells]
                .filter(cell => cell.type === 'code' && cell.sharedModel.getSource().trim());
            const failed = cell => cell.outputs.toJSON().some(o => o.output_type === 'error');
            return cells.every(cell => cell.executionCount !== null) || cells.some(failed);
        }"""
    )
    idle(page)


def menu(page, name, item):
    """Click an item of the menu bar."""
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{name}$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{item}$")).click()


def complaints(page):
    """Return every error and every message on stderr among the outputs."""
    return page.evaluate(
        """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
            .flatMap(cell => cell.type === 'code' ? cell.outputs.toJSON() : [])
            .filter(o => o.output_type === 'error' || o.name === 'stderr')
            .map(o => o.evalue ?? o.text)"""
    )
