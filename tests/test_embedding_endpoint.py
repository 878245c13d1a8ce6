"""Vectors from an OpenAI-compatible endpoint: right ones, or a sentence; never a mixture."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from assistant.build import Workshop, build
from assistant.errors import EmbeddingError
from assistant.ingestion.reembedding import reembed
from assistant.library import example_folders
from assistant.models import Hit
from assistant.readiness import make_ready
from assistant.retrieval.embedding import Embedder, Endpoint, Vectors
from assistant.retrieval.search import HybridRetriever
from assistant.settings import Settings
from assistant.store import Community, Store

from .builders import NOW, WordEmbedder
from .communities import MEMBER, ingest, write

KEY = "sk-s3cret-0123456789"
TEXTS = [f"text {n}" for n in range(150)]

Reply = tuple[int, str, Mapping[str, str]]
"""Status, body and headers."""


class Server(ThreadingHTTPServer):
    """Answers as it is told to, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self, reply: Callable[[dict[str, object]], Reply]) -> None:
        self.reply, self.asked, self.keys = reply, list[dict[str, object]](), list[str]()
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        self.server.keys.append(self.headers["Authorization"])
        status, text, headers = self.server.reply(json.loads(body))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text.encode())), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests say what matters."""


@contextmanager
def serving(reply: Callable[[dict[str, object]], Reply]) -> Iterator[Server]:
    with Server(reply) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def endpoint(url: str, model: str = "m") -> Endpoint:
    return Endpoint(model=model, base_url=url, key=KEY)


def vector(text: object) -> list[float]:
    return [float(len(str(text))), 2.0, float(str(text).split()[-1])]


def rows(asked: Mapping[str, object]) -> list[dict[str, object]]:
    texts = asked["input"]
    assert isinstance(texts, list)
    return [
        {"index": n, "object": "embedding", "embedding": vector(t)} for n, t in enumerate(texts)
    ]


def as_json(data: object) -> Reply:
    answer = {"object": "list", "model": "m", "data": data, "usage": {}}
    return 200, json.dumps(answer), {"Content-Type": "application/json"}


def right(asked: dict[str, object]) -> Reply:
    return as_json(rows(asked)[::-1])  # an order is not promised; the index is


# --- right answers ---------------------------------------------------------------------------


def test_vectors_come_in_the_order_of_the_texts_and_have_length_one() -> None:
    with serving(right) as server:
        vectors = endpoint(server.url).embed(TEXTS)
    wanted = np.array([vector(text) for text in TEXTS])
    wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
    assert vectors == pytest.approx(wanted, abs=1e-6)
    assert [len(rows(asked)) for asked in server.asked] == [64, 64, 22]
    assert set(server.keys) == {f"Bearer {KEY}"}


def test_no_texts_need_no_endpoint() -> None:
    assert endpoint("http://127.0.0.1:9/v1").embed([]).shape == (0, 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "http://x/v1"), ("b", "http://x/v1")),
        (("a", "http://x/v1"), ("a", "http://y/v1")),
        (("a" * 99 + "b", None), ("a" * 99 + "c", None)),
    ],
)
def test_two_models_have_two_ids(
    one: tuple[str, str | None], other: tuple[str, str | None]
) -> None:
    ids = {Endpoint(model=model, base_url=url, key=KEY).id for model, url in (one, other)}
    assert len(ids) == 2
    assert max(map(len, ids)) <= 80


# --- faults ----------------------------------------------------------------------------------


def changed(**changes: object) -> Callable[[dict[str, object]], Reply]:
    """Right but for one field of the second row."""
    return lambda asked: as_json(
        [row | changes if row["index"] == 1 else row for row in rows(asked)]
    )


def body(text: str, status: int = 200, kind: str = "application/json") -> Callable[..., Reply]:
    return lambda _: (status, text, {"Content-Type": kind})


FAULTS: dict[str, Callable[[dict[str, object]], Reply]] = {
    "a vector too few": lambda asked: as_json(rows(asked)[:-1]),
    "a vector too many": lambda asked: as_json([*rows(asked), rows(asked)[0]]),
    "no vectors": lambda asked: as_json([]),
    "the data missing": lambda asked: as_json(None),
    "an index twice": changed(index=0),
    "no index": changed(index=None),
    "lengths that differ": changed(embedding=[1.0]),
    "no numbers": changed(embedding=["a", "b", "c"]),
    "a number missing": changed(embedding=[1.0, None, 2.0]),
    "numbers that are none": changed(embedding=[1.0, float("nan"), 2.0]),
    "lists of lists": changed(embedding=[[1.0], [2.0], [3.0]]),
    "text for a vector": changed(embedding="AAAA"),
    "empty vectors": lambda asked: as_json([row | {"embedding": []} for row in rows(asked)]),
    "a page": body("<html><body>Welcome</body></html>", kind="text/html"),
    "a page said to be JSON": body("<html></html>"),
    "half an answer": body('{"data": [{"embedding": [0.1,'),
    "nothing": body(""),
    "a list": body("[]"),
    "an error that names the key": body(f'{{"error": {{"message": "bad key {KEY}"}}}}', 401),
    "an error in an answer": body(f'{{"error": {{"message": "bad key {KEY}"}}}}'),
    "a server error": body("oops", 500),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_endpoint_may_give(fault: str) -> None:
    with serving(FAULTS[fault]) as server, pytest.raises(EmbeddingError) as caught:
        endpoint(server.url).embed(TEXTS[:3])
    assert "CONVENE_EMBEDDING_MODEL" in str(caught.value)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert len(server.asked) <= 2


def test_an_endpoint_may_be_away() -> None:
    with pytest.raises(EmbeddingError, match="check CONVENE_EMBEDDING_BASE_URL") as caught:
        endpoint("http://127.0.0.1:9/v1").embed(TEXTS[:3])
    assert KEY not in str(caught.value)


def test_an_endpoint_may_not_send_the_texts_elsewhere() -> None:
    with serving(right) as other:
        to_other = {"Location": f"{other.url}/embeddings"}
        with serving(lambda _: (307, "", to_other)) as server, pytest.raises(EmbeddingError):
            endpoint(server.url).embed(TEXTS[:3])
    assert other.asked == []


def test_a_fault_in_mid_ingestion_leaves_what_was_read(tmp_path: Path) -> None:
    said = {"a.md": "The ferry costs 9", "b.md": "The cup costs 3", "c.md": "The song costs 0"}

    def failing(asked: dict[str, object]) -> Reply:
        return (500, "oops", {}) if "cup" in str(asked) else right(asked)

    store = Store(tmp_path / "home")
    with serving(failing) as server, pytest.raises(EmbeddingError):
        ingest(store, write(tmp_path / "folder", said), embedder=endpoint(server.url))
    assert [origin.path for origin in store.origins("river")] == ["a.md"]
    store.close()


# --- another model ---------------------------------------------------------------------------


class Lengths(WordEmbedder):
    """Another model, with vectors of another length."""

    id = "lengths-1"

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([[len(text), text.count("e"), 1, text.count("a")] for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


SAID = {
    f"{n}.md": "".join(
        f"# Part {m}\n\nThe ferry {n} leaves at {m}{', and so on' * 15}. "
        f"Later there are {m} eels{', all as well' * 15}.\n\n"
        for m in range(45)
    )
    for n in range(4)
}
PASSAGES, SPANS = 180, 360


def ask(store: Store, embedder: Embedder) -> list[tuple[str, float]]:
    hits: tuple[Hit, ...] = HybridRetriever(store, embedder).search("ferry", viewer=MEMBER, k=500)
    return [(hit.passage.source.path, hit.dense) for hit in hits]


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "home")
    yield store
    store.close()


def test_re_embedding_gives_what_a_fresh_ingestion_would(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "folder", SAID)
    ingest(store, folder)
    told: list[tuple[int, int, str]] = []
    reembed(store, Lengths(), lambda *step: told.append(step))
    assert not store.has_stale_vectors(Lengths.id)
    assert told == [(256, SPANS, ""), (SPANS, SPANS, "")]
    fresh = Store(tmp_path / "fresh")
    ingest(fresh, folder, embedder=Lengths())
    old, new = (
        sorted(vector for _, vector in each.index_vectors(["river"], Lengths.id))
        for each in (store, fresh)
    )
    assert old == new
    assert ask(store, Lengths()) == ask(fresh, Lengths())
    fresh.close()


def test_an_interrupted_re_embedding_mixes_no_vectors_and_goes_on(
    store: Store, tmp_path: Path
) -> None:
    ingest(store, write(tmp_path / "folder", SAID))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reembed(store, Lengths(), stop)
    assert store.stale_embedders(Lengths.id) == SPANS - 256
    assert len(ask(store, Lengths())) < PASSAGES
    reembed(store, Lengths(), lambda *_: None)
    assert len(ask(store, Lengths())) == PASSAGES


def workshop(home: Path, embedder: Embedder) -> Workshop:
    opened = build(Settings(home=home))
    retriever = HybridRetriever(opened.store, embedder)
    return replace(opened, embedder=embedder, retriever=retriever)


def ready(opened: Workshop, *, example: bool = False) -> list[str]:
    """What had to be done."""
    done: list[str] = []
    make_ready(opened, NOW, lambda label, *_: done.append(label), example=example)
    return list(dict.fromkeys(done))


def test_switching_models_and_back_embeds_everything_each_time(tmp_path: Path) -> None:
    """Also where an index that another community has of the first model is still there."""
    opened = workshop(tmp_path / "home", WordEmbedder())
    ready(opened)
    ingest(opened.store, write(tmp_path / "a", {"a.md": "The ferry leaves."}))
    ingest(opened.store, write(tmp_path / "b", {"b.md": "The bus leaves."}), community="hill")
    for slug in ("river", "hill"):
        opened.retriever.warm(slug)
    for embedder in (Lengths(), WordEmbedder()):
        switched = workshop(tmp_path / "home", embedder)
        assert ready(switched) == ["Embedding with another model"]
        assert "a.md" in {path for path, _ in ask(switched.store, embedder)}
        assert ready(switched) == []
        switched.store.close()
    opened.store.close()


def test_a_new_home_is_made_ready_once_with_the_example(tmp_path: Path) -> None:
    opened = workshop(tmp_path / "home", WordEmbedder())
    assert ready(opened, example=True) == [
        "Reading the guidance and cards",
        "Reading the example community",
    ]
    assert ready(opened, example=True) == []
    assert {known.slug for known in opened.store.communities()} == set(example_folders())
    opened.store.close()


def test_an_example_that_was_read_half_way_is_read_to_the_end(tmp_path: Path) -> None:
    opened = workshop(tmp_path / "home", WordEmbedder())
    [slug] = example_folders()
    opened.store.put_community(Community(slug, "The example"), None)
    assert "Reading the example community" in ready(opened, example=True)
    assert opened.store.source_counts()[slug][0] > 10
    opened.store.close()


def test_who_has_a_community_of_their_own_is_given_no_example(tmp_path: Path) -> None:
    opened = workshop(tmp_path / "home", WordEmbedder())
    ingest(opened.store, write(tmp_path / "a", {"a.md": "The ferry leaves."}))
    assert ready(opened, example=True) == ["Reading the guidance and cards"]
    opened.store.close()
