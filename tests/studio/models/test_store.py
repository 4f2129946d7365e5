"""The folder of models: what gets in, what is refused, what is found again."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest

from studio.models.store import MANIFEST, ModelMissing, ModelStore, UnusableModel, models_dir, sha256_of
from studio.models.weights import UnusableWeights
from tests.studio.models.folders import (
    card,
    pipeline_folder,
    write_pickle,
    write_torch_archive,
    write_weights,
)


def test_an_installed_folder_is_found_again_with_every_hash(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    given = pipeline_folder(tmp_path / "given")

    installed = store.install_folder(card(), given, origin="built")

    found = store.find("tiny-base", "base")
    assert found == installed
    assert found.folder == tmp_path / "models" / "tiny-base"
    weights = "unet/diffusion_pytorch_model.safetensors"
    assert found.files[weights] == sha256_of(given / weights)
    assert set(found.files) == {
        "model_index.json",
        "tokenizer/merges.txt",
        "unet/diffusion_pytorch_model.safetensors",
        "vae/diffusion_pytorch_model.safetensors",
    }
    assert found.bytes == sum((given / file).stat().st_size for file in found.files)
    assert store.verify("tiny-base") == ()


def test_models_are_listed_by_kind_and_family(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    for name, kind, family in [("a", "base", "sdxl"), ("b", "base", "sd15"), ("c", "lora", "sdxl")]:
        store.install_folder(
            card(name, kind=kind, family=family), pipeline_folder(tmp_path / f"given-{name}")
        )

    assert [model.name for model in store.installed()] == ["a", "b", "c"]
    assert [model.name for model in store.of_kind("base")] == ["a", "b"]
    assert [model.name for model in store.of_kind("base", "sd15")] == ["b"]


def test_a_missing_model_says_which_command_brings_it(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)

    with pytest.raises(ModelMissing) as missing:
        store.find("somebodys-lora")

    assert missing.value.code == "model_missing"
    assert missing.value.params == {
        "name": "somebodys-lora",
        "command": "manage.py models import PATH --name somebodys-lora",
    }
    assert store.installed() == []


def test_a_model_of_another_kind_is_not_found(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    store.install_folder(card(), pipeline_folder(tmp_path / "given"))

    with pytest.raises(ModelMissing):
        store.find("tiny-base", "lora")


@pytest.mark.parametrize("name", ["../tiny-base", "", ".incoming", "tiny-base/unet"])
def test_a_name_never_leads_out_of_the_store(tmp_path: Path, name: str) -> None:
    store = ModelStore(tmp_path / "models")
    store.install_folder(card(), pipeline_folder(tmp_path / "given"))

    with pytest.raises(ModelMissing):
        store.find(name)


def test_pickles_and_programs_beside_safetensors_stay_outside(tmp_path: Path) -> None:
    given = pipeline_folder(tmp_path / "given")
    write_pickle(given / "unet" / "diffusion_pytorch_model.bin")
    (given / "pipeline.py").write_text("raise SystemExit")

    installed = ModelStore(tmp_path / "models").install_folder(card(), given)

    assert not any(file.endswith((".bin", ".py")) for file in installed.files)
    assert not list(installed.folder.rglob("*.py"))
    assert not list(installed.folder.rglob("*.bin"))


@pytest.mark.parametrize("write", [write_pickle, write_torch_archive])
def test_weights_that_are_only_pickled_are_refused(tmp_path: Path, write: object) -> None:
    given = pipeline_folder(tmp_path / "given")
    write(given / "text_encoder" / "weights.dat")  # type: ignore[operator]
    store = ModelStore(tmp_path / "models")

    with pytest.raises(UnusableWeights) as refused:
        store.install_folder(card(), given)

    assert refused.value.code == "model_pickled"
    assert refused.value.params["file"] == "text_encoder/weights.dat"
    assert not store.root.exists()


def test_a_pickle_under_the_name_of_safetensors_is_refused(tmp_path: Path) -> None:
    given = pipeline_folder(tmp_path / "given")
    write_pickle(given / "vae" / "diffusion_pytorch_model.safetensors")

    with pytest.raises(UnusableWeights) as refused:
        ModelStore(tmp_path / "models").install_folder(card(), given)

    assert refused.value.code == "model_pickled"


def test_a_cut_file_never_replaces_a_whole_model(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    given = pipeline_folder(tmp_path / "given")
    whole = store.install_folder(card(), given)
    weights = given / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-10])

    with pytest.raises(UnusableWeights) as refused:
        store.install_folder(card(), given)

    assert refused.value.code == "model_truncated"
    assert store.find("tiny-base") == whole
    assert store.verify("tiny-base") == ()


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()

    with pytest.raises(UnusableModel) as refused:
        ModelStore(tmp_path / "models").install_folder(card(), tmp_path / "given")

    assert refused.value.code == "model_empty"


def test_a_file_must_be_the_one_its_card_describes(tmp_path: Path) -> None:
    given = pipeline_folder(tmp_path / "given")
    described = card(sha256={"vae/diffusion_pytorch_model.safetensors": "0" * 64})

    with pytest.raises(UnusableModel) as refused:
        ModelStore(tmp_path / "models").install_folder(described, given)

    assert refused.value.code == "model_checksum"
    assert refused.value.params["file"] == "vae/diffusion_pytorch_model.safetensors"


def test_a_full_disk_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ModelStore(tmp_path / "models")

    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(UnusableModel) as refused:
        store.install_folder(card(), pipeline_folder(tmp_path / "given"))

    assert refused.value.code == "disk_full"
    assert not any((tmp_path / "models" / ".incoming").iterdir())


def test_parts_that_a_loader_needs_must_be_there(tmp_path: Path) -> None:
    given = tmp_path / "given"
    write_weights(given / "sdxl_models" / "adapter.safetensors")
    wanted = {"weights": "sdxl_models/adapter.safetensors", "image_encoder": "models/image_encoder"}
    adapter = card("adapter", kind="image_prompt", parts=wanted)
    store = ModelStore(tmp_path / "models")

    with pytest.raises(UnusableModel) as refused:
        store.install_folder(adapter, given)
    assert refused.value.code == "model_part_missing"

    write_weights(given / "models" / "image_encoder" / "model.safetensors")
    installed = store.install_folder(adapter, given)
    assert installed.part("image_encoder").is_dir()
    assert installed.weights_file().name == "adapter.safetensors"


def test_a_lora_is_its_only_file(tmp_path: Path) -> None:
    write_weights(tmp_path / "given" / "ink.safetensors")

    installed = ModelStore(tmp_path / "models").install_folder(card("ink", kind="lora"), tmp_path / "given")

    assert installed.weights_file() == tmp_path / "models" / "ink" / "ink.safetensors"


def test_changed_and_lost_files_are_told(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    folder = store.install_folder(card(), pipeline_folder(tmp_path / "given")).folder
    (folder / "model_index.json").write_text("{}")
    (folder / "tokenizer" / "merges.txt").unlink()

    assert set(store.verify("tiny-base")) == {"model_index.json", "tokenizer/merges.txt"}


def test_a_removed_model_leaves_nothing(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    store.install_folder(card(), pipeline_folder(tmp_path / "given"))

    store.remove("tiny-base")

    assert store.installed() == []
    assert [path for path in (tmp_path / "models").rglob("*") if path.is_file()] == []
    with pytest.raises(ModelMissing):
        store.remove("tiny-base")


def test_a_damaged_manifest_hides_its_model_and_no_other(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    store.install_folder(card("good"), pipeline_folder(tmp_path / "one"))
    damaged = store.install_folder(card("damaged"), pipeline_folder(tmp_path / "two"))
    (damaged.folder / MANIFEST).write_text('{"card": ')

    assert [model.name for model in store.installed()] == ["good"]


def test_an_operators_own_card_is_known(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "house.toml").write_text(
        'name = "house-style"\nkind = "lora"\nsource = "our/house-style"\n'
        'title = {ru = "Наш стиль", en = "Our style"}\n'
        'licence = {name = "ours", restrictions = {ru = "Только мы.", en = "Us only."}}\n'
    )

    assert store.cards()["house-style"].source == "our/house-style"
    with pytest.raises(ModelMissing) as missing:
        store.find("house-style")
    assert missing.value.params["command"] == "manage.py models pull house-style"


def test_a_card_that_cannot_be_read_is_told_and_hides_no_other(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "bad.toml").write_text("name = ")

    assert "sdxl" in store.cards()
    assert [fault.params["file"] for fault in store.card_faults()] == ["bad.toml"]


def test_a_manifest_is_plain_json_without_a_place(tmp_path: Path) -> None:
    installed = ModelStore(tmp_path / "models").install_folder(card(), pipeline_folder(tmp_path / "given"))

    kept = json.loads((installed.folder / MANIFEST).read_text())

    assert "folder" not in kept
    assert kept["card"]["name"] == "tiny-base"


def test_the_folder_of_models_is_the_operators_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASTHEAD_MODELS_DIR", str(tmp_path / "elsewhere"))

    assert models_dir() == tmp_path / "elsewhere"
    assert ModelStore().root == tmp_path / "elsewhere"
