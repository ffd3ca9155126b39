import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.videos import write_sound, write_video
from twitchcam.errors import RecordingError
from twitchcam.records import Excluded, Frame
from twitchcam.timespan import TimeSpan
from twitchcam.video import file_sha256, open_recording

STEADY = [40 * number for number in range(250)]  # 25 a second, 10 s


def read(path: Path, span: TimeSpan | None = None) -> tuple[list[Frame], list[Excluded]]:
    damage: list[Excluded] = []
    with open_recording(path) as recording:
        return list(recording.frames(span, damage=damage)), damage


def refusal(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        open_recording(path)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    short = path.with_stem("cut")
    short.write_bytes(data[: int(share * len(data))])
    return short


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_of_a_file_that_was_cut_off_all_that_is_there_is_read(tmp_path: Path, ending: str, share: float) -> None:
    path = tmp_path / f"clip.{ending}"
    write_video(path, STEADY, container_options={"movflags": "faststart"} if ending == "mp4" else {})
    whole, nothing = read(path)
    frames, damage = read(cut(path, share))
    assert nothing == []
    assert 250 * share * 0.6 < len(frames) < 250
    for one, other in zip(frames, whole, strict=False):  # nothing half-drawn is passed off as a picture
        assert one.time_s == other.time_s
        assert (one.luma == other.luma).all(), one.time_s
    assert [item.reason for item in damage] == ["unreadable"]
    assert damage[0].span.start_s == pytest.approx(frames[-1].time_s, abs=0.01)
    assert damage[0].span.end_s == pytest.approx(10.0, abs=0.1)


def test_damage_is_told_of_the_stretch_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "clip.mkv"
    write_video(path, STEADY)
    short = cut(path, 0.5)
    last_s = read(short)[0][-1].time_s
    assert read(short, TimeSpan(0.0, 3.0))[1] == []
    (item,) = read(short, TimeSpan(2.0, 8.0))[1]
    assert item.span.start_s == pytest.approx(last_s, abs=0.01)
    assert item.span.end_s == 8.0
    (item,) = read(short, TimeSpan(8.5, 20.0))[1]
    assert item.span.start_s == 8.5
    assert item.span.end_s == pytest.approx(10.0, abs=0.1)


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_a_hole_in_the_middle(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"clip.{ending}"
    options = {"preset": "ultrafast", "crf": "10", "g": "25", "bf": "0", "sc_threshold": "0"}
    write_video(path, STEADY, options=options, container_options={"movflags": "faststart"} if ending == "mp4" else {})
    whole = {frame.time_s: frame.luma for frame in read(path)[0]}
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)
    path.write_bytes(bytes(data))
    frames, damage = read(path)
    assert 150 < len(frames) < 250
    assert frames[-1].time_s > 9.9
    for frame in frames:  # whole pictures only; the decoder may round differently after a loss
        assert np.abs(frame.luma.astype(float) - whole[frame.time_s]).mean() < 0.1
    missing = [time_s for time_s in whole if time_s not in {frame.time_s for frame in frames}]
    assert missing
    assert [item.reason for item in damage] == ["unreadable"]
    assert all(damage[0].span.contains(time_s) for time_s in missing)
    assert damage[0].span.duration_s < 3.0
    later = read(path, TimeSpan(damage[0].span.start_s - 0.5, 9.0))[0]
    assert [frame.time_s for frame in later] == [
        frame.time_s for frame in frames if damage[0].span.start_s - 0.5 <= frame.time_s <= 9.0
    ]


def test_no_such_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.mp4") == f"There is no file {tmp_path / 'none.mp4'}."
    assert refusal(tmp_path / "none" / "none.mp4").startswith("There is no file ")
    assert refusal(Path("n" * 400)).startswith("There is no file ")
    assert refusal(Path("https://127.0.0.1:9/clip.mp4")).startswith("There is no file ")


def test_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} is a folder; expected a video file."


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").touch()
    assert refusal(tmp_path / "clip.mp4") == f"{tmp_path / 'clip.mp4'} is empty; expected a video file."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clip.mp4")
    assert "is a device or a pipe" in refusal(tmp_path / "clip.mp4")


@pytest.mark.parametrize("content", [b"dear diary\n" * 50, bytes(5000), b"\xff\xd8\xff\xe0 not a picture" * 9])
def test_something_else_named_mp4(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "clip.mp4").write_bytes(content)
    assert "clip.mp4 " in refusal(tmp_path / "clip.mp4")


def test_an_mp4_whose_index_was_cut_off(tmp_path: Path) -> None:
    write_video(tmp_path / "clip.mp4", STEADY)  # the index is at the end
    assert "its index is cut off" in refusal(cut(tmp_path / "clip.mp4", 0.7))


def test_sound_only(tmp_path: Path) -> None:
    write_sound(tmp_path / "clip.mp4")
    assert refusal(tmp_path / "clip.mp4") == f"{tmp_path / 'clip.mp4'} holds only sound; expected a video."


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "clip.mp4"
    write_video(path, STEADY[:3])
    path.chmod(0)
    if os.access(path, os.R_OK):  # the user may read everything
        path.chmod(0o600)

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(av, "open", refuse)
    assert refusal(path) == f"{path} may not be read by this user."


def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(RecordingError, match="may not be read by this user"):
        open_recording(tmp_path / "clip.mp4")


def test_the_checksum_of_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"cannot be read: No such file or directory\.$"):
        file_sha256(tmp_path / "none.mp4")


def test_a_name_that_looks_like_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_video(tmp_path / "clip.mp4", STEADY[:3])
    monkeypatch.chdir(tmp_path)
    for name in ("22:30.mp4", "2025-03-01T22:30:00.mp4", "tcp:clip.mp4", "%03d.mp4", "-"):
        shutil.copy("clip.mp4", name)
        assert len(read(Path(name))[0]) == 3, name


@pytest.fixture
def server() -> Iterator[tuple[int, list[object]]]:
    """Listen on this machine: the port, and what has called."""
    calls: list[object] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    done = threading.Event()

    def listen() -> None:
        while not done.is_set():
            try:
                connection, address = listener.accept()
            except TimeoutError:
                continue
            calls.append(address)
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield listener.getsockname()[1], calls
    done.set()
    thread.join()
    listener.close()


LISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4.0,\nhttp://127.0.0.1:{port}/1.ts\n#EXT-X-ENDLIST\n",
    "hls master": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=90000\nhttp://127.0.0.1:{port}/low.m3u8\n",
    "concat": "ffconcat version 1.0\nfile 'http://127.0.0.1:{port}/1.mp4'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\n"
    "a=rtpmap:96 H264/90000\n",
    "dash": '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT4S" profiles="urn:mpeg:dash:profile:isoff-live:2011"><Period>'
    "<BaseURL>http://127.0.0.1:{port}/</BaseURL>"
    '<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="9000"><SegmentTemplate media="$Number$.m4s" '
    'initialization="i.mp4" duration="4"/></Representation></AdaptationSet></Period></MPD>\n',
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_play_list_opens_no_connection(tmp_path: Path, server: tuple[int, list[object]], kind: str) -> None:
    port, calls = server
    path = tmp_path / "clip.mp4"
    path.write_text(LISTS[kind].format(port=port), encoding="utf-8")
    assert "clip.mp4 is " in refusal(path)
    assert calls == []


def test_a_play_list_of_local_files_is_not_followed(tmp_path: Path) -> None:
    write_video(tmp_path / "1.ts", STEADY[:50])
    path = tmp_path / "clip.mp4"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\n1.ts\n#EXT-X-ENDLIST\n", encoding="utf-8")
    refusal(path)
    path.write_text("ffconcat version 1.0\nfile '1.ts'\n", encoding="utf-8")
    assert refusal(path) == f"{path} is a play list; expected the video file itself."


def test_the_decoder_writes_nothing_to_the_terminal(tmp_path: Path) -> None:
    write_video(tmp_path / "clip.mkv", STEADY[:50])
    program = (
        "import sys; from pathlib import Path; from twitchcam.video import open_recording\n"
        "with open_recording(Path(sys.argv[1])) as recording: list(recording.frames())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(cut(tmp_path / "clip.mkv", 0.6))], capture_output=True, check=True
    )
    assert done.stdout + done.stderr == b""
