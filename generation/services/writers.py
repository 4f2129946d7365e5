"""Who writes briefs: the rules always, a language model where the operator has set one up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from accounts.models import Team, User
from channels_app.services.words import screen_words
from generation.services import looking
from studio.brief.endpoint import EndpointModel
from studio.brief.llm import LanguageModel, LLMWriter, ModelFailed

RULES, MODEL = "rules", "model"


@dataclass(frozen=True)
class ModelWriter:
    """A language model that could write; `local` runs here, others at the operator's address."""

    name: str
    local: bool


def by_endpoint() -> bool:
    """Whether a model answers at an address of the operator's: it goes before any that is installed."""
    return bool(settings.LLM_URL)


def model_writer(team: Team, user: User) -> ModelWriter | None:
    """The language model that `user` may have a brief written by; None where there is none."""
    if by_endpoint():
        return ModelWriter(settings.LLM_MODEL, local=False)
    names = looking.names_of("writer", team, user)
    return ModelWriter(min(names), local=True) if names else None


def open_writer(team: Team, check: Callable[[], None]) -> LLMWriter:
    """The writer, ready to be asked; `check` is called while it thinks. Called by workers.

    Raises ModelFailed (llm_unreachable) where no model can be loaded here.
    """
    return LLMWriter(_model(team, check), acceptable)


def acceptable(text: str) -> bool:
    """Whether the site's rules on words let a model's text through."""
    return not any(finding.action == "refuse" for finding in screen_words({"text": text}))


def _model(team: Team, check: Callable[[], None]) -> LanguageModel:
    if by_endpoint():
        return EndpointModel(
            url=settings.LLM_URL,
            model=settings.LLM_MODEL,
            key=settings.LLM_KEY,
            timeout_s=settings.LLM_TIMEOUT_SECONDS,
            check=check,
        )
    installed = looking.model_for("writer", team)
    if installed is None:
        raise ModelFailed("no language model can be loaded here", why="no_model")
    # Imported when first needed: it brings torch along, which only workers load.
    from studio.words.models.llama import LocalModel

    return LocalModel(installed, timeout_s=settings.LLM_TIMEOUT_SECONDS, check=check)
