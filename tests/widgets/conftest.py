"""A page without a kernel that holds parts, in a real browser."""

import base64

import pytest

from nnkit.widgets import page as living
from nnkit.widgets.part import module

HEAD = "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>"


@pytest.fixture
def page(browser):
    """An empty page of 1280 pixels; what goes wrong on it fails the test."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda r: r.url.startswith("http") and faults.append(r.url))
    yield page
    page.close()
    assert not faults


@pytest.fixture
def alive(page):
    """Bring parts to life, one below the other, and return the page."""

    def show(*parts):
        kinds = sorted({part.kind for part in parts})
        page.set_content(HEAD + "".join(part.html() for part in parts) + living(kinds))
        page.wait_for_function(
            "n => document.querySelectorAll('[data-widget] .nnkit').length === n", arg=len(parts)
        )
        return page

    return show


@pytest.fixture
def run(page):
    """Run an expression on the exports `part` of a kind's module and an argument `given`."""

    def run(kind, expression, given):
        url = "data:text/javascript;base64," + base64.b64encode(module(kind).encode()).decode()
        body = f"async ([url, given]) => {{ const part = await import(url); return {expression}; }}"
        return page.evaluate(body, [url, given])

    return run
