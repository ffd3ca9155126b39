"""How the picture moves: a coarse scan of everything, then a close look at the windows where something does.

::

    scan.py      every frame once: activity of coarse cells, low quantiles a block, on disk
    spool.py     what of it is on disk
    noise.py     what a cell shows when nothing moves in it
    windows.py   the stretches worth a look, and those that cannot be judged
    exclusions.py  what cannot be judged: light, camera, gaps, frozen or dark pictures
    foreign.py   fans and other things that never rest; writing.py  clocks; sources.py  both, named
    pulses.py    what keyframes always change
    places.py    where things moved clearly, moment by moment
    visitors.py  hands and others that come in from the edge
    passing.py   insects, shadows and the light of cars; glances.py  what looks different afterwards
    breaks.py    long gaps between files, which nothing looks across
    look.py      dense flow against the picture at rest: displacement of every cell of the body
    change.py    how much a cell changes where nothing moves
    bridging.py  the infant without what passes before it
    covering.py  what lies over the infant and is none of it
    regions.py   which cells move together, and when
    stirring.py  how much a visitor stirs beside a region
    traces.py    signed displacement and speed of each region
    shimmer.py   rhythms that only show as a change of brightness
"""

from twitchcam.motion.breaks import breaks_of
from twitchcam.motion.bridging import bridged
from twitchcam.motion.covering import with_covers
from twitchcam.motion.exclusions import exclusions_seen
from twitchcam.motion.look import look_at
from twitchcam.motion.places import MOMENT_S, moved_places
from twitchcam.motion.regions import find_tracks
from twitchcam.motion.scan import ScanJoiner, Scanner
from twitchcam.motion.shimmer import shimmer_of
from twitchcam.motion.sources import name_sources
from twitchcam.motion.traces import traces_of
from twitchcam.motion.windows import Activity, Window, activity_map, envelope, find_windows, measure_activity

__all__ = [
    "MOMENT_S",
    "Activity",
    "ScanJoiner",
    "Scanner",
    "Window",
    "activity_map",
    "breaks_of",
    "bridged",
    "envelope",
    "exclusions_seen",
    "find_tracks",
    "find_windows",
    "look_at",
    "measure_activity",
    "moved_places",
    "name_sources",
    "shimmer_of",
    "traces_of",
    "with_covers",
]
