import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import shown
from twitchcam.records import Analysis
from twitchcam.results import showing
from twitchcam.results.folder import OutputFolder
from twitchcam.results.writing import write_analysis
from twitchcam.settings import HighlightSettings

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The Chromium that the system has."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium here; `apt-get install chromium` brings it")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, args=_OPTIONS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run with everything there is to see."""
    folder = tmp_path_factory.mktemp("a name with spaces & ünïcode #1")
    recording = folder / "night.mp4"
    shown.write_recording(recording)
    return write_results(folder / "night.mp4.twitchcam", shown.analysis(recording), recording)


def write_results(folder: Path, analysis: Analysis, recording: Path | None) -> Path:
    with OutputFolder(folder) as output:
        document = write_analysis(output, analysis)
        showing.show(output, document, lambda: analysis.measurement, recording, HighlightSettings())
    return folder
