"""Real pixels: a recording of a sleeping infant, and night-like versions of it with known movements.

The recordings are not part of this project; the tests are skipped where they are not there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import twitchcam
from tests.support.truth import read_truth, unmet
from twitchcam.records import Label

FOOTAGE = Path(__file__).parents[3] / "shared" / "footage"
CLIPS = sorted(path.name.removesuffix(".truth.json") for path in (FOOTAGE / "dev").glob("*.truth.json"))

pytestmark = pytest.mark.skipif(not FOOTAGE.is_dir(), reason=f"the real footage is not at {FOOTAGE}")


def test_an_infant_that_only_breathes_has_no_jerk_and_nothing_to_review() -> None:
    found = twitchcam.analyze(FOOTAGE / "crib.mp4")
    assert [event.pattern for event in found.events if event.label is not Label.OTHER_MOVEMENT] == []
    assert found.findings["jerks"] == found.findings["review"] == 0
    assert found.findings["body_found_share"] > 0.5


@pytest.mark.slow
@pytest.mark.parametrize("name", CLIPS)
def test_jerks_and_review_episodes_are_found_and_nothing_else(name: str) -> None:
    found = twitchcam.analyze(FOOTAGE / "dev" / f"{name}.mp4")
    assert unmet(found, read_truth(FOOTAGE / "dev" / f"{name}.truth.json")) == []
