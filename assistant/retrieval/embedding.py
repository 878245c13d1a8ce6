"""Text -> unit vectors, with a small model that ships with Convene."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import EmbeddingError

if TYPE_CHECKING:
    import onnxruntime
    import openai
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

LONGEST_INPUT = 256
"""Tokens read of one text; the model was trained on up to 128 and degrades past 256."""
LONGEST_PAIR = 192
"""Tokens read of a question and a passage together: the reader was trained on up to 176."""
LONGEST_QUESTION = 40
WIDTH = 384
START, END = 101, 102
"""Tokens that stand before the question, and after it and the passage."""
CACHED_TYPE = np.dtype("<f2")
FEW = 4
"""Texts for which it is not worth starting threads."""
ENDPOINT_BATCH = 64
ENDPOINT_SECONDS = 30
LONGEST_ID = 80
"""Characters that the store keeps of an embedder's id."""


class Embedder(Protocol):
    """Turns texts into unit vectors of one length."""

    @property
    def id(self) -> str:
        """Name of the model; vectors of different ids are never compared."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, each of length 1; raises EmbeddingError."""
        ...

    def vocabulary(self) -> Mapping[str, int]:
        """Whole words the model knows, each with its rank; empty if that is not known."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2 with int8 weights, run by onnxruntime; see `weights/provenance.toml`."""

    id = "minilm-l6-v2-int8-1"

    def __init__(self, threads: int = 0, reader: Path | None = None) -> None:
        """`reader` is another file of reader weights, to be measured."""
        self._threads, self._other_reader = threads, reader

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        with as_file(files("assistant.retrieval.weights") / "tokenizer.json") as path:
            tokenizer = Tokenizer.from_file(str(path))
        tokenizer.enable_truncation(LONGEST_INPUT)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _lower(self) -> "onnxruntime.InferenceSession":
        return self._shipped("minilm-lower-int8.onnx")

    @cached_property
    def _upper(self) -> "onnxruntime.InferenceSession":
        return self._shipped("minilm-upper-int8.onnx")

    @cached_property
    def _reader(self) -> "onnxruntime.InferenceSession":
        return (
            self._opened(self._other_reader)
            if self._other_reader
            else self._shipped("reader-int8.onnx")
        )

    def _shipped(self, name: str) -> "onnxruntime.InferenceSession":
        with as_file(files("assistant.retrieval.weights") / name) as path:
            return self._opened(path)

    def _opened(self, path: Path) -> "onnxruntime.InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        # Threads that wait by spinning take the processor from those that work.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        # Each text alone: the model scales its numbers by the largest in a batch, so beside
        # others a text would get another vector. Batches of short texts save nothing, either.
        tokens = [encoded.ids for encoded in self.tokenizer.encode_batch(list(texts))]
        if len(tokens) < FEW:
            rows = [self._run(ids) for ids in tokens]
        else:
            with ThreadPoolExecutor(self._threads or os.cpu_count() or 1) as workers:
                rows = list(workers.map(self._run, tokens))
        return np.array(rows, np.float32).reshape(len(texts), WIDTH)

    def tokens(self, text: str) -> tuple[Sequence[tuple[int, int]], Vectors]:
        """Where each token stands in the text (half-open), and what it means there.

        The meanings are unit vectors; the marks at either end of a text are left out.
        """
        encoded = self.tokenizer.encode(text)
        every = np.ones((1, len(encoded.ids)), np.int64)
        inputs = {"shallow": self._shallow(encoded.ids), "attention_mask": every}
        [states] = self._upper.run(["states"], inputs)
        return encoded.offsets[1:-1], _normalised(np.asarray(states[0][1:-1], np.float32))

    def answers(self, question: str, texts: Sequence[str]) -> tuple[float, ...]:
        """For each text, how surely it answers the question: a logit."""
        asked = self.tokenizer.encode(question, add_special_tokens=False).ids[:LONGEST_QUESTION]
        read = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return tuple(self._read(asked, encoded.ids) for encoded in read)

    def _read(self, asked: Sequence[int], text: Sequence[int]) -> float:
        before = [START, *asked, END]
        after = [*text[: LONGEST_PAIR - len(before) - 1], END]
        in_passage = np.array([[0] * len(before) + [1] * len(after)], np.int64)
        inputs = {"shallow": self._shallow([*before, *after]), "in_passage": in_passage}
        [logit] = self._reader.run(["answers"], inputs)
        return float(logit[0, 0])

    def vocabulary(self) -> Mapping[str, int]:
        return self._words

    @cached_property
    def _words(self) -> Mapping[str, int]:
        vocabulary = self.tokenizer.get_vocab()
        return {word: rank for word, rank in vocabulary.items() if word.isalpha()}

    def _run(self, tokens: Sequence[int]) -> Vectors:
        every = np.ones((1, len(tokens)), np.int64)
        inputs = {"shallow": self._shallow(tokens), "attention_mask": every}
        [vectors] = self._upper.run(["vectors"], inputs)
        return np.asarray(vectors[0], np.float32)

    def _shallow(self, tokens: Sequence[int]) -> Vectors:
        """The state of each token after the layers that embedder and reader share."""
        ids = np.array([tokens], np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        [states] = self._lower.run(["shallow"], inputs)
        return np.asarray(states, np.float32)


class Endpoint:
    """Any OpenAI-compatible embedding endpoint."""

    def __init__(self, *, model: str, base_url: str | None, key: str) -> None:
        what = hashlib.sha256(f"{base_url or ''} {model}".encode()).hexdigest()[:12]
        self.id = f"endpoint:{model}"[: LONGEST_ID - len(what) - 1] + f":{what}"
        self._model, self._base_url, self._key = model, base_url, key

    def embed(self, texts: Sequence[str]) -> Vectors:
        # Imported here: it takes over a second, and most homes never use it.
        import openai

        try:
            with openai.OpenAI(
                base_url=self._base_url,
                api_key=self._key,
                timeout=ENDPOINT_SECONDS,
                max_retries=1,
                # Following a redirect would hand private text to a host nobody has named.
                http_client=openai.DefaultHttpxClient(follow_redirects=False, trust_env=False),
            ) as client:
                parts = [
                    self._embed(client, texts[at : at + ENDPOINT_BATCH])
                    for at in range(0, len(texts), ENDPOINT_BATCH)
                ]
            return _normalised(np.concatenate(parts)) if parts else np.empty((0, 0), np.float32)
        except (openai.OpenAIError, ValueError, TypeError, AttributeError) as error:
            # Without its cause: what a server answers may repeat the key.
            raise EmbeddingError(
                f"the embedding endpoint did not give vectors ({type(error).__name__}); check "
                "CONVENE_EMBEDDING_BASE_URL, CONVENE_EMBEDDING_MODEL and the key, or unset them "
                "to use the embedded model"
            ) from None

    def _embed(self, client: "openai.OpenAI", texts: Sequence[str]) -> Vectors:
        """Vectors as the endpoint gives them; raises many a thing if it gives others."""
        answer = client.embeddings.create(
            model=self._model, input=list(texts), encoding_format="float"
        )
        items = sorted(answer.data, key=lambda item: item.index)
        vectors = np.array([item.embedding for item in items], np.float32)
        if [item.index for item in items] != list(range(len(texts))):
            raise EmbeddingError(
                f"the embedding endpoint gave {len(items)} vectors for {len(texts)} texts; "
                "check that CONVENE_EMBEDDING_MODEL names an embedding model"
            )
        if vectors.ndim != 2 or not vectors.size or not np.isfinite(vectors).all():
            raise ValueError("no vectors of numbers")
        return vectors

    def vocabulary(self) -> Mapping[str, int]:
        return {}


def pack(vectors: Vectors) -> list[bytes]:
    """Rows as they are cached in the store: float16, little-endian."""
    return [row.tobytes() for row in vectors.astype(CACHED_TYPE)]


def unpack(rows: Iterable[bytes], count: int) -> Vectors:
    """Cached rows as one float32 matrix of unit vectors."""
    flat = np.frombuffer(b"".join(rows), CACHED_TYPE).astype(np.float32)
    if not count:
        return np.empty((0, 0), np.float32)
    return _normalised(flat.reshape(count, -1))


def _normalised(matrix: Vectors) -> Vectors:
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.maximum(lengths, 1e-9), np.float32)
