"""Labelled questions, each with what the search finds and which of that answers it.

A corpus is taken into SCRATCH the first time it is asked for; questions about a corpus that is
not in FOLDER are skipped. The invented community and the shipped guidance are always there.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.ingestion import shipped
from assistant.ingestion.ingest import Ingestion
from assistant.models import Hit, Role, SourceKind, Viewer
from assistant.retrieval.embedding import MiniLM
from assistant.retrieval.search import HybridRetriever
from assistant.store import Store

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "tests" / "questions"
FIRST_FILES = ("public", "fernbridge", "guidance", "train_18f", "train_k8s", "train_mixed")
LATER_FILES = ("train_councils", "train_organisers")
"""Written later, about other communities; the shipped reader has not seen them yet."""
INVENTED = "fernbridge-repair-circle"
GUIDANCE = "guidance"
FIRST_FOLD = frozenset(
    {
        "18f-handbook",
        "sklearn-administrative",
        "team-compass",
        GUIDANCE,
        "chaoss-handbook",
        "jupyter-governance",
        "opensource-guide",
        "rladiesguide",
    }
)
"""Corpora of one half, for readers that are measured on the other."""
NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
HITS = 12


@dataclass(frozen=True)
class Labelled:
    corpus: str
    ask: str
    answerable: bool
    hits: tuple[Hit, ...]
    right: frozenset[str]
    """Ids of the passages found that hold the answer."""


def labelled(corpora: Path, home: Path, names: Sequence[str]) -> Iterator[Labelled]:
    """The questions of the files called `names`."""
    store, model = Store(home), MiniLM()
    retriever = HybridRetriever(store, model)
    shipped.take_in(store, model, NOW, lambda *_: None)
    for name in names:
        for question in tomllib.loads((QUESTIONS / f"{name}.toml").read_text("utf-8"))["question"]:
            if _is_ready(store, model, question["corpus"], corpora):
                yield _searched(retriever, question)


def _searched(retriever: HybridRetriever, question: dict[str, Any]) -> Labelled:
    corpus, answerable = question["corpus"], question.get("answerable", True)
    viewer = Viewer(
        community=None if corpus == GUIDANCE else corpus, role=Role(question.get("role", "member"))
    )
    hits = retriever.search(
        question["ask"],
        viewer=viewer,
        k=HITS,
        earlier=tuple(reversed(question.get("turns", []))),
        kinds=frozenset({SourceKind.RECORD, SourceKind.GUIDANCE}),
    )
    right = frozenset(hit.passage.id for hit in hits if answerable and _answers(hit, question))
    return Labelled(corpus, question["ask"], answerable, hits, right)


def _answers(hit: Hit, question: dict[str, Any]) -> bool:
    passage = hit.passage
    whole = f"{passage.source.title} {passage.locator} {passage.text}".lower()
    return passage.source.path in question["sources"] and all(
        token.lower() in whole for token in question["contains"]
    )


def _is_ready(store: Store, model: MiniLM, corpus: str, corpora: Path) -> bool:
    if corpus == GUIDANCE or store.community(corpus):
        return True
    examples = ROOT / "knowledge" / "examples"
    folder = examples / corpus if corpus == INVENTED else corpora / corpus
    if not folder.is_dir():
        return False
    Ingestion(store, model, corpus, frozenset({"members"}), NOW).run([folder])
    return True
