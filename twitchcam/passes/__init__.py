"""The two passes over a recording: in pieces, in several processes, and from where an earlier run stopped.

::

    cuts.py      where the first pass may be cut, and reading from a cut
    keeping.py   the seam behind which progress is kept
    hands.py     the processes that do the work, or this one
    scanning.py  the first pass: every picture once
    placing.py   in between: where the infant lies, and what moves
    looking.py   the second pass: windows

However a recording is cut, and whoever does the pieces, the outcome is the same to the last bit.
"""

from twitchcam.passes.hands import Hands
from twitchcam.passes.keeping import Keeper, NotKept
from twitchcam.passes.looking import look_closely
from twitchcam.passes.placing import place_infant
from twitchcam.passes.scanning import Scanned, scan_recording

__all__ = ["Hands", "Keeper", "NotKept", "Scanned", "look_closely", "place_infant", "scan_recording"]
