"""The page and the video of a run in a real browser, opened from disk."""

import base64
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.browser.conftest import write_results
from tests.support import examples
from twitchcam.records import Pattern
from twitchcam.results.events_json import document_of
from twitchcam.results.report.page import write_page
from twitchcam.results.report.pictures import Thumbnail
from twitchcam.timespan import TimeSpan

SIZES = [(390, 844), (1280, 900)]


@contextmanager
def opened(browser: Any, folder: Path, size: tuple[int, int] = SIZES[1], **options: Any) -> Iterator[Any]:
    """Open the page; whatever the browser complains of is an error, and so is any request that leaves the disk."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url[:80]}"))
    page.goto((folder / "report.html").as_uri())
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_disk_and_fits(browser: Any, results: Path, size: tuple[int, int], scheme: str) -> None:
    with opened(browser, results, size, color_scheme=scheme) as page:
        assert page.inner_text("h1") == "1 movement to show a doctor"
        assert page.evaluate("document.compatMode") == "CSS1Compat"
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        light = sum(map(int, background[4:-1].split(","))) > 380
        assert light == (scheme == "light")
        for picture in page.query_selector_all(".card[open] img"):
            picture.scroll_into_view_if_needed()
            page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture)


def test_a_clip_plays_at_its_place_and_stops_at_its_end(browser: Any, results: Path) -> None:
    with opened(browser, results) as page:
        page.click(".card.review a.play")
        start_s = float(page.get_attribute(".card.review a.play", "data-start"))
        end_s = float(page.get_attribute(".card.review a.play", "data-end"))
        page.wait_for_function(f"() => document.querySelector('video').currentTime > {start_s + 0.3}", timeout=20_000)
        state = page.evaluate("(v => [v.error, v.videoWidth, v.duration])(document.querySelector('video'))")
        assert state[0] is None
        assert state[1] > 0
        assert state[2] >= end_s - 0.05
        page.evaluate(f"document.querySelector('video').currentTime = {end_s - 0.3}")
        page.wait_for_function("() => document.querySelector('video').paused", timeout=20_000)
        assert page.evaluate("document.querySelector('video').currentTime") == pytest.approx(end_s, abs=0.6)


def test_the_video_shows_the_flash_where_it_should(browser: Any, results: Path) -> None:
    bright = """async time => {
        const video = document.querySelector('video');
        video.pause();
        const sought = new Promise(done => video.addEventListener('seeked', done, {once: true}));
        video.currentTime = time;
        await sought;
        return [video.currentTime, video.readyState, video.error === null];
    }"""
    with opened(browser, results) as page:
        page.click(".all-clips a.play")
        page.wait_for_function("() => document.querySelector('video').readyState >= 2", timeout=20_000)
        for wanted_s in (12.0, 3.0, 20.0):
            at_s, ready, sound = page.evaluate(bright, wanted_s)
            assert at_s == pytest.approx(wanted_s, abs=0.01)
            assert ready >= 2
            assert sound


def test_a_missing_video_is_told(browser: Any, results: Path, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_bytes((results / "report.html").read_bytes())
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    page.click(".card.review a.play")
    page.wait_for_selector(".card.review [role=status]", timeout=20_000)
    assert "It should lie in the same folder as this page." in page.inner_text(".card.review [role=status]")
    context.close()


def test_the_keyboard_reaches_everything(browser: Any, results: Path) -> None:
    with opened(browser, results) as page:
        reached = []
        for _ in range(12):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.tagName + ' ' + document.activeElement.className"))
        assert reached[0] == "A skip"
        assert "A button play" in reached
        assert reached.count("SUMMARY ") >= 2
        page.focus(".card.jerk summary")
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector('.card.jerk').open")


def test_a_mark_on_the_time_line_opens_its_card(browser: Any, results: Path) -> None:
    with opened(browser, results) as page:
        assert not page.evaluate("document.querySelector('.card.jerk').open")
        page.click(".lane.jerk a")
        page.wait_for_function("() => document.querySelector('.card.jerk').open")


def test_without_scripts_everything_can_be_read(browser: Any, results: Path) -> None:
    with opened(browser, results, java_script_enabled=False) as page:
        assert page.locator(".card").count() == 2
        page.click(".card.jerk summary")
        assert page.is_visible(".card.jerk table")
        assert (page.get_attribute(".card.jerk a.play", "href") or "").startswith("highlights.mp4#t=")


def test_on_paper_what_a_doctor_should_see_is_open(browser: Any, results: Path, tmp_path: Path) -> None:
    analysis = examples.analysis(
        events=tuple(examples.event(Pattern.RHYTHMIC, 20.0 * number, 4.0) for number in range(1, 8))
    )
    with opened(browser, write_results(tmp_path / "out", analysis, None)) as page:
        assert page.evaluate("document.querySelectorAll('.card[open]').length") == 3
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate("document.querySelectorAll('.card[open]').length") == 7
        assert not page.is_visible(".button") if page.query_selector(".button") else True
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert page.evaluate("document.querySelectorAll('.card[open]').length") == 3


def thumbnails(number: int) -> tuple[Thumbnail, ...]:
    """Four noisy pictures, no two alike."""
    made: list[Thumbnail] = []
    for when in ("before", "strongest", "end", "after"):
        grey = np.random.default_rng(len(made) + 4 * number).normal(90, 9, (120, 200)).clip(0, 255).astype(np.uint8)
        code = base64.b64encode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 62])[1].tobytes()).decode()
        made.append(Thumbnail(when, 200, 120, f"data:image/jpeg;base64,{code}"))
    return tuple(made)


def test_five_hundred_events_stay_responsive(
    browser: Any, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    base = examples.analysis()
    events = tuple(
        examples.event(
            Pattern.RHYTHMIC if number % 10 == 0 else Pattern.SINGLE_JERK, 1.15 * number, event_id=f"e{number}"
        )
        for number in range(500)
    )
    analysis = replace(base, events=events)
    with (tmp_path / "report.html").open("w", encoding="utf-8") as file:
        write_page(
            file,
            document_of(analysis),
            analysis.measurement,
            stamp="1",
            places={event.event_id: TimeSpan(6.0, 14.0) for event in events},
            video_s=600.0,
            video_words="",
            thumbnails={event.event_id: thumbnails(number) for number, event in enumerate(events)},
        )
    record_property("megabytes", float(round((tmp_path / "report.html").stat().st_size / 1e6, 1)))
    started_s = time.perf_counter()
    with opened(browser, tmp_path, SIZES[0]) as page:
        loaded_s = time.perf_counter() - started_s
        clicked_s = page.evaluate("""async () => {
            const card = document.getElementById('e499');
            const began = performance.now();
            card.querySelector('summary').click();
            card.scrollIntoView();
            await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
            return (performance.now() - began) / 1000;
        }""")
        assert page.evaluate("document.getElementById('e499').open")
    record_property("opened_s", float(round(loaded_s, 2)))
    record_property("card_s", float(round(clicked_s, 3)))
    assert loaded_s < 5.0
    assert clicked_s < 0.5


def test_names_with_html_stay_text(browser: Any, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)><script>alert(2)</script>.mp4"
    measured = examples.measurement(video=examples.video(file_name=name))
    analysis = examples.analysis(
        measurement=measured, findings=examples.findings(warnings=["<script>alert(3)</script>"])
    )
    with opened(browser, write_results(tmp_path / "out", analysis, None)) as page:
        assert page.inner_text(".file") == name
        assert page.locator("img").count() == 0
        assert "<script>alert(3)</script>" in page.inner_text(".warning")
