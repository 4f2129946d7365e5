"""Pictures painted by diffusion models. Only the worker loads what lies deeper than this module."""

from __future__ import annotations

import os

# Read once, when these libraries are first imported: models come from the store, never from a hub, and
# their advice to programmers is not for an operator's log.
for _name, _value in {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "DIFFUSERS_VERBOSITY": "error",
}.items():
    os.environ.setdefault(_name, _value)
