#!/usr/bin/env python3
"""Build the models in models/ from packages that anyone can download.

What goes in
    The pose detector and the "full" landmark model come from the mediapipe 0.10.14 wheel (the last line of wheels that
    carried them), and so does the face detector (BlazeFace, short range); the "heavy" landmark model comes from the
    npm package @mediapipe/pose. All four are Apache-2.0.
What comes out
    ``pose_landmarker_full.task``, ``pose_landmarker_heavy.task``, ``face_detector_short_range.tflite`` and
    ``MANIFEST.toml``. A ``.task`` bundle is an uncompressed zip of the detector and the landmark model.
What is done to the models
    The Tasks API reads the scaling of the input picture from metadata inside the model file. The detector carries it
    (mean 127.5, standard deviation 127.5: pixels to -1..1) and goes in byte for byte, and the face detector is copied
    as it is. The landmark models do not carry it, so it is written into their flatbuffer here: mean 0, standard
    deviation 255 (pixels to 0..1). Weights and operators stay as they are.

The same bytes come out on every machine: the checksums of all parts and of the results stand below, zip times are
fixed, and the flatbuffer library is pinned. Needs Python 3.11 or newer, pip and npm; everything is downloaded into a
temporary folder and nothing is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from building.metadata import ALIGNMENT, scaling_metadata, with_metadata

ROOT = Path(__file__).resolve().parent.parent

WHEEL_PACKAGE, WHEEL_VERSION = "mediapipe", "0.10.14"
NPM_PACKAGE, NPM_VERSION = "@mediapipe/pose", "0.5.1675469404"
FLATBUFFERS_VERSION = "25.12.19"

# Zip knows no time zone and nothing before 1980; any fixed time makes the bytes reproducible.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class BuildError(Exception):
    """A part is missing or not the one that was expected."""


@dataclass(frozen=True)
class Part:
    """One model file as its package ships it."""

    package: str
    version: str
    registry: str
    file: str
    sha256: str
    name: str
    scaling: tuple[float, float] | None = None
    """Mean and standard deviation to write into the model; None where it carries them already."""


@dataclass(frozen=True)
class Bundle:
    """One ``.task`` file and what it is for."""

    name: str
    file: str
    landmarks: Part
    sha256: str
    purpose: str


DETECTOR = Part(
    package=WHEEL_PACKAGE,
    version=WHEEL_VERSION,
    registry="pip",
    file="mediapipe/modules/pose_detection/pose_detection.tflite",
    sha256="9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    name="pose detector",
)
FULL = Part(
    package=WHEEL_PACKAGE,
    version=WHEEL_VERSION,
    registry="pip",
    file="mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
    sha256="e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    name="pose landmarks, full",
    scaling=(0.0, 255.0),
)
HEAVY = Part(
    package=NPM_PACKAGE,
    version=NPM_VERSION,
    registry="npm",
    file="package/pose_landmark_heavy.tflite",
    sha256="59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
    name="pose landmarks, heavy",
    scaling=(0.0, 255.0),
)
FACE = Part(
    package=WHEEL_PACKAGE,
    version=WHEEL_VERSION,
    registry="pip",
    file="mediapipe/modules/face_detection/face_detection_short_range.tflite",
    sha256="bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    name="face detector",
)
FACE_FILE = "face_detector_short_range.tflite"
FACE_PURPOSE = "Finds the face, which tells where the head is and how long the infant is where no whole body shows."
BUNDLES = (
    Bundle(
        name="full",
        file="pose_landmarker_full.task",
        landmarks=FULL,
        sha256="2df34c32ce83df790a21828979153dbd4285e0cd6d89523d527c3e8416d19d82",
        purpose="The default: places 33 body landmarks; keeps every limb on grey night pictures.",
    ),
    Bundle(
        name="heavy",
        file="pose_landmarker_heavy.task",
        landmarks=HEAVY,
        sha256="91dcc904d246095b2ba8c1480697b4ddf066c839b8f0c22e8f3f41d57c3d5c66",
        purpose="Places landmarks closer on colour pictures at twice the time; can lose an arm on grey ones.",
    ),
)


def say(text: str) -> None:
    """Print one line at once, so that progress shows while a download runs."""
    print(text, flush=True)


def sha256_of(data: bytes) -> str:
    """Return the checksum of `data` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def run(command: list[str], folder: Path) -> str:
    """Run a downloader in `folder` and return what it printed.

    Raises
    ------
    BuildError
        If the program is not there or fails; the message ends with its own words.
    """
    say(f"  {' '.join(command)}")
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    except FileNotFoundError as error:
        raise BuildError(f"{command[0]} is needed to download the models and was not found") from error
    except subprocess.CalledProcessError as error:
        raise BuildError(f"{' '.join(command)} failed: {error.stderr.strip()[-500:]}") from error
    return done.stdout


def pip_download(requirement: str, folder: Path, *platform: str) -> Path:
    """Download one wheel, without its dependencies, and return its path."""
    target = Path(tempfile.mkdtemp(dir=folder))
    # sys.executable: the pip of this very Python, whatever `pip` on the search path belongs to.
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    run([*command, "--only-binary", ":all:", *platform, "--dest", str(target), requirement], folder)
    wheels = list(target.glob("*.whl"))
    if len(wheels) != 1:
        raise BuildError(f"expected one wheel of {requirement}, found {len(wheels)}")
    return wheels[0]


def read_parts(folder: Path) -> tuple[dict[str, bytes], Any, Any]:
    """Download everything.

    Returns
    -------
    parts : dict
        The bytes of each part, by the file name inside its package, checksums verified.
    schema, metadata_schema : module
        The readers and writers of the model format and of its metadata, as the mediapipe wheel ships them.
    """
    # The wheel for one fixed platform: the models in it are the same for all, and so it works on every machine.
    platform = ("--platform", "manylinux2014_x86_64", "--python-version", "3.11")
    wheel = pip_download(f"{WHEEL_PACKAGE}=={WHEEL_VERSION}", folder, *platform)
    library = pip_download(f"flatbuffers=={FLATBUFFERS_VERSION}", folder)
    run(["npm", "pack", "--silent", f"{NPM_PACKAGE}@{NPM_VERSION}"], folder)
    archive = folder / f"{NPM_PACKAGE.removeprefix('@').replace('/', '-')}-{NPM_VERSION}.tgz"

    parts: dict[str, bytes] = {}
    schemas = folder / "schemas"
    schemas.mkdir()
    with zipfile.ZipFile(library) as opened:
        opened.extractall(schemas)
    with zipfile.ZipFile(wheel) as opened:
        for part in (DETECTOR, FULL, FACE):
            parts[part.file] = opened.read(part.file)
        for module in ("schema_py_generated", "metadata_schema_py_generated"):
            (schemas / f"{module}.py").write_bytes(opened.read(f"mediapipe/tasks/metadata/{module}.py"))
    with tarfile.open(archive) as opened_tar:
        member = opened_tar.extractfile(HEAVY.file)
        if member is None:
            raise BuildError(f"{archive.name} holds no {HEAVY.file}")
        parts[HEAVY.file] = member.read()

    for part in (DETECTOR, FULL, HEAVY, FACE):
        found = sha256_of(parts[part.file])
        if found != part.sha256:
            raise BuildError(f"{part.file} of {part.package} {part.version}: expected {part.sha256}, found {found}")
        say(f"  {part.file}: checksum as expected")
    sys.path.insert(0, str(schemas))
    schema = importlib.import_module("schema_py_generated")
    return parts, schema, importlib.import_module("metadata_schema_py_generated")


def stored_zip(path: Path, members: dict[str, bytes]) -> None:
    """Write an uncompressed zip with fixed times whose members start at multiples of `ALIGNMENT`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.create_system = 3  # "made on Unix" everywhere; the default differs between machines
            info.external_attr = 0o644 << 16
            assert archive.fp is not None
            # 30 bytes of fixed header, then the name, then the padding field, which begins with 4 bytes of its own.
            start = archive.fp.tell() + 30 + len(name) + 4
            padding = -start % ALIGNMENT
            info.extra = struct.pack("<HH", 0xD935, padding) + bytes(padding)  # the field Android's zipalign uses
            archive.writestr(info, data)


def manifest(sizes: dict[str, int]) -> str:
    """Return MANIFEST.toml as text."""
    lines = [
        "# Written by scripts/build_models.py. Checked before a model is used; a changed file is refused.",
        "# A .task bundle is an uncompressed zip of pose_detector.tflite and pose_landmarks_detector.tflite.",
        "",
    ]
    for bundle in BUNDLES:
        lines += [
            f"[models.{bundle.name}]",
            f'file = "{bundle.file}"',
            f'sha256 = "{bundle.sha256}"',
            f"size = {sizes[bundle.name]}",
            'licence = "Apache-2.0"',
            f'purpose = "{bundle.purpose}"',
            "",
        ]
        for role, part in (("detector", DETECTOR), ("landmarks", bundle.landmarks)):
            lines += [f"[models.{bundle.name}.{role}]", *source(part)]
            if part.scaling is not None:
                lines.append(f"scaling_written_in = {{mean = {part.scaling[0]}, std = {part.scaling[1]}}}")
            lines.append("")
    lines += [
        "[models.face]",
        f'file = "{FACE_FILE}"',
        f'sha256 = "{FACE.sha256}"',
        f"size = {sizes['face']}",
        'licence = "Apache-2.0"',
        f'purpose = "{FACE_PURPOSE}"',
        "",
        "[models.face.face_detector]",
        *source(FACE),
    ]
    return "\n".join(lines) + "\n"


def source(part: Part) -> list[str]:
    """Return the lines that say where a part comes from."""
    return [
        f'registry = "{part.registry}"',
        f'package = "{part.package}"',
        f'version = "{part.version}"',
        f'file = "{part.file}"',
        f'sha256 = "{part.sha256}"  # as the package ships it',
    ]


def put(path: Path, data: bytes, force: bool) -> None:
    """Write `data` to `path`; bytes that differ from what lies there are only replaced with `force`."""
    if path.exists():
        if path.read_bytes() == data:
            say(f"  {path.name}: already there, the same bytes")
            return
        if not force:
            raise BuildError(f"{path} exists with other bytes; --force replaces it")
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(data)
    temporary.replace(path)
    say(f"  {path.name}: {len(data):,} bytes, sha256 {sha256_of(data)}")


def build(output: Path, force: bool) -> None:
    """Build both bundles, the face detector and the manifest into `output`.

    Raises
    ------
    BuildError
        If a part or a result is not the expected one, or if other bytes lie in `output` and `force` is not set.
    """
    with tempfile.TemporaryDirectory(prefix="twitchcam-models-") as name:
        folder = Path(name)
        say("Downloading the parts:")
        parts, schema, metadata_schema = read_parts(folder)
        say("Building the bundles:")
        built: dict[str, bytes] = {}
        for bundle in BUNDLES:
            members = {}
            for member, part in (("pose_detector", DETECTOR), ("pose_landmarks_detector", bundle.landmarks)):
                model = parts[part.file]
                if part.scaling is not None:
                    model = with_metadata(model, scaling_metadata(part.name, *part.scaling, metadata_schema), schema)
                members[f"{member}.tflite"] = model
            path = folder / bundle.file
            stored_zip(path, members)
            built[bundle.name] = path.read_bytes()
            found = sha256_of(built[bundle.name])
            if found != bundle.sha256:
                raise BuildError(f"{bundle.file}: expected {bundle.sha256}, built {found}")
        built["face"] = parts[FACE.file]
        output.mkdir(parents=True, exist_ok=True)
        for bundle in BUNDLES:
            put(output / bundle.file, built[bundle.name], force)
        put(output / FACE_FILE, built["face"], force)
        text = manifest({name: len(data) for name, data in built.items()})
        put(output / "MANIFEST.toml", text.encode(), force)


def main() -> int:
    """Read the options, build, and return the exit code."""
    parser = argparse.ArgumentParser(description="Build the pose bundles in models/ from downloadable packages.")
    parser.add_argument("--output", type=Path, default=ROOT / "models", help="folder to write to (default: models/)")
    parser.add_argument("--force", action="store_true", help="replace files that hold other bytes")
    options = parser.parse_args()
    try:
        build(options.output, options.force)
    except BuildError as error:
        print(f"build_models: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
