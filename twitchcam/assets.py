"""Finds the model files and proves that they are the ones this version was made with.

A model decides where an infant's limbs are seen, so a file that was cut short by a download or exchanged would change
results without a word. Each file is therefore checked against ``MANIFEST.toml`` before it is used.

Where the files are looked for, first match wins::

    $TWITCHCAM_MODELS       if set, the only place: a set of models chosen on purpose
    twitchcam/models/       an installed wheel carries them inside the package
    models/                 beside the package in a checkout
"""

import hashlib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from twitchcam.errors import ModelFileError

MANIFEST = "MANIFEST.toml"
"""Name of the file that lists the models, in the same folder as they."""

ENVIRONMENT_VARIABLE = "TWITCHCAM_MODELS"
"""Names the folder to look in, instead of the package's own."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the manifest says about one model."""

    path: Path
    """The bundle, beside the manifest; it may be missing."""
    sha256: str
    """Of the bundle."""
    parts: dict[str, str]
    """Role and sha256 of each model in it, as its package ships it."""


def find_model(name: str) -> Path:
    """Return the path of a model bundle whose bytes are as the manifest says.

    Parameters
    ----------
    name : str
        A model of the manifest: ``"full"``, ``"heavy"`` or ``"face"``.

    Returns
    -------
    Path
        Absolute path of the file.

    Raises
    ------
    ModelFileError
        If the manifest or the file is in none of the folders, if the manifest does not name the model, or if the
        checksum differs.
    """
    entry = _entry(name)
    path = entry.path
    if not path.is_file():
        tried = [folder / path.name for folder in _folders()]
        raise ModelFileError(f"The pose model {name!r} was not found; looked for {_listed(tried)}.")
    found = _checksum(path)
    if found != entry.sha256:
        raise ModelFileError(
            f"The pose model {path} is not the file this version was made with: expected sha256 {entry.sha256}, "
            f"found {found}."
        )
    return path


def model_checksums(name: str) -> dict[str, str]:
    """Return the checksums that identify a model, for the record of a run.

    Parameters
    ----------
    name : str
        A model of the manifest: ``"full"``, ``"heavy"`` or ``"face"``.

    Returns
    -------
    dict of str to str
        sha256 of the file (key: its name) and, of a bundle, of the two models in it as their packages ship them
        (keys ``"detector"`` and ``"landmarks"``), from the manifest.

    Raises
    ------
    ModelFileError
        If the manifest is not found or does not name the model.
    """
    entry = _entry(name)
    return {entry.path.name: entry.sha256, **entry.parts}


def _folders() -> list[Path]:
    """Return the folders to look in, in this order."""
    chosen = os.environ.get(ENVIRONMENT_VARIABLE)
    if chosen:
        return [Path(chosen).absolute()]
    package = Path(__file__).resolve().parent
    return [package / "models", package.parent / "models"]


def _entry(name: str) -> _Entry:
    """Return what the first manifest found says about the model."""
    folders = _folders()
    folder = next((folder for folder in folders if (folder / MANIFEST).is_file()), None)
    if folder is None:
        tried = [folder / MANIFEST for folder in folders]
        raise ModelFileError(f"The list of pose models was not found; looked for {_listed(tried)}.")
    try:
        model = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))["models"][name]
        return _Entry(
            path=folder / model["file"],
            sha256=model["sha256"],
            parts={role: part["sha256"] for role, part in model.items() if isinstance(part, dict)},
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, KeyError) as error:
        raise ModelFileError(f"The list of pose models {folder / MANIFEST} does not describe {name!r}.") from error
    except OSError as error:
        raise ModelFileError(f"The list of models {folder / MANIFEST} cannot be read: {error.strerror}.") from error


def _checksum(path: Path) -> str:
    """Return the sha256 of a file as 64 hexadecimal digits."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelFileError(f"The pose model {path} cannot be read: {error.strerror}.") from error


def _listed(paths: list[Path]) -> str:
    """Return paths as they stand in a sentence."""
    return " and ".join(str(path) for path in paths)
