"""The words policy: lists by category (`*.toml`), and how a text is compared with them."""

from moderation.words.policy import Found, TermError, WordLists, site_lists, with_own_words

__all__ = ["Found", "TermError", "WordLists", "site_lists", "with_own_words"]
