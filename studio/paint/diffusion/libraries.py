"""How diffusers and transformers are to behave here: without bars on the terminal."""

from __future__ import annotations

from functools import cache

from diffusers.utils import logging as diffusers_logging
from transformers.utils import logging as transformers_logging


@cache
def quieten() -> None:
    """Call before a model is loaded or saved. What these libraries raise is still raised."""
    transformers_logging.disable_progress_bar()
    diffusers_logging.disable_progress_bar()
