import subprocess
import sys

import numpy as np

import twitchcam.records as records
from twitchcam.records import Box, Part, frozen_array


def test_importing_the_values_loads_nothing_heavy() -> None:
    program = "import sys, twitchcam.records; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_every_public_name_is_there() -> None:
    for name in records.__all__:
        assert hasattr(records, name), name
    assert len(records.__all__) == len(set(records.__all__))


def test_frozen_arrays_cannot_be_written_through_the_back_door() -> None:
    own = np.arange(4)
    frozen = frozen_array(own)
    own[0] = 9
    assert frozen[0] == 0
    assert not frozen.flags.writeable
    assert frozen_array(frozen) is frozen
    view = own[:2]
    view.flags.writeable = False
    assert frozen_array(view) is not view


def test_arms_and_legs_of_either_side_are_limbs() -> None:
    limbs = {part for part in Part if part.is_limb}
    assert limbs == {Part.ARM, Part.LEFT_ARM, Part.RIGHT_ARM, Part.LEG, Part.LEFT_LEG, Part.RIGHT_LEG}


def test_boxes_hold_middles_and_are_put_around_others() -> None:
    box, right = Box(0.0, 0.0, 10.0, 20.0), Box(8.0, 5.0, 12.0, 9.0)
    assert box.holds_middle_of(right)
    assert not right.holds_middle_of(box)
    assert box.around(right) == Box(0.0, 0.0, 12.0, 20.0)
    assert box.around() == box
