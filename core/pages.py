"""What the server itself says about a page of the SPA: its title and what a shared link shows.

An app that knows more about its pages than "Masthead" registers a hook for the first part of their
address, in its AppConfig's `ready()`:

    pages.register("c", channel_page)      # /c/<rest> → channel_page(rest) -> PageMeta | None
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PageMeta:
    """`image_url` may be relative to the site. All are escaped when written into the page."""

    title: str
    description: str = ""
    image_url: str = ""


MetaHook = Callable[[str], PageMeta | None]
_hooks: dict[str, MetaHook] = {}


def register(prefix: str, hook: MetaHook) -> None:
    """Let `hook` speak for `/<prefix>/<rest>`; it gets `rest`, None means that no such page exists."""
    _hooks[prefix] = hook


def hook_for(path: str) -> tuple[MetaHook, str] | None:
    """The hook that speaks for a page's path (without the leading slash) and what to give it."""
    prefix, _, rest = path.partition("/")
    hook = _hooks.get(prefix)
    return (hook, rest) if hook and rest else None
