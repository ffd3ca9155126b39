"""Contrast of the page's colours, as WCAG 2 counts it: 4.5 for text, 3 for marks that carry meaning."""

import re
from importlib.resources import files

import pytest

CSS = files("twitchcam.results.report").joinpath("templates/page.css").read_text(encoding="utf-8")


def themes() -> dict[str, dict[str, str]]:
    light, dark, paper = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block)) for block in _roots())
    return {"light": light, "dark": {**light, **dark}, "print": {**light, **paper}}


def _roots() -> list[str]:
    return [block for block in re.findall(r":root \{([^}]*)\}", CSS) if "--paper" in block]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("text", ["ink", "quiet", "review", "link"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "review-sheet"])
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("mark", ["jerk-fill", "other-fill", "review-fill", "sound-fill"])
def test_marks_can_be_seen(theme: str, mark: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[mark], colours["sheet"]) >= 3.0


def test_a_button_under_the_pointer_can_be_read() -> None:
    for colours in themes().values():
        assert contrast(colours["link"], colours["sheet"]) >= 4.5
