"""A joined recording with a long gap gives the same bytes however it is cut and however many processes work on it."""

from __future__ import annotations

import io

import pytest

from tests.support import nights
from tests.support.cutting import cut_up
from twitchcam import pipeline
from twitchcam.passes import cuts, looking
from twitchcam.records import Joined
from twitchcam.results.events_json import document_of, to_text
from twitchcam.results.signals import write_signals
from twitchcam.video import join_files


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Joined:
    folder = tmp_path_factory.mktemp("night")
    night = nights.write_night(folder / "night.mp4")
    names = ["20260301_223000.mp4", "20260301_223113.mp4"]
    return join_files(cut_up(night, folder, [20.0], names), longest_gap_s=600.0)


def run(joined: Joined, jobs: int) -> tuple[str, bytes]:
    analysis = pipeline.analyze(joined, nights.settings(), jobs=jobs)
    signals = io.BytesIO()
    write_signals(analysis.measurement, signals)
    return to_text(document_of(analysis)), signals.getvalue()


def test_a_long_gap_changes_nothing_for_pieces(joined: Joined, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_WORTH_STARTING_S", 0.0)
    assert len(joined.info.unrecorded()) == 1
    whole = run(joined, 1)
    assert '"no_recording"' in whole[0]
    for piece_s, jobs in ((4.0, 2), (12.0, 1), (20.0, 2)):
        monkeypatch.setattr(cuts, "PIECE_S", piece_s)
        assert run(joined, jobs) == whole
