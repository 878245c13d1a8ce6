"""Text -> unit vectors, with a small model that ships with Convene."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import EmbeddingError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

LONGEST_INPUT = 256
"""Tokens read of one text; the model was trained on up to 128 and degrades past 256."""
BATCH_TOKENS = 2_048
"""Tokens embedded at once: larger batches need memory and are no faster on two cores."""
CACHED_TYPE = np.dtype("<f2")


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

    def __init__(self, threads: int = 0) -> None:
        self._threads = threads

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        with as_file(files("assistant.retrieval.weights") / "tokenizer.json") as path:
            tokenizer = Tokenizer.from_file(str(path))
        tokenizer.enable_truncation(LONGEST_INPUT)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> "onnxruntime.InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        with as_file(files("assistant.retrieval.weights") / "minilm-int8.onnx") as path:
            return onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, 384), np.float32)
        encoded = [e.ids for e in self.tokenizer.encode_batch(list(texts))]
        # Like lengths together: a batch is padded to its longest text.
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
        vectors = np.empty((len(encoded), 384), np.float32)
        for batch in _batches(order, encoded):
            vectors[batch] = self._run([encoded[i] for i in batch])
        return vectors

    def tokens(self, text: str) -> tuple[Sequence[tuple[int, int]], Vectors]:
        """Where each token stands in the text (half-open), and what it means there.

        The meanings are unit vectors; the marks at either end of a text are left out.
        """
        encoded = self.tokenizer.encode(text)
        ids = np.array([encoded.ids], np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        [states] = self._session.run(["states"], inputs)
        return encoded.offsets[1:-1], _normalised(np.asarray(states[0][1:-1], np.float32))

    def vocabulary(self) -> Mapping[str, int]:
        return self._words

    @cached_property
    def _words(self) -> Mapping[str, int]:
        vocabulary = self.tokenizer.get_vocab()
        return {word: rank for word, rank in vocabulary.items() if word.isalpha()}

    def _run(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        width = max(len(row) for row in tokens)
        ids = np.zeros((len(tokens), width), np.int64)
        mask = np.zeros_like(ids)
        for n, row in enumerate(tokens):
            ids[n, : len(row)] = row
            mask[n, : len(row)] = 1
        [vectors] = self._session.run(["vectors"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, np.float32)


class Endpoint:
    """Any OpenAI-compatible embedding endpoint."""

    def __init__(self, *, model: str, base_url: str | None, key: str) -> None:
        where = hashlib.sha256((base_url or "").encode()).hexdigest()[:8]
        self.id = f"endpoint:{model}:{where}"[:80]
        self._model, self._base_url, self._key = model, base_url, key

    def embed(self, texts: Sequence[str]) -> Vectors:
        # Imported here: it takes over a second, and most homes never use it.
        import openai

        client = openai.OpenAI(
            base_url=self._base_url, api_key=self._key, timeout=30, max_retries=1
        )
        rows: list[list[float]] = []
        try:
            for at in range(0, len(texts), 64):
                batch = client.embeddings.create(
                    model=self._model,
                    input=list(texts[at : at + 64]),
                    encoding_format="float",
                )
                rows += [item.embedding for item in sorted(batch.data, key=lambda d: d.index)]
        except (openai.OpenAIError, ValueError, TypeError, AttributeError) as error:
            raise EmbeddingError(
                f"the embedding endpoint did not give vectors ({type(error).__name__}); check "
                "CONVENE_EMBEDDING_BASE_URL, CONVENE_EMBEDDING_MODEL and the key, or unset them "
                "to use the embedded model"
            ) from error
        return _unit(rows, len(texts))

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
    matrix = flat.reshape(count, -1)
    return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)


def _unit(rows: list[list[float]], wanted: int) -> Vectors:
    if len(rows) != wanted or len({len(row) for row in rows}) > 1:
        raise EmbeddingError(
            f"the embedding endpoint gave {len(rows)} vectors for {wanted} texts; "
            "check that CONVENE_EMBEDDING_MODEL names an embedding model"
        )
    return _normalised(np.asarray(rows, np.float32).reshape(wanted, -1))


def _normalised(matrix: Vectors) -> Vectors:
    return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)


def _batches(order: Sequence[int], encoded: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    batch: list[int] = []
    for i in order:
        if batch and (len(batch) + 1) * len(encoded[i]) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
