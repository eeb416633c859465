"""Chat models: which one answers, where its questions go, and its writer."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.request import urlopen

from langchain_core.messages import HumanMessage, SystemMessage

from assistant import local_models
from assistant.errors import SettingsError
from assistant.pipeline import Writer
from assistant.privacy import without_identifiers
from assistant.providers import ALIASES, PROVIDERS, Provider, address_of, host_of, stays_here
from assistant.settings import AUTO, Settings
from assistant.spending import ASSUMED, FREE, Ledger, Price, Purse
from assistant.steps import Telling
from assistant.writers import extractive
from assistant.writers.call import called
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


def offered(settings: Settings, environment: Mapping[str, str] | None = None) -> list[Chosen]:
    """The writers that can be asked beside each other: the built-in one, and the model of these settings; with ``auto`` every
    model found. What cannot be had is left out."""
    variables = os.environ if environment is None else environment
    names = _candidates(settings, variables, []) if settings.model == AUTO else [settings.model]
    held = [Chosen(extractive.NAME)]
    for name in dict.fromkeys(names):
        if name == extractive.NAME:
            continue
        try:
            held.append(_named(settings, name, variables))
        except SettingsError:
            continue
    return held


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
    account = _Account(settings, model, _named(settings, model, variables).outside)
    return ChatModelWriter(_chat(settings, model, variables), library, account.purse, account.keep)


def asking(settings: Settings, model: str, environment: Mapping[str, str] | None = None) -> Callable[[str, str], str]:
    """A chosen model asked by instructions and a text, from which identifiers of a patient are replaced.

    Raises SettingsError where it cannot be had; what is returned raises ModelUnavailable and SpendingCap.
    """
    variables = os.environ if environment is None else environment
    account = _Account(settings, model, _named(settings, model, variables).outside)
    chat = _chat(settings, model, variables)

    def ask(instructions: str, text: str) -> str:
        messages = [SystemMessage(instructions), HumanMessage(without_identifiers(text))]
        characters = sum(len(str(message.text)) for message in messages)
        purse = account.purse()
        purse.ask(characters, chat.size.answer)
        said = called(chat.model, chat.name, messages, Telling(), chat.seconds, lambda so_far: None)
        usage = said.usage_metadata
        read, written = (usage["input_tokens"], usage["output_tokens"]) if usage else (None, None)
        purse.count(read, written, characters, len(str(said.text)))
        account.keep(purse)
        return str(said.text)

    return ask


@dataclass(frozen=True, slots=True)
class _Account:
    """What a model may cost under these settings, and where it is kept. A model on this computer costs nothing."""

    settings: Settings
    model: str
    outside: bool

    @property
    def _ledger(self) -> Ledger:
        return Ledger(self.settings.home / "spending.sqlite")

    @property
    def _price(self) -> Price:
        return (self.settings.price or ASSUMED) if self.outside else FREE

    def purse(self) -> Purse:
        """What one question may still cost."""
        spent = self._ledger.of_day(date.today()).dollars if self.outside else 0.0
        return Purse(self._price, self.settings.question_cap, self.settings.daily_cap, spent)

    def keep(self, used: Purse) -> str:
        """Write down what a question took; told in words, nothing where it took none."""
        if not used.spent.read:
            return ""
        self._ledger.add(date.today(), self.model, used.spent)
        day = f"; today ${self._ledger.of_day(date.today()).dollars:.2f} of ${self.settings.daily_cap:.2f}" if self.outside else ""
        return f"{used.spent}{'' if self._price.stated else ' at an assumed price'}{day}"


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
