"""Models that listen, look and write: tiny ones with random weights, by the code that loads real ones."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from studio.brief.llm import Answer, LLMWriter, ModelFailed
from studio.errors import Cancelled, UnusableVideo
from studio.models.store import ModelStore
from studio.sample import render_clip
from studio.values import Wishes
from studio.words.installed import model_of
from studio.words.models.blip import describe, tidy
from studio.words.models.llama import LocalModel
from studio.words.models.loading import UnusableWords
from studio.words.models.sound import RATE, read_sound
from studio.words.models.tiny import install
from studio.words.models.whisper import _Ear, is_repetitive, listen
from tests.studio.brief.films import still, video

FORM = {
    "type": "object",
    "properties": {"mood": {"enum": ["calm", "dark"]}, "headline": {"type": "string", "maxLength": 12}},
    "required": ["mood", "headline"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    return install(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", width=320, height=180, seconds=4)


@pytest.fixture
def stills_dir(tmp_path: Path) -> Path:
    for number, colour in enumerate(("red", "blue", "green", "white", "black")):
        Image.new("RGB", (480, 270), colour).save(tmp_path / f"thumb-{number:02d}.webp")
    return tmp_path


def test_the_smallest_allowed_model_of_a_kind_is_used(store: ModelStore) -> None:
    found = model_of("speech", store)
    assert found is not None
    assert found.name == "tiny-whisper"
    assert model_of("speech", store, allowed=[]) is None
    assert model_of("likeness", store) is None


# speech


def test_a_film_is_listened_to_from_end_to_end(store: ModelStore, clip: Path) -> None:
    told: list[float] = []
    heard = listen(store.find("tiny-whisper"), clip, duration_s=4, check=told.append)
    assert told
    assert told == sorted(told)
    if heard is not None:
        assert (heard.source, heard.by) == ("speech", "tiny-whisper")
        assert heard.language in {"ru", "en"}
        assert all(0 <= line.start_s <= line.end_s <= 4.1 for line in heard.lines)


def test_listening_stops_at_the_next_token(store: ModelStore, clip: Path) -> None:
    calls = 0

    def check(fraction: float) -> None:
        nonlocal calls
        calls += 1
        if calls > 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        listen(store.find("tiny-whisper"), clip, duration_s=4, check=check)
    assert calls == 6


def test_a_silent_film_says_nothing(store: ModelStore, tmp_path: Path) -> None:
    silent = render_clip(tmp_path / "silent.mp4", width=320, height=180, seconds=2, sound=False)
    assert listen(store.find("tiny-whisper"), silent, duration_s=2) is None


def test_a_file_that_is_no_film_is_refused(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "no.mp4").write_bytes(b"no film" * 100)
    with pytest.raises(UnusableVideo):
        listen(store.find("tiny-whisper"), tmp_path / "no.mp4", duration_s=1)


def test_sound_comes_as_one_channel_in_its_time(clip: Path) -> None:
    blocks = list(read_sound(clip))
    sound = np.concatenate([block for _, block in blocks])
    assert len(sound) / RATE == pytest.approx(4, abs=0.2)
    assert 0.002 < float(np.abs(sound).max()) <= 1
    assert [at_s for at_s, _ in blocks] == sorted(at_s for at_s, _ in blocks)
    assert blocks[0][0] == pytest.approx(0, abs=0.1)


def test_only_what_stands_between_two_stamps_is_a_line(store: ModelStore) -> None:
    from transformers import WhisperTokenizer

    tokenizer = WhisperTokenizer.from_pretrained(store.find("tiny-whisper").folder, local_files_only=True)
    ear = _Ear(None, None, tokenizer, torch.device("cpu"), torch.float32)

    def tokens(text: str) -> list[int]:
        return list(tokenizer(text, add_special_tokens=False).input_ids)

    heard = ear.lines_in(
        tokens(
            "<|startoftranscript|><|ru|><|transcribe|><|1.00|> Привет<|2.50|><|2.50|> Едем<|4.00|><|4.00|> на"
        ),
        30.0,
    )
    assert [(line.start_s, line.end_s, line.text) for line in heard.lines] == [
        (1.0, 2.5, "Привет"),
        (2.5, 4.0, "Едем"),
    ]
    # The unfinished line is heard again with what follows it.
    assert heard.until_s == 4.0
    assert ear.lines_in(tokens("<|1.00|> Привет<|2.50|>"), 30.0).until_s == 30.0


def test_a_model_that_is_stuck_is_told_by_how_well_its_words_pack() -> None:
    assert is_repetitive("Субтитры сделал кто-то. " * 12)
    assert not is_repetitive("Мы выехали в пять утра, пока трасса была пуста, и к вечеру увидели озеро.")


# captions


def test_every_still_gets_a_caption_with_its_moment(store: ModelStore, stills_dir: Path) -> None:
    stills = [still(rank, at_s=rank * 7.0 + 1) for rank in range(5)]
    told: list[float] = []
    captions = describe(store.find("tiny-blip"), stills, stills_dir, check=told.append)
    assert {caption.at_s for caption in captions} <= {one.at_s for one in stills}
    assert all(caption.by == "tiny-blip" and caption.text for caption in captions)
    assert told == [0.0, 0.8]


def test_a_still_that_cannot_be_read_is_passed_over(store: ModelStore, stills_dir: Path) -> None:
    (stills_dir / "thumb-00.webp").write_bytes(b"broken")
    captions = describe(store.find("tiny-blip"), [still(0, at_s=5), still(9, at_s=90)], stills_dir)
    assert captions == ()


@pytest.mark.parametrize(
    ("said", "caption"),
    [
        ("there is a cat on a boat.", "a cat on a boat"),
        ("a picture of a red house", "a red house"),
        ("a cat cat cat cat", "a cat"),
        ("...", ""),
    ],
)
def test_a_caption_is_tidied(said: str, caption: str) -> None:
    assert tidy(said) == caption


# the writer


def test_random_weights_cannot_but_answer_in_the_schemas_shape(store: ModelStore) -> None:
    model = LocalModel(store.find("tiny-llama"), tokens=200)
    answers = [json.loads(model.complete("write", "a brief", FORM)) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["mood"] in {"calm", "dark"}
    assert len(answers[0]["headline"]) <= 12
    other = LocalModel(store.find("tiny-llama"), tokens=200, seed=5)
    assert json.loads(other.complete("write", "a brief", FORM)) != answers[0]


def test_its_nonsense_is_not_believed(store: ModelStore) -> None:
    writer = LLMWriter(LocalModel(store.find("tiny-llama"), tokens=2500))
    brief = writer.write("cover", Wishes(), [video("Дом на холме")], [], "ru")
    assert brief.writer == "tiny-llama"
    assert brief.headline == "Дом на холме"
    assert "llm_prompt_unusable" in brief.notices


def test_an_answer_that_is_cut_off_falls_back_to_the_rules(store: ModelStore) -> None:
    brief = LLMWriter(LocalModel(store.find("tiny-llama"), tokens=10)).write(
        "cover", Wishes(), [video("Дом")], [], "ru"
    )
    assert (brief.writer, brief.headline) == ("rules", "Дом")
    assert "llm_nonsense" in brief.notices


def test_it_is_given_so_long_and_no_longer(store: ModelStore) -> None:
    model = LocalModel(store.find("tiny-llama"), timeout_s=0.05, tokens=2000)
    began = time.monotonic()
    with pytest.raises(ModelFailed) as failure:
        model.complete("write", "a brief", Answer.model_json_schema())
    assert failure.value.code == "llm_timeout"
    assert time.monotonic() - began < 20


def test_writing_stops_at_the_next_token(store: ModelStore) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        LocalModel(store.find("tiny-llama"), check=stop).complete("write", "a brief", FORM)


@pytest.mark.parametrize("name", ["tiny-whisper", "tiny-blip", "tiny-llama"])
def test_a_damaged_model_says_which_and_why(tmp_path: Path, clip: Path, stills_dir: Path, name: str) -> None:
    store = install(tmp_path / "models", [name])
    model = store.find(name)
    (model.folder / "config.json").write_text('{"model_type": "whisper", "d_model": "wide"}')
    use: dict[str, Callable[[], object]] = {
        "tiny-whisper": lambda: listen(model, clip, duration_s=4),
        "tiny-blip": lambda: describe(model, [still(0)], stills_dir),
        "tiny-llama": lambda: LocalModel(model).complete("write", "a brief", FORM),
    }
    with pytest.raises(UnusableWords) as failure:
        use[name]()
    assert failure.value.params["name"] == name
