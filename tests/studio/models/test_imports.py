"""What an operator brings as a file or a folder, and what is found out about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.models.imports import UNKNOWN_LICENCE, Said, import_model, slug
from studio.models.store import ModelStore
from tests.studio.models.folders import pipeline_folder, write_pickle, write_weights
from tests.studio.models.test_lora import SDXL_LAYER, peft


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def refused(path: Path, said: Said, store: ModelStore) -> StudioError:
    with pytest.raises(StudioError) as error:
        import_model(path, said, store)
    assert store.installed() == []
    return error.value


def test_a_lora_tells_its_family_and_words_itself(tmp_path: Path, store: ModelStore) -> None:
    said = {"modelspec.title": "Ink & Wash", "modelspec.trigger_phrase": "inkwash"}
    path = write_weights(tmp_path / "Ink Wash_v2.safetensors", peft(SDXL_LAYER, inside=2048), said)

    installed = import_model(path, Said(), store)

    card = installed.card
    assert (card.name, card.kind, card.family) == ("ink-wash_v2", "lora", "sdxl")
    assert card.title.en == "Ink & Wash"
    assert card.trigger_words == ("inkwash",)
    assert card.licence == UNKNOWN_LICENCE
    assert card.defaults.weight == 0.8
    assert installed.weights_file().read_bytes() == path.read_bytes()
    assert path.exists()


def test_what_the_operator_says_counts(tmp_path: Path, store: ModelStore) -> None:
    path = write_weights(tmp_path / "a.safetensors", peft("mid_block.attentions.0.proj_in"))

    said = Said(name="house", family="sd15", title="Наш", licence="CC-BY-4.0", trigger_words=("house",))
    card = import_model(path, said, store).card

    assert (card.name, card.family, card.title.ru, card.trigger_words) == ("house", "sd15", "Наш", ("house",))
    assert card.licence.name == "CC-BY-4.0"


def test_a_lora_of_another_family_is_refused(tmp_path: Path, store: ModelStore) -> None:
    path = write_weights(tmp_path / "a.safetensors", peft(SDXL_LAYER, inside=2048))

    error = refused(path, Said(family="sd15"), store)

    assert error.code == "lora_wrong_family"
    assert (error.params["family"], error.params["wanted"]) == ("sdxl", "sd15")


def test_a_lora_that_does_not_tell_must_be_told(tmp_path: Path, store: ModelStore) -> None:
    path = write_weights(tmp_path / "a.safetensors", peft("mid_block.attentions.0.proj_in"))

    assert refused(path, Said(), store).code == "model_family_unknown"


@pytest.mark.parametrize("name", ["a.safetensors", "a.ckpt"])
def test_a_pickled_file_is_refused(tmp_path: Path, store: ModelStore, name: str) -> None:
    assert refused(write_pickle(tmp_path / name), Said(), store).code == "model_pickled"


def test_a_whole_model_in_one_file_is_refused_with_the_way_out(tmp_path: Path, store: ModelStore) -> None:
    path = write_weights(
        tmp_path / "a.safetensors", {"model.diffusion_model.input_blocks.0.0.weight": (4, 4)}
    )

    error = refused(path, Said(), store)

    assert error.code == "model_single_file"
    assert "folder" in str(error)


def test_a_pipelines_folder_tells_its_family(tmp_path: Path, store: ModelStore) -> None:
    card = import_model(pipeline_folder(tmp_path / "My Finetune"), Said(), store).card

    assert (card.name, card.kind, card.family) == ("my-finetune", "base", "sdxl")
    assert "text" in card.operations


@pytest.mark.parametrize(("width", "family"), [(768, "sd15"), (1024, "sd2")])
def test_the_old_pipelines_are_told_apart_by_their_width(
    tmp_path: Path, store: ModelStore, width: int, family: str
) -> None:
    folder = pipeline_folder(tmp_path / "old")
    (folder / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionPipeline"}))
    (folder / "unet" / "config.json").write_text(json.dumps({"cross_attention_dim": width}))

    assert import_model(folder, Said(), store).card.family == family


def test_a_folder_of_a_known_name_takes_that_card(tmp_path: Path, store: ModelStore) -> None:
    given = tmp_path / "anything"
    write_weights(given / "diffusion_pytorch_model.safetensors")
    (given / "config.json").write_text("{}")

    card = import_model(given, Said(name="taesdxl"), store).card

    assert (card.kind, card.family, card.licence.name) == ("tiny_vae", "sdxl", "MIT")


def test_a_control_must_say_what_it_follows(tmp_path: Path, store: ModelStore) -> None:
    given = tmp_path / "scribbles"
    write_weights(given / "diffusion_pytorch_model.safetensors")
    config = {"_class_name": "ControlNetModel", "cross_attention_dim": 2048}
    (given / "config.json").write_text(json.dumps(config))

    assert refused(given, Said(), store).code == "model_kind_unknown"
    card = import_model(given, Said(controls=("edges",)), store).card
    assert (card.kind, card.family, card.controls) == ("control", "sdxl", ("edges",))


def test_an_image_prompts_parts_are_found(tmp_path: Path, store: ModelStore) -> None:
    given = tmp_path / "faces"
    write_weights(given / "ip-adapter.safetensors")
    write_weights(given / "image_encoder" / "model.safetensors")
    (given / "image_encoder" / "config.json").write_text("{}")

    said = Said(kind="image_prompt", family="sdxl", looks=("face",))
    installed = import_model(given, said, store)

    assert installed.weights_file().name == "ip-adapter.safetensors"
    assert installed.part("image_encoder").name == "image_encoder"
    assert installed.card.looks == ("face",)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Said(), "model_kind_unknown"),
        (Said(kind="depth"), "model_family_unknown"),
        (Said(name="Bad Name"), "model_name_invalid"),
        (Said(name="../up"), "model_name_invalid"),
    ],
)
def test_a_folder_that_tells_nothing_must_be_told(
    tmp_path: Path, store: ModelStore, said: Said, code: str
) -> None:
    given = tmp_path / "given"
    write_weights(given / "model.safetensors")
    (given / "config.json").write_text('{"architectures": "nonsense"}')

    assert refused(given, said, store).code == code


def test_an_installed_model_is_never_written_over(tmp_path: Path, store: ModelStore) -> None:
    path = write_weights(tmp_path / "ink.safetensors", peft(SDXL_LAYER, inside=2048))
    first = import_model(path, Said(), store)

    with pytest.raises(StudioError) as error:
        import_model(path, Said(name="ink"), store)

    assert error.value.code == "model_exists"
    assert store.find("ink") == first


def test_nothing_there_is_told(tmp_path: Path, store: ModelStore) -> None:
    assert refused(tmp_path / "nowhere", Said(), store).code == "model_empty"


def test_a_file_is_only_ever_a_lora(tmp_path: Path, store: ModelStore) -> None:
    path = write_weights(tmp_path / "vgg16.safetensors")

    assert refused(path, Said(kind="texture"), store).code == "model_single_file"


def test_names_are_made_plain() -> None:
    assert slug("Мой стиль (v2).final") == "v2-.final"
    assert slug("A--B__C") == "a-b__c"
