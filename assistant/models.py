"""Chat models: which one answers, where its questions go, and its writer."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.request import urlopen

from assistant import local_models
from assistant.errors import SettingsError
from assistant.pipeline import Writer
from assistant.providers import ALIASES, PROVIDERS, Provider, address_of, host_of, stays_here
from assistant.settings import AUTO, Settings
from assistant.spending import ASSUMED, FREE, Ledger, Purse
from assistant.writers import extractive
from assistant.writers.chat_model import ChatModel, ChatModelWriter
from assistant.writers.material import Size
from knowledge.library import Library

LOCAL = "local"
# what a model on one's own computer reads in half a minute: about 1,500 tokens
HERE = Size(passages=5, characters=800, answer=500, candidates=8)
# what a model of a billion parameters reads in seconds on two cores: about 600 tokens
SMALL = Size(passages=4, characters=1300, answer=120, candidates=6, sentences=9)
_STAYS = "Questions stay on this computer."
# servers on this computer are asked only whether they are there
_PROBE_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model that answers, or the built-in writer. ``found`` where nobody named it; ``where`` says where a question goes."""

    name: str
    outside: bool = False
    found: bool = False
    where: str = _STAYS

    @property
    def built_in(self) -> bool:
        """Whether no model is asked."""
        return self.name == extractive.NAME


def chosen(settings: Settings, environment: Mapping[str, str] | None = None) -> Chosen:
    """The model of these settings. ``auto`` takes the first of: a model added with ``codecite model add``, a provider whose key is
    in the environment, an Ollama at its usual port, the built-in writer.

    Raises SettingsError where a named model cannot be had, or is outside this computer and none outside may be asked.
    """
    variables = os.environ if environment is None else environment
    if settings.model == extractive.NAME:
        return Chosen(extractive.NAME)
    if settings.model != AUTO:
        return _named(settings, settings.model, variables)
    hints: list[str] = []
    for name in _candidates(settings, variables, hints):
        try:
            return replace(_named(settings, name, variables), found=True)
        except SettingsError as error:
            hints.append(str(error))
    return Chosen(extractive.NAME, where=" ".join([_STAYS, *hints]))


def _candidates(settings: Settings, variables: Mapping[str, str], hints: list[str]) -> list[str]:
    names = []
    added = local_models.configured(settings.home)
    if added is not None:
        names.append(f"{LOCAL}:{added}")
    if settings.base_url:
        served = _served(settings.base_url)
        names += [f"openai:{served}"] if served else []
    for provider in PROVIDERS.values():
        key = next((key for key in provider.keys if variables.get(key)), None)
        if key is None or not provider.by_key:
            continue
        if settings.external == "never":
            hints.append(f"{key} is set and not used, since CODECITE_EXTERNAL=never.")
        elif not _installed(provider):
            hints.append(f"{key} is set: `pip install 'codecite[{provider.extra}]'` to have {provider.name} word the answers.")
        else:
            names.append(f"{provider.name}:{provider.model}")
    ollama = PROVIDERS["ollama"]
    if _installed(ollama) and stays_here(host_of(ollama, None, variables), ""):
        names += [f"ollama:{name}" for name in _ollama_models(str(address_of(ollama, None, variables)))[:1]]
    return names


def _named(settings: Settings, model: str, variables: Mapping[str, str]) -> Chosen:
    provider_name, _, name = model.partition(":")
    if provider_name == LOCAL and name:
        local_models.path_of(settings.home, name)
        return Chosen(model, where="A model on this computer words the answers; questions stay here.")
    provider, name = _provider(model)
    host = host_of(provider, settings.base_url, variables)
    outside = not stays_here(host, name)
    if outside and settings.external == "never":
        raise SettingsError(
            f"{model} is outside this computer ({host}), and CODECITE_EXTERNAL=never forbids that: choose extractive, a local "
            "model or ollama."
        )
    if not outside:
        return Chosen(model, where=f"{name} at {host} words the answers; questions stay on this computer.")
    return Chosen(
        model, True, where=f"Questions and the passages found are sent to {host}; what identifies a patient is replaced first."
    )


def _provider(model: str) -> tuple[Provider, str]:
    provider_name, _, name = model.partition(":")
    provider = PROVIDERS.get(ALIASES.get(provider_name, provider_name))
    if provider is None or not name:
        raise SettingsError(
            f"CODECITE_MODEL={model!r} names no provider: write provider:name, such as openai:gpt-5, with a provider of "
            f"{', '.join([*PROVIDERS, LOCAL])}, or extractive for the built-in writer."
        )
    return provider, name


def chat_writer(settings: Settings, library: Library, model: str, environment: Mapping[str, str] | None = None) -> Writer:
    """The writer of a chosen model. Raises SettingsError where its package is missing or it cannot be set up."""
    variables = os.environ if environment is None else environment
    outside = _named(settings, model, variables).outside
    price = (settings.price or ASSUMED) if outside else FREE
    ledger = Ledger(settings.home / "spending.sqlite")

    def purse() -> Purse:
        spent = ledger.of_day(date.today()).dollars if outside else 0.0
        return Purse(price, settings.question_cap, settings.daily_cap, spent)

    def kept(used: Purse) -> str:
        if not used.spent.read:
            return ""
        ledger.add(date.today(), model, used.spent)
        day = f"; today ${ledger.of_day(date.today()).dollars:.2f} of ${settings.daily_cap:.2f}" if outside else ""
        return f"{used.spent}{'' if price.stated else ' at an assumed price'}{day}"

    return ChatModelWriter(_chat(settings, model, variables), library, purse, kept).write


def _chat(settings: Settings, model: str, variables: Mapping[str, str]) -> ChatModel:
    provider_name, _, name = model.partition(":")
    if provider_name == LOCAL:
        held = local_models.opened(local_models.path_of(settings.home, name))
        return ChatModel(held, model, SMALL, settings.timeout * 2, prompt="local")
    provider, name = _provider(model)
    size = HERE if provider.personal else Size()
    return ChatModel(_client(settings, provider, name, variables), model, size, settings.timeout * 2)


def _client(settings: Settings, provider: Provider, name: str, variables: Mapping[str, str]) -> Any:
    from langchain.chat_models import init_chat_model

    options = {}
    try:
        options = provider.options(variables, name, settings.timeout)
        address = address_of(provider, settings.base_url, variables)
        if address and provider.name != "azure":
            options["base_url"] = address
        if address and provider.langchain == "openai":
            # servers of one's own need no key, the client insists on one
            options["api_key"] = variables.get("OPENAI_API_KEY") or "not-needed"
        return init_chat_model(name, model_provider=provider.langchain, **options)
    except ImportError as error:
        raise SettingsError(
            f"The package for {provider.name} models is missing: run `pip install 'codecite[{provider.extra}]'`."
        ) from error
    except Exception as error:  # each provider's client has its own errors for a missing key or a bad name
        raise SettingsError(f"The model {provider.name}:{name} cannot be set up: {str(error).splitlines()[0]}") from error


def _installed(provider: Provider) -> bool:
    package = {"openai": "langchain_openai", "azure_openai": "langchain_openai", "bedrock_converse": "langchain_aws"}
    return importlib.util.find_spec(package.get(provider.langchain, f"langchain_{provider.langchain}")) is not None


def _served(base_url: str) -> str | None:
    """The first model that an OpenAI-compatible server offers; None where there is no such server."""
    listed = _fetched(f"{base_url.rstrip('/')}/models").get("data") or []
    return str(listed[0]["id"]) if listed else None


def _ollama_models(address: str) -> list[str]:
    listed = _fetched(f"{address.rstrip('/')}/api/tags").get("models") or []
    return [str(one["name"]) for one in listed if stays_here("127.0.0.1", str(one["name"]))]


def _fetched(address: str) -> dict[str, Any]:
    if not address.startswith(("http://", "https://")):
        return {}
    try:
        with urlopen(address, timeout=_PROBE_SECONDS) as answer:
            given = json.loads(answer.read(1_000_000))
    except (OSError, ValueError):
        return {}
    return given if isinstance(given, dict) else {}
