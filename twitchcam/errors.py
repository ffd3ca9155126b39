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
    |-- WorkerError           a process that worked for this one was killed
    `-- InterruptedRunError   the person stopped the run

Every message is one plain sentence that says what was expected and what was found, fit to be shown
to a person without a traceback.
"""

DEBUG = "TWITCHCAM_DEBUG"
"""The environment variable with which errors also say where they came from."""


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


class WorkerError(TwitchcamError):
    """A process that worked for this one was killed."""


class InterruptedRunError(TwitchcamError):
    """The person stopped the run."""


def sentence_of(error: Exception) -> str:
    """Return any error as one sentence for a person; a mistake of the program's own is called one."""
    if isinstance(error, TwitchcamError):
        return str(error)
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename is not None else ""
        return f"{name}{error.strerror or error}."
    if isinstance(error, MemoryError):
        return "There is not enough memory for this recording."
    return (
        f"twitchcam stopped because of a mistake of its own ({type(error).__name__}: {error}); "
        f"please report it with what {DEBUG}=1 prints."
    )
