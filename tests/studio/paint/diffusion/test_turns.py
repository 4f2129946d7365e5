from __future__ import annotations

from dataclasses import replace

from studio.paint.diffusion.mail import Mail
from studio.paint.diffusion.task import ImageTask
from studio.paint.diffusion.turns import OWNERS_REMEMBERED, Ticket, Turns
from tests.studio.paint.diffusion.paced import task


def tickets(
    owner: str, count: int, *, since_s: float = 0.0, alone: bool = False, **wishes: object
) -> list[Ticket]:
    mail = Mail(count, 3)
    tasks = [replace(task(seed), **wishes) for seed in range(count)]  # type: ignore[arg-type]
    return [Ticket(one, owner, place, mail, since_s, alone=alone) for place, one in enumerate(tasks)]


def four(task: ImageTask) -> int:
    return 4


def owners(batch: list[Ticket]) -> str:
    return "".join(ticket.owner for ticket in batch)


def test_a_batch_is_filled_by_turns_from_all_owners() -> None:
    turns = Turns()
    turns.add(tickets("a", 6))
    turns.add(tickets("b", 1))
    turns.add(tickets("c", 3))
    assert owners(turns.take(0, four)) == "abca"
    assert owners(turns.take(0, four)) == "caca"
    assert owners(turns.take(0, four)) == "aa"
    assert turns.take(0, four) == []


def test_who_was_served_longest_ago_goes_first() -> None:
    turns = Turns()
    turns.add(tickets("a", 4))
    turns.add(tickets("b", 2, guidance=7.0))
    assert owners(turns.take(0, lambda task: 1)) == "a"
    turns.add(tickets("c", 1, guidance=8.0))
    assert [owners(turns.take(0, lambda task: 1)) for _ in range(6)] == ["b", "c", "a", "b", "a", "a"]


def test_pictures_of_other_numbers_are_other_batches() -> None:
    turns = Turns()
    turns.add([*tickets("a", 2, steps=4), *tickets("a", 2, steps=5), *tickets("a", 1, steps=4)])
    assert [ticket.task.steps for ticket in turns.take(0, four)] == [4, 4, 4]
    assert [ticket.task.steps for ticket in turns.take(0, four)] == [5, 5]


def test_watched_pictures_go_first_until_the_others_have_waited_long() -> None:
    turns = Turns(patience_s=60)
    turns.add(tickets("bulk", 2, since_s=0))
    turns.add(tickets("watched", 3, since_s=10, interactive=True))
    assert owners(turns.take(20, lambda task: 1)) == "watched"
    assert owners(turns.take(59, lambda task: 1)) == "watched"
    assert owners(turns.take(61, lambda task: 1)) == "bulk"
    # One batch of them has begun: patience begins anew.
    assert owners(turns.take(62, lambda task: 1)) == "watched"
    assert owners(turns.take(63, lambda task: 1)) == "bulk"


def test_watched_and_unwatched_pictures_are_never_one_batch() -> None:
    turns = Turns()
    turns.add(tickets("a", 1))
    turns.add(tickets("b", 1, interactive=True))
    assert owners(turns.take(0, four)) == "b"
    assert owners(turns.take(0, four)) == "a"


def test_unwatched_pictures_of_a_model_to_be_loaded_let_others_pass_for_a_while() -> None:
    turns = Turns(warm=lambda model: model == "loaded", patience_s=60)
    turns.add(tickets("a", 1, model="other"))
    turns.add(tickets("b", 3, model="loaded"))
    assert owners(turns.take(1, lambda task: 1)) == "b"
    assert owners(turns.take(2, lambda task: 1)) == "b"
    assert owners(turns.take(61, lambda task: 1)) == "a"
    assert owners(turns.take(62, lambda task: 1)) == "b"


def test_a_gap_takes_only_watched_pictures_that_fit_into_it() -> None:
    turns = Turns()
    turns.add(tickets("bulk", 3))
    turns.add(tickets("replay", 2, interactive=True, alone=True))
    large = tickets("large", 1, interactive=True)
    large[0].whole = True
    turns.add(large)
    assert turns.take(0, four, gap=1) == []
    turns.add(tickets("watched", 2, interactive=True))
    assert owners(turns.take(0, four, gap=1)) == "watched"
    assert owners(turns.take(0, four)) == "replayreplay"


def test_a_batch_of_its_own_takes_nobody_in_and_is_never_parted() -> None:
    turns = Turns()
    turns.add(tickets("replay", 6, alone=True))
    turns.add(tickets("a", 2))
    assert owners(turns.take(0, four)) == "replay" * 6
    assert owners(turns.take(0, four)) == "aa"


def test_what_nobody_waits_for_is_forgotten() -> None:
    turns = Turns()
    gone, kept = tickets("a", 2), tickets("b", 1)
    turns.add([*gone, *kept])
    turns.drop(gone[0].mail)
    assert turns.take(0, four) == kept


def test_the_memory_of_owners_is_bounded() -> None:
    turns = Turns()
    for number in range(OWNERS_REMEMBERED + 5):
        turns.add(tickets(str(number), 1))
        turns.take(0, four)
    turns.add(tickets(str(OWNERS_REMEMBERED), 1, guidance=1.0))
    turns.add(tickets("0", 1, guidance=2.0))
    # The first owner's turn is so long ago that it counts as none.
    assert owners(turns.take(0, four)) == "0"
