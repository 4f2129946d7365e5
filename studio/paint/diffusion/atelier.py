"""The one easel of this process, with its engine: opened by the first picture, shared by every job.

Importing this loads no model and none of its libraries.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.models.store import ModelStore
from studio.paint.diffusion.easel import Easel

if TYPE_CHECKING:
    from studio.paint.diffusion.device import Compiled
    from studio.paint.diffusion.run import Engine

# What an operator may set: the device ("cuda:1", "cpu"; the best there is), bytes that models may take on it,
# and which kernels are built for a network ("blocks" or "whole", see `Tuning`).
DEVICE, MEMORY, COMPILE = "MASTHEAD_PAINT_DEVICE", "MASTHEAD_PAINT_MODEL_BYTES", "MASTHEAD_PAINT_COMPILE"

_lock = threading.Lock()
_open: Atelier | None = None


@dataclass(frozen=True)
class Atelier:
    engine: Engine
    easel: Easel


def atelier(store: ModelStore | None = None) -> Atelier:
    """The easel and the engine of this process for the models of a store; another store's is closed."""
    global _open
    store = store or ModelStore()
    with _lock:
        if _open is not None and _open.engine.store.root == store.root:
            return _open
        if _open is not None:
            _open.easel.close()
        _open = _opened(store)
        return _open


def running() -> Easel | None:
    """The easel of this process, if a picture was ever painted here."""
    opened = _open
    return opened.easel if opened is not None else None


def close() -> None:
    """Stop at the next step and let go of all models; the next picture opens it anew."""
    global _open
    with _lock:
        if _open is not None:
            _open.easel.close()
        _open = None


def compiled() -> Compiled:
    """What the operator wants built; anything unknown is nothing."""
    wanted = os.environ.get(COMPILE)
    return "blocks" if wanted == "blocks" else "whole" if wanted == "whole" else "no"


def _opened(store: ModelStore) -> Atelier:
    # The libraries take seconds and 400 MB: only who paints loads them.
    import studio.paint.diffusion.work  # noqa: F401  # with all that a request needs besides
    from studio.paint.diffusion.device import Tuning
    from studio.paint.diffusion.run import Engine

    budget = os.environ.get(MEMORY)
    engine = Engine(
        store,
        device=os.environ.get(DEVICE) or None,
        tuning=Tuning(compile=compiled()),
        budget_bytes=int(budget) if budget else None,
    )
    easel = Easel(
        engine.run_batch,
        memory=engine.memory,
        relieve=engine.relieve,
        warm=engine.warm,
        models=engine.residency.residents,
    )
    return Atelier(engine, easel)
