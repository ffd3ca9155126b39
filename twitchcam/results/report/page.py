"""Puts a run into the templates: report.html, one file without anything from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from twitchcam.records import Label, Measurement
from twitchcam.results.events_json import Document
from twitchcam.results.phrases import count_words, duration_words
from twitchcam.results.report.cards import Card, cards_of
from twitchcam.results.report.overview import gaps_of, lead_of
from twitchcam.results.report.pictures import Thumbnail
from twitchcam.results.report.plots import activity_svg, events_svg, spans_svg, ticks_of
from twitchcam.results.surrounding import rows_of
from twitchcam.results.words import EMERGENCY, NO_MEDICAL_DEVICE, NOTHING_EXCLUDED
from twitchcam.timespan import TimeSpan

__all__ = ["write_page"]

_SECTIONS = (
    (Label.NEEDS_REVIEW, "review", "To show a doctor"),
    (Label.NORMAL_JERK, "jerk", "Brief jerks"),
    (Label.OTHER_MOVEMENT, "other", "Other movement"),
)
_OPEN_CARDS = 3
"""So many cards that need review are open from the start."""
_MOST_GAPS = 50


def write_page(
    file: TextIO,
    document: Document,
    measurement: Measurement,
    *,
    stamp: str,
    places: Mapping[str, TimeSpan],
    video_s: float,
    video_words: str,
    thumbnails: Mapping[str, Sequence[Thumbnail]],
) -> None:
    """Write the page.

    Parameters
    ----------
    file : text file
        Open for writing.
    document : Document
        The outcome of the run.
    measurement : Measurement
        Its traces and its activity.
    stamp : str
        What the page was made from, kept inside.
    places : mapping
        Event to its place in highlights.mp4; empty without a video that fits.
    video_s : float
        Length of highlights.mp4; 0 without one that fits.
    video_words : str
        A sentence about the video.
    thumbnails : mapping
        Event to its pictures.
    """
    environment = Environment(
        loader=PackageLoader("twitchcam.results.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    traces = {trace.trace_id: trace for trace in measurement.traces}
    cards = cards_of(document, traces, places, thumbnails)
    duration_s = document["video"]["duration_s"]
    gaps = gaps_of(document)
    page = environment.get_template("page.html").generate(
        stamp=stamp,
        style=Markup(_source(environment, "page.css")),
        script=Markup(_source(environment, "page.js")),
        file_name=document["video"]["file_name"],
        lead=lead_of(document),
        rows=rows_of(document),
        lanes=list(_lanes(document, measurement)),
        ticks=ticks_of(document),
        recorded_words=duration_words(duration_s),
        gaps=gaps[:_MOST_GAPS],
        more_gaps=max(0, len(gaps) - _MOST_GAPS),
        sections=list(_sections(cards)),
        open_cards=_OPEN_CARDS,
        video_s=video_s,
        video_length=duration_words(video_s),
        video_words=video_words,
        no_medical_device=NO_MEDICAL_DEVICE,
        nothing_excluded=NOTHING_EXCLUDED,
        emergency=EMERGENCY,
        version=document["versions"].get("twitchcam", ""),
    )
    for piece in page:
        file.write(piece)


def _lanes(document: Document, measurement: Measurement) -> Iterator[tuple[str, str, Markup]]:
    """Return the lanes of the time line: kind, what is written over it, and the picture."""
    duration_s = document["video"]["duration_s"]
    for label, kind, heading in _SECTIONS:
        events = [event for event in document["events"] if event["label"] == label]
        if events or label is not Label.OTHER_MOVEMENT:
            yield kind, f"{heading}: {len(events) or 'none'}", events_svg(events, duration_s, kind)
    if document["excluded"]:
        count = count_words(len(document["excluded"]), "stretch").replace("stretchs", "stretches")
        yield "excluded", f"Not analysed: {count}", spans_svg(document["excluded"], duration_s, "excluded")
    sound = document["surroundings"]["sound"]
    if sound is not None:
        crying, noises = sound["crying"], sound["noises"]
        yield "sound", f"Crying heard: {len(crying) or 'none recognised'}", spans_svg(crying, duration_s, "sound")
        if noises:
            marks = [{"start_s": noise["onset_s"], "end_s": noise["onset_s"]} for noise in noises]
            yield "sound", f"Sudden noises: {len(noises)}", spans_svg(marks, duration_s, "sound")
    yield "activity", "How much moves in the picture", activity_svg(measurement.envelope, duration_s)


def _sections(cards: Sequence[Card]) -> Iterator[tuple[str, str, list[Card]]]:
    for label, kind, heading in _SECTIONS:
        own = [card for card in cards if card.label == label]
        if own:
            yield kind, heading, own


def _source(environment: Environment, name: str) -> str:
    loader = environment.loader
    assert loader is not None
    return loader.get_source(environment, name)[0]
