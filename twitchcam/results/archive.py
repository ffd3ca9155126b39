"""Archives of arrays with a header: the form of signals.npz and poses.npz.

A zip file that NumPy's ``load`` reads: one ``.npy`` member an array, little-endian, no pickled objects, and a
member ``header.json`` with everything that is not an array. The time stamps inside are fixed, so equal content
gives equal bytes with the same zlib.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from twitchcam.errors import ResultsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["read_archive", "read_header", "write_archive"]

_HEADER = "header.json"
_TIME_STAMP = (1980, 1, 1, 0, 0, 0)
_BROKEN = (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error, RuntimeError)
"""What reading a damaged archive was seen to raise. A wrong method of compression and a bit that says "encrypted" are
told as RuntimeError."""


def write_archive(file: BinaryIO, header: Mapping[str, Any], arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write a header and named arrays; numbers in the header keep every digit."""
    import numpy as np

    with zipfile.ZipFile(file, "w") as archive:
        with archive.open(_member(_HEADER), "w") as member:
            member.write(json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode("ascii"))
        for name, array in arrays.items():
            little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
            with archive.open(_member(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(cast(BinaryIO, member), little, version=(1, 0), allow_pickle=False)


def read_header(path: Path) -> dict[str, Any]:
    """Return the header of an archive without reading its arrays.

    Raises
    ------
    ResultsError
        If the file is missing or is no such archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _header_of(archive)
    except _BROKEN as error:
        raise _unreadable(path, error) from error


def read_archive(path: Path, format_name: str) -> tuple[dict[str, Any], dict[str, NDArray[np.generic]]]:
    """Return the header and the arrays of an archive.

    Raises
    ------
    ResultsError
        If the file is missing, damaged, or of another format than ``format_name``.
    """
    import numpy as np

    try:
        with zipfile.ZipFile(path) as archive:
            header = _header_of(archive)
            if header["format"] != format_name:
                raise ResultsError(f"{path} is of the format {header['format']}; expected {format_name}.")
            arrays = {}
            for name in archive.namelist():
                if name.endswith(".npy"):
                    with archive.open(name) as member:
                        arrays[name.removesuffix(".npy")] = np.lib.format.read_array(member, allow_pickle=False)
            return header, arrays
    except _BROKEN as error:
        raise _unreadable(path, error) from error


def _header_of(archive: zipfile.ZipFile) -> dict[str, Any]:
    header = json.loads(archive.read(_HEADER))
    if not isinstance(header, dict) or "format" not in header or not isinstance(header.get("video"), dict):
        raise ValueError("a header of another kind")
    return header


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _TIME_STAMP)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o644 << 16
    return member


def _unreadable(path: Path, error: Exception) -> ResultsError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ResultsError(f"There is no {path.name} in {path.parent}; expected the folder of an analysis.")
    if isinstance(error, PermissionError | IsADirectoryError):
        return ResultsError(f"{path} cannot be read: {error.strerror}.")
    return ResultsError(f"{path} is damaged or was not written by twitchcam.")
