"""Pulling a model over real sockets: pinned, resumed, checked; and every way in which it can go wrong."""

from __future__ import annotations

import fcntl
import shutil
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.models import fetch
from studio.models.card import ModelCard
from studio.models.fetch import Progress, pull
from studio.models.source import PullFailed, Source
from studio.models.store import ModelStore, sha256_of
from studio.models.weights import UnusableWeights
from tests.studio.models.folders import card, pipeline_folder, write_pickle, write_weights
from tests.studio.models.hub import COMMIT, Hub, serving

UNET = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAUSE_S", 0.0)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    folder = pipeline_folder(tmp_path / "repository")
    write_weights(folder / UNET, {"big.weight": (256, 1024)})
    with serving(Hub(folder)) as hub:
        yield hub


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def described(name: str = "painter", **values: Any) -> ModelCard:
    files = ("*.json", "unet/*", "vae/*.safetensors", "tokenizer/*")
    return card(name, **{"source": "our/model", "files": files, **values})


def failing(hub: Hub, store: ModelStore, **values: Any) -> PullFailed:
    with pytest.raises(PullFailed) as failed:
        pull(described(**values), store, Source(hub.address))
    assert failed.value.params["name"] == "painter"
    return failed.value


def test_a_branch_is_pinned_to_the_commit_it_was(hub: Hub, store: ModelStore) -> None:
    heard: list[Progress] = []

    installed = pull(described(revision="main"), store, Source(hub.address), heard.append)

    assert installed == store.find("painter")
    assert installed.revision == COMMIT
    assert installed.origin == "pulled"
    assert installed.card.revision == "main"
    assert set(installed.files) == {
        "model_index.json",
        "tokenizer/merges.txt",
        UNET,
        "vae/diffusion_pytorch_model.safetensors",
    }
    assert installed.files[UNET] == sha256_of(hub.folder / UNET)
    assert hub.asked[0][0] == "/api/models/our/model/revision/main"
    done = [progress.done_bytes for progress in heard]
    assert done == sorted(done)
    assert done[-1] == heard[-1].total_bytes == installed.bytes


def test_only_what_the_card_names_is_brought(hub: Hub, store: ModelStore) -> None:
    write_weights(hub.folder / "unet" / "other.fp16.safetensors")
    write_weights(hub.folder / "all-in-one.safetensors")
    (hub.folder / "run.py").write_text("raise SystemExit")

    installed = pull(
        described(files=("*.json", "*.py", "unet/*", "!unet/*.fp16.*")), store, Source(hub.address)
    )

    assert set(installed.files) == {"model_index.json", UNET}


def test_a_subfolder_is_brought_as_if_it_were_the_whole(hub: Hub, store: ModelStore) -> None:
    installed = pull(described(subfolder="unet", files=("*.safetensors",)), store, Source(hub.address))

    assert set(installed.files) == {"diffusion_pytorch_model.safetensors"}
    assert hub.files_asked() == [(UNET, "")]


def test_a_broken_line_is_taken_up_where_it_broke(hub: Hub, store: ModelStore) -> None:
    hub.breaks[UNET] = [100_000, 200_000]

    installed = pull(described(), store, Source(hub.address))

    assert installed.files[UNET] == sha256_of(hub.folder / UNET)
    ranges = [wanted for file, wanted in hub.files_asked() if file == UNET]
    assert ranges == ["", "bytes=100000-", "bytes=300000-"]


def test_the_next_run_goes_on_from_where_the_last_gave_up(hub: Hub, store: ModelStore) -> None:
    hub.breaks[UNET] = [100_000, *[0] * fetch.TRIES]

    assert failing(hub, store).code == "source_broken"
    assert store.installed() == []
    before = len(hub.files_asked())
    heard: list[Progress] = []
    installed = pull(described(), store, Source(hub.address), heard.append)

    assert installed.files[UNET] == sha256_of(hub.folder / UNET)
    asked = hub.files_asked()[before:]
    assert asked[0] == (UNET, "bytes=100000-")
    assert "model_index.json" not in [file for file, _ in asked]
    assert heard[0].done_bytes > 100_000
    assert not list((store.root / ".incoming").glob("painter@*"))


def test_a_source_without_ranges_sends_all_of_it_again(hub: Hub, store: ModelStore) -> None:
    hub.breaks[UNET] = [100_000]
    hub.ranges = False

    installed = pull(described(), store, Source(hub.address))

    assert installed.files[UNET] == sha256_of(hub.folder / UNET)


@pytest.mark.parametrize("file", [UNET, "model_index.json"])
def test_other_bytes_than_promised_are_thrown_away(hub: Hub, store: ModelStore, file: str) -> None:
    hub.lies.add(file)

    failed = failing(hub, store)

    assert failed.code == "model_checksum"
    assert failed.params["file"] == file
    assert not [path for path in store.root.rglob("*") if path.name.startswith(Path(file).name)]
    hub.lies.clear()
    assert pull(described(), store, Source(hub.address)).files[file] == sha256_of(hub.folder / file)


def test_the_cards_own_hash_counts_too(hub: Hub, store: ModelStore) -> None:
    assert failing(hub, store, sha256={UNET: "0" * 64}).code == "model_checksum"


def test_weights_that_are_only_pickled_are_not_fetched(hub: Hub, store: ModelStore) -> None:
    shutil.rmtree(hub.folder)
    write_pickle(hub.folder / "unet" / "diffusion_pytorch_model.bin")

    with pytest.raises(UnusableWeights) as refused:
        pull(described(files=("unet/*",)), store, Source(hub.address))

    assert refused.value.code == "model_pickled"
    assert hub.files_asked() == []


def test_a_pickle_dressed_as_safetensors_is_not_installed(hub: Hub, store: ModelStore) -> None:
    write_pickle(hub.folder / UNET)

    with pytest.raises(UnusableWeights) as refused:
        pull(described(), store, Source(hub.address))

    assert refused.value.code == "model_pickled"
    assert store.installed() == []


def test_too_little_room_is_told_before_a_byte_comes(
    hub: Hub, store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9 - 1000, 1000))

    failed = failing(hub, store)

    assert failed.code == "disk_full"
    assert failed.params["free_bytes"] == 1000
    assert int(str(failed.params["need_bytes"])) > 500_000
    assert hub.files_asked() == []


def test_a_disk_that_fills_up_half_way_keeps_what_has_come(hub: Hub, store: ModelStore) -> None:
    # /dev/full is a disk without room: every write to it fails as a full disk's does.
    room = store.root / ".incoming" / f"painter@{COMMIT[:12]}"
    (room / "vae").mkdir(parents=True)
    full = room / "vae" / "diffusion_pytorch_model.safetensors.part"
    full.symlink_to("/dev/full")

    assert failing(hub, store).code == "disk_full"
    full.unlink()
    before = len(hub.files_asked())
    installed = pull(described(), store, Source(hub.address))

    assert installed.files[UNET] == sha256_of(hub.folder / UNET)
    assert [file for file, _ in hub.files_asked()[before:]] == ["vae/diffusion_pytorch_model.safetensors"]


def test_what_another_model_holds_is_not_fetched_twice(hub: Hub, store: ModelStore) -> None:
    first = pull(described(), store, Source(hub.address))
    before = len(hub.files_asked())

    second = pull(described("sibling"), store, Source(hub.address))

    assert second.files == first.files
    assert UNET not in [file for file, _ in hub.files_asked()[before:]]
    assert (second.folder / UNET).samefile(first.folder / UNET)
    store.remove("painter")
    assert store.verify("sibling") == ()


def test_offline_asks_nobody(hub: Hub, store: ModelStore) -> None:
    with pytest.raises(PullFailed) as failed:
        pull(described(), store, Source(hub.address, offline=True))

    assert failed.value.code == "source_offline"
    assert hub.asked == []
    assert not store.root.exists()


def test_a_source_that_is_not_there(store: ModelStore) -> None:
    with pytest.raises(PullFailed) as failed:
        pull(described(), store, Source("http://127.0.0.1:9"))

    assert failed.value.code == "source_unreachable"
    assert failed.value.params["source"] == "http://127.0.0.1:9"


def test_what_is_gated_wants_a_token_and_gets_it(hub: Hub, store: ModelStore) -> None:
    hub.gated = True

    assert failing(hub, store).code == "source_refused"
    assert pull(described(), store, Source(hub.address, token="good")).revision == COMMIT
    assert "good" not in repr(Source(hub.address, token="good"))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"source": "our/other"}, "source_lacks"),
        ({"files": ("nowhere/*",)}, "source_lacks"),
        ({"source": ""}, "model_not_pullable"),
    ],
)
def test_what_the_source_has_not(hub: Hub, store: ModelStore, values: dict[str, Any], code: str) -> None:
    assert failing(hub, store, **values).code == code


@pytest.mark.parametrize("path", ["../../evil.safetensors", "/etc/evil.safetensors", "a\\b.safetensors"])
def test_a_file_that_would_lie_elsewhere_is_refused(hub: Hub, store: ModelStore, path: str) -> None:
    hub.more.append({"rfilename": path, "size": 1, "blobId": "x"})

    assert failing(hub, store).code == "source_nonsense"
    assert hub.files_asked() == []


@pytest.mark.parametrize("commit", ["main", "../../x", ""])
def test_a_source_that_names_no_commit_is_refused(hub: Hub, store: ModelStore, commit: str) -> None:
    hub.commit = commit

    assert failing(hub, store).code == "source_nonsense"


def test_two_pulls_of_one_model_do_not_meet(hub: Hub, store: ModelStore) -> None:
    incoming = store.root / ".incoming"
    incoming.mkdir(parents=True)
    with (incoming / "painter.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert failing(hub, store).code == "model_busy"

    assert pull(described(), store, Source(hub.address)).name == "painter"


def test_an_older_revision_left_half_way_is_cleared(hub: Hub, store: ModelStore) -> None:
    hub.breaks[UNET] = [100_000, *[0] * fetch.TRIES]
    failing(hub, store)
    hub.commit = "f" * 40

    pull(described(), store, Source(hub.address))

    assert not list((store.root / ".incoming").glob("painter@*"))
