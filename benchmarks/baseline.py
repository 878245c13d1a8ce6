"""The pipeline that people write when they have none: LangChain's splitter and Chroma.

Its settings are the usual ones (1,000 characters, 200 overlap, four nearest); its embedder is
ours, so that the pipelines are compared and not the models. Run as a program it is a cold
start: `python -m benchmarks.baseline DIRECTORY COLLECTION QUESTION` prints four chunks.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from assistant.retrieval.embedding import Embedder, MiniLM

NAME = "LangChain + Chroma"
CHUNK, OVERLAP, K = 1_000, 200, 4
BATCH = 1_000


class SameEmbedder(Embeddings):
    """Our embedder, as LangChain wants it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def collection(directory: Path, name: str, embedder: Embedder) -> Chroma:
    """Open or make a collection on disk."""
    return Chroma(
        name,
        SameEmbedder(embedder),
        persist_directory=str(directory),
        client_settings=Settings(anonymized_telemetry=False),
    )


def fill(store: Chroma, texts: Iterable[tuple[str, str]]) -> int:
    """Split and add texts, given as path and text; says how many chunks they became."""
    # Imported here: asking needs no splitter, and the cold start should not pay for it.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    documents = [Document(text, metadata={"path": path}) for path, text in texts]
    chunks = splitter.split_documents(documents)
    for at in range(0, len(chunks), BATCH):
        store.add_documents(chunks[at : at + BATCH])
    return len(chunks)


def nearest(store: Chroma, query: str) -> list[Document]:
    return list(store.similarity_search(query, k=K))


def main() -> None:
    directory, name, question = sys.argv[1:]
    for chunk in nearest(collection(Path(directory), name, MiniLM()), question):
        sys.stdout.write(f"{chunk.metadata['path']}\n{chunk.page_content}\n\n")


if __name__ == "__main__":
    main()
