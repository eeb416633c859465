"""The providers of chat models: which extra brings each, which key it goes by, and where its questions go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

# tokens of an answer by a model on this computer: a small one does not stop by itself
_SAID_HERE = 500
_LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}
Options = Callable[[Mapping[str, str], str, float], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider: its name here and in LangChain, the extra that brings it, and the variables that hold its key.

    ``model`` is taken where a key is found and no model is named. ``host`` is where a question goes; ``address`` the variable that
    moves it, ``port`` the usual one of a server on this computer. ``by_key`` where a key in the environment alone means that this
    provider is wanted. ``personal`` where it serves models on one's own computer, which read slowly: they are given less. ``options``
    gives what its client needs beside the model's name.
    """

    name: str
    langchain: str
    extra: str
    keys: tuple[str, ...]
    model: str
    host: str
    options: Options
    address: str = ""
    port: int | None = None
    by_key: bool = True
    personal: bool = False


def _common(environment: Mapping[str, str], name: str, seconds: float) -> dict[str, Any]:
    return {"timeout": seconds, "max_retries": 0, "temperature": 0}


def _openai(environment: Mapping[str, str], name: str, seconds: float) -> dict[str, Any]:
    # reasoning models take no temperature
    plain = {} if name.startswith(("gpt-5", "o1", "o3", "o4")) else {"temperature": 0}
    return {"timeout": seconds, "max_retries": 0, "stream_usage": True, **plain}


def _anthropic(environment: Mapping[str, str], name: str, seconds: float) -> dict[str, Any]:
    return {"timeout": seconds, "max_retries": 0, "max_tokens": 2000}


def _mistral(environment: Mapping[str, str], name: str, seconds: float) -> dict[str, Any]:
    return {"timeout": max(1, int(seconds)), "max_retries": 1, "temperature": 0}


def _ollama(environment: Mapping[str, str], name: str, seconds: float) -> dict[str, Any]:
    return {"temperature": 0, "client_kwargs": {"timeout": seconds}, "num_ctx": 8192, "num_predict": _SAID_HERE}


def _served(environment: Mapping[str, str], name: str, seconds: float) -> dict[str, Any]:
    return {"timeout": seconds, "max_retries": 0, "stream_usage": True, "temperature": 0, "max_tokens": _SAID_HERE}


def _azure(environment: Mapping[str, str], name: str, seconds: float) -> dict[str, Any]:
    return {"azure_deployment": name, **_openai(environment, name, seconds)}


def _bedrock(environment: Mapping[str, str], name: str, seconds: float) -> dict[str, Any]:
    from botocore.config import Config

    return {"config": Config(read_timeout=seconds, connect_timeout=min(10.0, seconds), retries={"max_attempts": 1})}


PROVIDERS = {
    provider.name: provider
    for provider in (
        Provider("openai", "openai", "openai", ("OPENAI_API_KEY",), "gpt-5-mini", "api.openai.com", _openai, "OPENAI_BASE_URL"),
        Provider("anthropic", "anthropic", "anthropic", ("ANTHROPIC_API_KEY",), "claude-sonnet-4-5", "api.anthropic.com", _anthropic),
        Provider("google", "google_genai", "google", ("GOOGLE_API_KEY", "GEMINI_API_KEY"), "gemini-2.5-flash",
                 "generativelanguage.googleapis.com", _common),
        Provider("mistral", "mistralai", "mistral", ("MISTRAL_API_KEY",), "mistral-medium-latest", "api.mistral.ai", _mistral),
        Provider("azure", "azure_openai", "openai", ("AZURE_OPENAI_API_KEY",), "", "your Azure resource", _azure,
                 "AZURE_OPENAI_ENDPOINT", by_key=False),
        # AWS keys stand in many environments for other reasons: one has to be meant
        Provider("bedrock", "bedrock_converse", "aws", ("AWS_BEARER_TOKEN_BEDROCK",), "", "AWS Bedrock", _bedrock, by_key=False),
        Provider("ollama", "ollama", "ollama", (), "", "127.0.0.1", _ollama, "OLLAMA_HOST", 11434, by_key=False,
                 personal=True),
        Provider("vllm", "openai", "openai", (), "", "127.0.0.1", _openai, port=8000, by_key=False),
        Provider("lmstudio", "openai", "openai", (), "", "127.0.0.1", _served, port=1234, by_key=False, personal=True),
        Provider("llamacpp", "openai", "openai", (), "", "127.0.0.1", _served, port=8080, by_key=False, personal=True),
    )
}
# as LangChain calls them
ALIASES = {"google_genai": "google", "mistralai": "mistral", "azure_openai": "azure", "bedrock_converse": "bedrock"}


def address_of(provider: Provider, base_url: str | None, environment: Mapping[str, str]) -> str | None:
    """The address a provider is asked at where it is not its own: set by the user, by its variable, or its usual port here."""
    if base_url:
        return base_url
    moved = environment.get(provider.address, "") if provider.address else ""
    if moved:
        return moved if "://" in moved else f"http://{moved}"
    path = "" if provider.name == "ollama" else "/v1"
    return f"http://127.0.0.1:{provider.port}{path}" if provider.port else None


def host_of(provider: Provider, base_url: str | None, environment: Mapping[str, str]) -> str:
    """The host that a question goes to."""
    address = address_of(provider, base_url, environment)
    return (urlparse(address).hostname or address) if address else provider.host


def stays_here(host: str, model: str) -> bool:
    """Whether a question stays on this computer. Ollama passes models named *cloud* on to its own servers."""
    return host in _LOOPBACK and not model.endswith(("-cloud", ":cloud"))
