"""Lets ``python -m twitchcam`` do what the ``twitchcam`` command does."""

import sys

from twitchcam.cli import main

if __name__ == "__main__":
    sys.exit(main())
