"""Chat models: a name such as ``openai:gpt-5`` to a writer, and where its questions go."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlparse

from assistant.errors import SettingsError
from assistant.pipeline import Writer
from assistant.settings import Settings
from assistant.writers.chat_model import ChatModelWriter

# provider → the extra of this distribution that brings its package
EXTRAS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google_genai": "google",
    "ollama": "ollama",
    "mistralai": "mistral",
}


def chat_writer(settings: Settings) -> tuple[Writer, str]:
    """The writer of a chat model, and one sentence on where a question goes.

    Raises SettingsError where the name has no provider or the provider's package is not installed.
    """
    provider, _, name = settings.model.partition(":")
    if not name:
        raise SettingsError(
            f"CODECITE_MODEL={settings.model!r} names no provider: write provider:name, such as openai:gpt-5, "
            "or extractive for the built-in writer."
        )
    model = _chat_model(settings, provider, name)
    host = urlparse(settings.base_url).hostname if settings.base_url else None
    local = host in {"localhost", "127.0.0.1", "::1"} or (provider == "ollama" and host is None)
    place = "a model on this computer" if local else host or f"{provider}, outside this computer"
    return ChatModelWriter(
        model, settings.model
    ).write, f"Questions and the passages found are sent to {place}; identifiers of a patient are replaced first."


def _chat_model(settings: Settings, provider: str, name: str) -> Any:
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"timeout": settings.timeout, "max_retries": 1, "temperature": 0}
    if settings.base_url:
        options["base_url"] = settings.base_url
        if provider == "openai":
            import os

            # servers of one's own need no key, the client insists on one
            options["api_key"] = os.environ.get("OPENAI_API_KEY", "not-needed")
    try:
        return init_chat_model(name, model_provider=provider, **options)
    except ImportError as error:
        extra = EXTRAS.get(provider, provider)
        raise SettingsError(
            f"The package for {provider} models is missing: run `pip install 'codecite[{extra}]'`."
        ) from error
    except Exception as error:  # each provider's client has its own errors for a missing key or a bad name
        raise SettingsError(f"The model {settings.model!r} cannot be set up: {str(error).splitlines()[0]}") from error
