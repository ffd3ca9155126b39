"""The model files are found, are the right ones, and are refused when they are not."""

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest

from twitchcam import assets
from twitchcam.errors import ModelFileError

CHECKOUT_MODELS = Path(assets.__file__).resolve().parent.parent / "models"


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the manifest and the smaller model, chosen through the environment."""
    for name in (assets.MANIFEST, "pose_landmarker_full.task"):
        shutil.copy(CHECKOUT_MODELS / name, tmp_path / name)
    monkeypatch.setenv(assets.ENVIRONMENT_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", ["full", "heavy"])
def test_finds_the_models_of_the_checkout(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(assets.ENVIRONMENT_VARIABLE, raising=False)
    path = assets.find_model(name)
    assert path.is_absolute()
    checksums = assets.model_checksums(name)
    assert checksums[path.name] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert set(checksums) == {path.name, "detector", "landmarks"}


def test_the_face_detector_is_as_its_package_ships_it() -> None:
    path = assets.find_model("face")
    checksums = assets.model_checksums("face")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    assert checksums == {path.name: found, "face_detector": found}


@pytest.mark.parametrize("name", ["full", "heavy"])
def test_bundles_hold_two_uncompressed_aligned_models(name: str) -> None:
    path = assets.find_model(name)
    with zipfile.ZipFile(path) as bundle:
        members = bundle.infolist()
        assert [member.filename for member in members] == ["pose_detector.tflite", "pose_landmarks_detector.tflite"]
        for member in members:
            assert member.compress_type == zipfile.ZIP_STORED
            data_start = member.header_offset + 30 + len(member.filename) + len(member.extra)
            assert data_start % 16 == 0, "models are mapped into memory and read in place"
        # The detector goes in as its package ships it.
        detector = hashlib.sha256(bundle.read("pose_detector.tflite")).hexdigest()
    assert detector == assets.model_checksums(name)["detector"]


def test_the_environment_chooses_the_folder(models: Path) -> None:
    assert assets.find_model("full") == models / "pose_landmarker_full.task"


def test_an_empty_variable_counts_as_unset(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(assets.ENVIRONMENT_VARIABLE, "")
    assert assets.find_model("full") != models / "pose_landmarker_full.task"


def test_changed_bytes_are_refused_with_both_checksums(models: Path) -> None:
    path = models / "pose_landmarker_full.task"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelFileError) as caught:
        assets.find_model("full")
    message = str(caught.value)
    assert str(path) in message
    assert assets.model_checksums("full")[path.name] in message
    assert hashlib.sha256(data).hexdigest() in message


def test_a_file_cut_short_is_refused(models: Path) -> None:
    path = models / "pose_landmarker_full.task"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ModelFileError, match="expected sha256"):
        assets.find_model("full")


def test_a_missing_file_names_every_path_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(assets.ENVIRONMENT_VARIABLE, raising=False)
    package = tmp_path / "twitchcam"
    (tmp_path / "models").mkdir()
    shutil.copy(CHECKOUT_MODELS / assets.MANIFEST, tmp_path / "models")
    monkeypatch.setattr(assets, "__file__", str(package / "assets.py"))
    with pytest.raises(ModelFileError) as caught:
        assets.find_model("heavy")
    message = str(caught.value)
    assert str(package / "models" / "pose_landmarker_heavy.task") in message
    assert str(tmp_path / "models" / "pose_landmarker_heavy.task") in message
    assert message.count(".\n") == 0
    assert message.endswith(".")


def test_no_manifest_names_every_path_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(assets.ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setattr(assets, "__file__", str(tmp_path / "twitchcam" / "assets.py"))
    with pytest.raises(ModelFileError) as caught:
        assets.find_model("full")
    assert str(tmp_path / "twitchcam" / "models" / assets.MANIFEST) in str(caught.value)
    assert str(tmp_path / "models" / assets.MANIFEST) in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["", "not toml", "models = 3", "[models.full]\nfile = 'a.task'\n", "[models]\nfull = 'a.task'\n"],
    ids=["empty", "not toml", "a number", "incomplete", "a string"],
)
def test_a_broken_manifest_is_reported_as_such(models: Path, text: str) -> None:
    (models / assets.MANIFEST).write_text(text)
    with pytest.raises(ModelFileError, match="does not describe 'full'"):
        assets.find_model("full")


def test_an_unknown_model_is_reported(models: Path) -> None:
    with pytest.raises(ModelFileError, match="does not describe 'lite'"):
        assets.model_checksums("lite")
