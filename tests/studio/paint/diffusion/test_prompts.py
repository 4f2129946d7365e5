from __future__ import annotations

import pytest
import torch

from studio.models.store import ModelStore
from studio.paint.diffusion.base import Base
from studio.paint.diffusion.prompts import CHUNKS_LIMIT, cut_words, fit_prompt, fit_words
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.tiny.parts import clip_tokenizer
from tests.studio.paint.diffusion.painting import apart, paint, task

# Tiny models read single letters: 75 of them fill a chunk.
WORD = "lighthouse"
LONG = " ".join(f"{WORD}{number:02d}" for number in range(20))


class TestFitting:
    def test_words_are_kept_whole(self) -> None:
        chunks, left = fit_words(clip_tokenizer(), " ".join([WORD] * 8), 75, 4)
        assert [len(chunk) for chunk in chunks] == [70, 10]
        assert left == []

    def test_a_word_longer_than_a_chunk_goes_on_in_the_next(self) -> None:
        chunks, left = fit_words(clip_tokenizer(), "so " + "a" * 100, 75, 4)
        assert [len(chunk) for chunk in chunks] == [2, 75, 25]
        assert left == []

    def test_what_has_no_place_is_told(self) -> None:
        chunks, left = fit_words(clip_tokenizer(), LONG, 75, 2)
        assert len(chunks) == 2
        assert left == LONG.split()[12:]

    def test_nothing_is_one_empty_chunk(self) -> None:
        assert fit_words(clip_tokenizer(), "  ", 75, 4) == ([[]], [])


@pytest.mark.parametrize(
    ("model", "letters"), [("tiny-sdxl", 300), ("tiny-sd15", 300), ("tiny-flux", 128), ("tiny-sd3", 77)]
)
def test_each_family_says_which_words_it_does_not_read(models: ModelStore, model: str, letters: int) -> None:
    base = models.find(model)
    fits = " ".join(["abcdefghij"] * 6)
    assert cut_words(base, fits) == []
    cut = cut_words(base, " ".join(["abcdefghij"] * 60))
    # A letter a token, with a little less where beginnings of words are marked.
    assert letters / 11 - 2 <= 60 - len(cut) <= letters / 10


def test_a_long_prompt_is_read_in_chunks_and_a_negative_counts_too(models: ModelStore) -> None:
    base = models.find("tiny-sdxl")
    assert fit_prompt(base, "a lighthouse").chunks == 1
    assert fit_prompt(base, LONG).chunks == 4
    assert fit_prompt(base, "a lighthouse", LONG).chunks == 4
    assert fit_prompt(base, " ".join([LONG] * 3)).chunks == CHUNKS_LIMIT
    assert fit_prompt(models.find("tiny-flux"), LONG).chunks == 1


@pytest.mark.parametrize("model", ["tiny-sdxl", "tiny-sd15"])
@pytest.mark.parametrize("negative", ["", "fog and rain"])
def test_a_short_prompt_is_read_as_its_own_pipeline_reads_it(warm: Engine, model: str, negative: str) -> None:
    with warm.residency.use(model) as base:
        assert isinstance(base, Base)
        ours = base.read("a lighthouse, at dusk", negative, 1)
        theirs = base._pipe.encode_prompt(
            prompt="a lighthouse, at dusk",
            device=torch.device("cpu"),
            num_images_per_prompt=1,
            do_classifier_free_guidance=True,
            # What diffusers does by itself when nothing is unwanted.
            negative_prompt=negative or (None if model == "tiny-sdxl" else ""),
        )
    found = [ours.words, ours.negative_words, ours.pooled, ours.negative_pooled]
    for one, other in zip(found, theirs, strict=False):
        assert one is not None
        assert torch.equal(one, other)


def test_the_last_words_of_a_long_prompt_still_count(warm: Engine) -> None:
    one, other = (paint(warm, task(prompt=f"{LONG} {end}", chunks=4))[0] for end in ("at dusk", "by night"))
    assert apart(one, other) > 0
    # Read in one chunk, both end before they differ.
    one, other = (paint(warm, task(prompt=f"{LONG} {end}"))[0] for end in ("at dusk", "by night"))
    assert apart(one, other) == 0


def test_the_beginning_is_read_alike_in_one_chunk_and_in_several(warm: Engine) -> None:
    with warm.residency.use("tiny-sdxl") as base:
        assert isinstance(base, Base)
        one, four = base.read(LONG, "", 1), base.read(LONG, "", 4)
    assert four.words.shape[1] == 4 * one.words.shape[1]
    assert torch.allclose(four.words[:, :77], one.words, atol=1e-5)
    assert one.pooled is not None
    assert four.pooled is not None
    assert torch.allclose(one.pooled, four.pooled, atol=1e-5)


def test_layers_may_be_skipped_as_a_card_asks(warm: Engine) -> None:
    from studio.paint.diffusion.prompts import ChunkReader

    for model in ("tiny-sdxl", "tiny-sd15"):
        with warm.residency.use(model) as base:
            assert isinstance(base, Base)
            read = [
                ChunkReader(base._pipe, torch.device("cpu"), skipped).read("a lighthouse", "", 1).words
                for skipped in (None, 1)
            ]
        assert read[0].shape == read[1].shape
        assert not torch.equal(*read)
