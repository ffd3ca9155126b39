"""Settings for all tests."""

from __future__ import annotations

import hypothesis

# How long one example takes says more of what else the machine does than of the code.
hypothesis.settings.register_profile("twitchcam", deadline=None)
hypothesis.settings.load_profile("twitchcam")
