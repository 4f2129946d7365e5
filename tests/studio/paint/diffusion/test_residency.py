from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
import torch

from studio.paint.diffusion.memory import HostMemory
from studio.paint.diffusion.residency import WORKING_BYTES, Residency, budget_for


@dataclass
class Thing:
    """A loaded thing of known parts."""

    sizes: dict[int, int]
    closed: bool = False

    def parts(self) -> Mapping[int, int]:
        return self.sizes

    def close(self) -> None:
        self.closed = True


@dataclass
class Shelf:
    """Loads things of ten bytes, or as `sizes` says; remembers in which order."""

    sizes: dict[str, dict[int, int]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    things: dict[str, Thing] = field(default_factory=dict)

    def load(self, name: str) -> Thing:
        self.order.append(name)
        self.things[name] = Thing(self.sizes.get(name, {len(self.order): 10}))
        return self.things[name]


def residency(shelf: Shelf, budget: int) -> Residency[Thing]:
    return Residency(
        shelf.load, budget=lambda: budget, expect=lambda name: sum(shelf.sizes.get(name, {0: 10}).values())
    )


def use(kept: Residency[Thing], *names: str) -> None:
    for name in names:
        with kept.use(name):
            pass


def names(kept: Residency[Thing]) -> list[str]:
    return [resident.name for resident in kept.residents()]


def test_what_is_loaded_stays_loaded() -> None:
    shelf = Shelf()
    kept = residency(shelf, 100)
    use(kept, "a", "b", "a", "b")
    assert shelf.order == ["a", "b"]
    assert kept.has("a")
    assert not kept.has("c")


def test_the_least_recently_used_goes_first() -> None:
    shelf = Shelf()
    kept = residency(shelf, 30)
    use(kept, "a", "b", "c", "a", "d")
    assert names(kept) == ["d", "a", "c"]
    assert shelf.things["b"].closed
    assert not shelf.things["a"].closed
    assert kept.bytes() == 30


def test_nothing_in_use_is_let_go() -> None:
    shelf = Shelf()
    kept = residency(shelf, 10)
    with kept.use("a"):
        use(kept, "b")
        assert kept.residents()[-1].in_use
        assert not kept.forget("a")
        use(kept, "c")
        assert not shelf.things["a"].closed
        assert shelf.things["b"].closed
    use(kept, "d")
    assert shelf.things["a"].closed
    assert names(kept) == ["d"]


def test_what_two_share_is_counted_once() -> None:
    shelf = Shelf(sizes={"text": {1: 50, 2: 10}, "inpaint": {1: 50, 3: 5}})
    kept = residency(shelf, 100)
    kept_all = Residency(shelf.load, budget=lambda: 100)
    use(kept_all, "text", "inpaint")
    assert kept_all.bytes() == 65
    # What is expected is told apart: before loading nobody knows what will be shared.
    use(kept, "text", "inpaint")
    assert names(kept) == ["inpaint"]


def test_one_larger_than_expected_makes_the_others_go() -> None:
    shelf = Shelf(sizes={"big": {9: 95}})
    kept = Residency(shelf.load, budget=lambda: 100)
    use(kept, "a", "big")
    assert names(kept) == ["big"]


def test_one_larger_than_the_budget_is_still_tried() -> None:
    kept = residency(Shelf(sizes={"huge": {9: 500}}), 100)
    use(kept, "huge")
    assert names(kept) == ["huge"]


def test_loading_that_finds_no_room_is_tried_again_with_all_idle_ones_gone() -> None:
    shelf = Shelf()
    kept: Residency[Thing]

    def load(name: str) -> Thing:
        if name == "big" and len(kept.residents()) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return shelf.load(name)

    emptied: list[bool] = []
    kept = Residency(load, budget=lambda: 1000, emptied=lambda: emptied.append(True))
    use(kept, "a", "b")
    with kept.use("used"):
        use(kept, "big")
    assert sorted(names(kept)) == ["big", "used"]
    assert emptied


def test_loading_that_finds_no_room_beside_what_is_in_use_fails() -> None:
    def load(name: str) -> Thing:
        if name == "big":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return Thing({1: 10})

    kept = Residency(load, budget=lambda: 1000)
    with kept.use("used"):
        with pytest.raises(torch.OutOfMemoryError):
            use(kept, "big")
        assert names(kept) == ["used"]


def test_an_error_of_loading_is_told_and_nothing_is_kept() -> None:
    def load(name: str) -> Thing:
        raise FileNotFoundError(name)

    kept = Residency(load, budget=lambda: 1000)
    with pytest.raises(FileNotFoundError):
        use(kept, "a")
    assert kept.residents() == ()


def test_a_removed_model_is_let_go() -> None:
    shelf = Shelf()
    kept = residency(shelf, 100)
    use(kept, "a")
    assert kept.forget("a")
    assert kept.forget("never there")
    assert shelf.things["a"].closed
    use(kept, "a")
    assert shelf.order == ["a", "a"]


def test_the_budget_leaves_room_to_work_unless_the_operator_says_so() -> None:
    memory = HostMemory()
    assert budget_for(memory, lambda: 0, setting=5) == 5
    free = memory.free()
    with_nothing = budget_for(memory, lambda: 0)
    assert 0 < with_nothing < free
    assert budget_for(memory, lambda: WORKING_BYTES) > with_nothing
