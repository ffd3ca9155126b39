"""What each burst is, and why. The only place that sets a label."""

from twitchcam.labels.agreement import agreed
from twitchcam.labels.events import label_bursts
from twitchcam.labels.findings import findings_of
from twitchcam.labels.rules import Verdict, judge_burst
from twitchcam.labels.shimmering import with_shimmering
from twitchcam.labels.surrounding import with_surroundings

__all__ = ["Verdict", "agreed", "findings_of", "judge_burst", "label_bursts", "with_shimmering", "with_surroundings"]
