"""What surrounds the movements, in words: the rows that a doctor asks about, each with an answer or "not known"."""

from __future__ import annotations

from collections import Counter
from typing import Any

from twitchcam.records import Label, Part, State
from twitchcam.results.ages import age_words
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.results.phrases import count_words, duration_words, moment_words, percent_words
from twitchcam.results.words import AROUSAL_WORDS, NOT_KNOWN, PART_WORDS, STATE_WORDS

__all__ = ["context_facts", "moved_by_crying", "rows_of", "side_words", "sound_words"]

_RARE = 0.05
"""Probability below which a split between the sides is called uneven."""
_MOST_SPANS = 5


def context_facts(event: EventEntry) -> list[tuple[str, str]]:
    """Return what surrounds one event as pairs of a name and words."""
    context = event["context"]
    facts = []
    if context.get("arousal") in AROUSAL_WORDS:
        facts.append(("Before and after", AROUSAL_WORDS[context["arousal"]]))
    if "state" in context:
        state = context["state"]
        known = STATE_WORDS[State(state)] if state is not None else "not known"
        facts.append(("The baby then (an estimate from movement)", known))
    facts += _sound_facts(context)
    if "rhythm_stops_on_waking" in context:
        stops = {True: "yes", False: "no, it went on", None: "the baby was not seen to wake"}
        facts.append(("Stops when the baby wakes", stops[context["rhythm_stops_on_waking"]]))
    return facts


def moved_by_crying(event: EventEntry) -> bool:
    """Whether an event needs review only because crying was heard near it."""
    return bool(event["context"].get("moved_by_crying", False))


def _sound_facts(context: dict[str, Any]) -> list[tuple[str, str]]:
    if "sound" not in context:
        return []
    if not context["sound"]:
        return [("Sound", "none recorded")]
    noise_s, crying_s = context.get("noise_before_s"), context.get("crying_distance_s")
    noise = "none in the second before it" if noise_s is None else f"a sudden noise {duration_words(noise_s)} before it"
    crying = "none within a minute"
    if crying_s is not None and crying_s < 60.0:
        crying = "during it" if crying_s <= 0.0 else f"{duration_words(crying_s)} away"
    return [("Sudden noise", noise), ("Crying", crying)]


def sound_words(document: Document) -> list[str]:
    """Return sentences about what was heard."""
    sound = document["surroundings"]["sound"]
    if sound is None:
        if document["video"]["has_sound"]:
            return [
                "The sound of the recording was not listened to, or could not be read: nothing is known about crying."
            ]
        return ["The recording has no sound: nothing is known about crying and noises."]
    findings, crying = document["findings"], sound["crying"]
    sentences = []
    if crying:
        total_s = sum(cry["end_s"] - cry["start_s"] for cry in crying)
        moments = ", ".join(moment_words(document, cry["start_s"]) for cry in crying[:_MOST_SPANS])
        more = f" and {len(crying) - _MOST_SPANS} more" if len(crying) > _MOST_SPANS else ""
        sentences.append(f"Crying was heard for {duration_words(total_s)} in all, from {moments}{more}.")
    else:
        sentences.append("No crying was recognised in the sound; quiet or covered crying can be missed.")
    after = int(findings["jerks_after_noise"] or 0)
    noises = count_words(len(sound["noises"]), "sudden noise") + (" was" if len(sound["noises"]) == 1 else " were")
    if not sound["noises"]:
        sentences.append("No sudden noise was heard.")
    elif after:
        sentences.append(f"{noises} heard; {count_words(after, 'brief jerk')} began within a second after one.")
    else:
        sentences.append(f"{noises} heard; no brief jerk began within a second after one.")
    return sentences


def side_words(findings: dict[str, Any]) -> str:
    """Say how the jerks fall on the sides of the body; empty where there are too few to tell."""
    known, share = int(findings["side_known_jerks"]), findings["one_sidedness"]
    if share is None:
        return ""
    line = f"Of the {known} jerks whose side is known, {round(share * known)} were on the same side of the body"
    chance, side = findings["side_chance"], findings["busier_side"]
    if chance is not None and chance < _RARE and side is not None:
        return f"{line}, the {side}: more than the time that each side could be seen explains. Tell the doctor."
    return line + "."


def rows_of(document: Document) -> list[tuple[str, str]]:
    """Return what a doctor asks about, row by row, with what this recording says of it."""
    findings = document["findings"]
    rows = [
        ("How long, and how often in a row", _length(document)),
        ("How often", _frequency(findings)),
        ("Where", _location(document)),
        ("Before and after", _arousal(document)),
        ("Crying and noises", " ".join(sound_words(document))),
        ("Falling asleep", _onset(document)),
        ("Set off by touch", NOT_KNOWN),
        ("Face", _face(findings)),
        (
            "Fever, stiffness, feeding, development, how the baby is when awake",
            f"{NOT_KNOWN} You know: tell the doctor.",
        ),
        ("Fewer or more over the weeks", f"{NOT_KNOWN} One recording shows no trend."),
    ]
    age = age_words(findings.get("age_weeks"))
    rows.append(("Age", age or "Not given. With --age-weeks it is said what is usual at that age."))
    return rows


def _length(document: Document) -> str:
    lengths = [event["duration_s"] for event in document["events"] if event["label"] == Label.NORMAL_JERK]
    review = sum(event["label"] == Label.NEEDS_REVIEW for event in document["events"])
    jerks = "No brief jerk was found."
    if lengths:
        shortest, longest = duration_words(min(lengths)), duration_words(max(lengths))
        jerks = (
            f"Brief jerks lasted {shortest}." if shortest == longest else f"Brief jerks lasted {shortest} to {longest}."
        )
    longer = f"{count_words(review, 'movement')} to show a doctor" if review else "None was found"
    return f"{jerks} What lasts longer, repeats or is held: {longer[0].lower() + longer[1:]}."


def _frequency(findings: dict[str, Any]) -> str:
    jerks = int(findings["jerks"])
    line = f"{count_words(jerks, 'brief jerk')}" if jerks else "No brief jerk was found"
    if findings["jerks_per_hour"] is None:
        return f"{line}. Half an hour that can be analysed is needed for a rate."
    line += f", {findings['jerks_per_hour']:.1f} an hour"
    if findings["persistent"] is None:
        return f"{line}. Whether that goes on all through sleep takes three hours that can be analysed."
    if findings["persistent"]:
        return f"{line}, several in every hour. Tell the doctor."
    return f"{line}, not several in every hour."


def _location(document: Document) -> str:
    jerks = [event for event in document["events"] if event["label"] == Label.NORMAL_JERK]
    if not jerks:
        return "No brief jerk to say it of."
    counts = Counter(event["parts"][0] for event in jerks if event["parts"][0] != Part.UNKNOWN)
    named = ", ".join(f"{PART_WORDS[Part(part)]} ({number})" for part, number in counts.most_common())
    where = f"Brief jerks, by the part that moves most: {named}." if named else "The parts could not be told."
    sides = side_words(document["findings"])
    return f"{where} {sides or 'Too few of them have a known side to compare left and right.'}"


def _arousal(document: Document) -> str:
    counted = [
        event["context"].get("arousal") for event in document["events"] if event["label"] != Label.OTHER_MOVEMENT
    ]
    known = [arousal for arousal in counted if arousal not in (None, "unknown")]
    if not counted:
        return "No movement to say it of."
    if not known:
        return NOT_KNOWN
    movements = count_words(len(known), "movement")
    crying, moving = known.count("crying"), known.count("moving")
    followed = [f"{crying} followed by crying within 30 s"] if crying else []
    followed += [f"{moving} followed by a minute or more of moving about"] if moving else []
    if not followed:
        return f"{movements} could be judged: none was followed by crying or by a minute of moving about."
    return f"{movements} could be judged: {', '.join(followed)}."


def _onset(document: Document) -> str:
    counted = [event["context"].get("state") for event in document["events"] if event["label"] == Label.NORMAL_JERK]
    known = [state for state in counted if state in ("settling", "settled", "moving")]
    if not known:
        return "No brief jerk to say it of." if not counted else NOT_KNOWN
    when = {"settling": "while settling", "settled": "while settled", "moving": "while awake and moving, or crying"}
    parts = [f"{known.count(state)} {words}" for state, words in when.items() if state in known]
    jerks = f"{count_words(len(known), 'brief jerk')} with a known state"
    return f"Of {jerks}: {', '.join(parts)}. An estimate from movement; sleep itself cannot be seen."


def _face(findings: dict[str, Any]) -> str:
    share = float(findings.get("face_seen_share") or 0.0)
    if share <= 0.0:
        return "Face not assessed: it could not be found in the picture."
    return (
        f"Seen in {percent_words(share)} of the recording; twitches of the mouth alone are mostly missed all the same."
    )
