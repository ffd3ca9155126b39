"""Every error the package raises on purpose, drawn as a tree.

::

    TwitchcamError
    |-- RecordingError        the recording is missing, unreadable or holds no picture
    |-- ModelFileError        a model file is missing or was changed
    |-- SettingsError         a settings file or value is not as expected
    |-- RegionError           the region or mask does not fit the recording
    |-- OutputError           the output folder cannot be used
    |   `-- OutdatedError     it holds results of another recording or of other settings
    |-- ResultsError          files of an earlier run are missing or unreadable
    |-- DatasetError          clips or truth of a benchmark are not as expected
    `-- InterruptedRunError   the person stopped the run

Every message is one plain sentence that says what was expected and what was found, fit to be shown
to a person without a traceback.
"""


class TwitchcamError(Exception):
    """Base of all errors raised on purpose; its text is one sentence for a person."""


class RecordingError(TwitchcamError):
    """The recording is missing, unreadable or holds no picture."""


class ModelFileError(TwitchcamError):
    """A model file is missing or was changed."""


class SettingsError(TwitchcamError):
    """A settings file or value is not as expected."""


class RegionError(TwitchcamError):
    """The region or mask does not fit the recording."""


class OutputError(TwitchcamError):
    """The output folder cannot be used."""


class OutdatedError(OutputError):
    """The output folder holds results of another recording or of other settings."""


class ResultsError(TwitchcamError):
    """Files of an earlier run are missing or unreadable."""


class DatasetError(TwitchcamError):
    """Clips or truth of a benchmark are not as expected."""


class InterruptedRunError(TwitchcamError):
    """The person stopped the run."""
