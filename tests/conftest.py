"""What all tests share."""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402
import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

settings.register_profile("nnkit", deadline=None, derandomize=True)  # the same run every time
settings.load_profile("nnkit")

SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"),
    *("--disable-component-update", "--no-first-run", "--disable-quic"),
]


@pytest.fixture
def rng():
    return np.random.default_rng(20260101)


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium: one for all tests of a process, which can hold no second one."""
    if os.environ.get("NNKIT_NO_BROWSER") == "1":
        pytest.skip("NNKIT_NO_BROWSER=1")
    from nnkit.grading.doctor import GET_CHROMIUM, chromium

    path = chromium()
    if path is None:
        pytest.fail(f"no Chromium: {GET_CHROMIUM} (or set NNKIT_NO_BROWSER=1)", pytrace=False)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=SWITCHES)
        yield browser
        browser.close()
