import io
import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.support import examples
from twitchcam.records import Analysis, Event, Excluded, Pattern, Reason
from twitchcam.results import words
from twitchcam.results.events_json import document_of
from twitchcam.results.report.page import write_page
from twitchcam.results.report.pictures import Thumbnail
from twitchcam.timespan import TimeSpan

EVIL = "<script>alert(1)</script>\"'&.mp4"
THUMBNAIL = Thumbnail("strongest", 220, 165, "data:image/jpeg;base64,AAAA")


def page(analysis: Analysis, **changes: object) -> str:
    file = io.StringIO()
    values: dict = {
        "stamp": "1 a b",
        "places": {},
        "video_s": 0.0,
        "video_words": "No highlight video was made.",
        "thumbnails": {},
    }
    write_page(file, document_of(analysis), analysis.measurement, **{**values, **changes})
    return file.getvalue()


def text(html: str) -> str:
    """What a person reads."""
    found: list[str] = []
    skipped = 0

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list) -> None:
            nonlocal skipped
            skipped += tag in {"script", "style"}

        def handle_endtag(self, tag: str) -> None:
            nonlocal skipped
            skipped -= tag in {"script", "style"}

        def handle_data(self, data: str) -> None:
            if not skipped:
                found.append(data)

    Reader().feed(html)
    return " ".join(" ".join(found).split())


def many(number: int) -> tuple[Event, ...]:
    return tuple(
        examples.event(Pattern.RHYTHMIC if index % 10 == 0 else Pattern.SINGLE_JERK, 1.1 * index, event_id=f"e{index}")
        for index in range(number)
    )


def test_names_with_html_stay_text() -> None:
    measured = examples.measurement(video=examples.video(file_name=EVIL))
    events = (
        examples.event(
            event_id='"><script>alert(2)</script>', reasons=(Reason("<b>bold</b>", 1.0, 2.0, "<i>", decisive=True),)
        ),
    )
    findings = examples.findings(warnings=["<img src=x onerror=alert(3)>"])
    html = page(examples.analysis(measurement=measured, events=events, findings=findings), video_words="<u>video</u>")
    assert html.count("<script>") == 1
    assert "<img" not in html
    assert "<b>bold" not in html
    assert "<u>" not in html
    assert EVIL in text(html)
    assert "<b>bold</b>" in text(html)


def test_nothing_comes_from_outside() -> None:
    html = page(examples.night(), thumbnails={examples.night().events[0].event_id: (THUMBNAIL,)})
    addresses = re.findall(r"""(?:src|href|srcset|action|poster|data)=["']([^"']*)""", html)
    assert all(address.startswith(("#", "data:", "highlights.mp4")) for address in addresses)
    assert "@import" not in html
    assert "url(" not in html
    assert "default-src 'none'" in html


def test_what_needs_review_comes_first() -> None:
    read = text(page(examples.night()))
    assert read.index("2 movements to show a doctor") < read.index(words.DOCTOR_TODAY) < read.index("Brief jerks")
    assert "00:00:35" in read
    assert "rhythmic movement (right arm), 14 s, about 2.1 times a second" in read
    assert "the picture was too dark" in read
    assert "50 s could not. Nothing is known about what happened there." in text(page(examples.analysis()))


def test_the_words_for_care_are_always_there() -> None:
    quiet = examples.analysis(events=(), findings=examples.findings(jerks=0, clusters=0, review=0))
    for analysis in (examples.night(), quiet):
        read = text(page(analysis))
        for sentence in (words.NO_MEDICAL_DEVICE, words.NOTHING_EXCLUDED, words.EMERGENCY):
            assert sentence in read
        for word in ("normal", "fine", "healthy", "no seizure", "epilep", "improv", "worr"):
            assert word not in read.lower()
    assert "No movement was flagged for a doctor" in text(page(quiet))


def test_a_card_holds_the_criteria() -> None:
    html = page(examples.analysis())
    assert html.count("nearest limit</span>") == 5
    read = text(html)
    assert "how long it lasts nearest limit 0.30 s 0.50 s below" in read
    assert "between 1.95 and 2.25" in read


def test_clips_play_at_their_place() -> None:
    analysis = examples.analysis()
    name = analysis.events[2].event_id
    html = page(analysis, places={name: TimeSpan(6.0, 28.25)}, video_s=28.25)
    assert 'href="highlights.mp4#t=6.00,28.25" data-start="6.00" data-end="28.25"' in html
    assert "Play all clips (28 s)" in html


def test_every_picture_has_words() -> None:
    analysis = examples.analysis()
    html = page(analysis, thumbnails={event.event_id: (THUMBNAIL,) for event in analysis.events})
    pictures = re.findall(r"<img [^>]*>", html)
    assert len(pictures) == 5
    assert all(re.search(r'alt="[^"]{20,}"', picture) for picture in pictures)
    assert all('aria-hidden="true"' in svg for svg in re.findall(r"<svg [^>]*>", html))
    assert html.count('role="img" aria-label="How the moving part moved') >= 1


def test_every_review_card_and_marks() -> None:
    html = page(examples.analysis(events=many(60)))
    assert html.count('<details class="card review"') == 6
    assert html.count('<details class="card jerk"') == 54
    assert html.count(" open>") == 3


@pytest.mark.parametrize("pattern", Pattern)
def test_every_pattern_has_a_card(pattern: Pattern) -> None:
    assert words.PATTERN_WORDS[pattern].meaning in text(page(examples.analysis(events=(examples.event(pattern),))))


def test_what_changes_by_itself_is_named_beside_what_could_be_analysed() -> None:
    sentence = (
        "Left out of the picture: something that never stops moving (top right). "
        "Not taken for movement: running writing such as a clock (bottom left)."
    )
    shown = text(page(examples.analysis()))
    assert shown.index("could be analysed") < shown.index(sentence) < shown.index("What was not analysed, and why")
    assert "Left out of the picture" not in text(page(examples.analysis(masked=())))


def test_what_was_not_asked_for_is_not_said_to_have_failed() -> None:
    unasked = Excluded(TimeSpan(30.0, 120.0), "outside_requested_stretch")
    failed = Excluded(TimeSpan(0.0, 10.0), "frozen")
    video = examples.video(duration_s=120.0)
    told = {}
    for excluded, analysed_s in (((unasked, failed), 20.0), ((unasked,), 30.0)):
        measured = examples.measurement(video=video, excluded=excluded)
        share = {"analysable_share": analysed_s / 120.0, "analysable_hours": analysed_s / 3600.0}
        told[excluded] = text(
            page(examples.analysis(measurement=measured, events=(), findings={**examples.findings(), **share}))
        )
    assert "could be analysed; 10 s could not, and 1 min 30 s lie outside the stretch" in told[unasked, failed]
    assert "could be analysed; 1 min 30 s lie outside the stretch" in told[unasked,]


def test_a_recording_without_anything() -> None:
    measured = examples.measurement(
        video=examples.video(duration_s=0.0),
        traces=(),
        excluded=(),
        envelope=replace(
            examples.measurement().envelope,
            times_s=examples.measurement().envelope.times_s[:0],
            activity=examples.measurement().envelope.activity[:0],
        ),
    )
    findings = examples.findings(
        jerks=0, analysable_hours=0.0, analysable_share=0.0, smallest_movement_body_lengths=None
    )
    assert "No brief jerk was found." in text(
        page(examples.analysis(measurement=measured, events=(), findings=findings))
    )


def test_five_hundred_events_are_quick_to_write() -> None:
    started_s = time.perf_counter()
    html = page(examples.analysis(events=many(500)))
    assert time.perf_counter() - started_s < 10.0
    assert html.count("<details class=") >= 500
