"""Hits are the right ones, the same every time, and none that the viewer may not read."""

import hashlib
import math
import signal
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from shutil import rmtree

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import EmbeddingError, IndexDamaged
from assistant.ingestion.shipped import take_in
from assistant.models import Hit, Role, SourceKind, Viewer
from assistant.retrieval import generation
from assistant.retrieval.dense import ChromaIndex
from assistant.retrieval.embedding import MiniLM, Vectors, pack, unpack
from assistant.retrieval.exact import best_per_owner, cosines
from assistant.retrieval.lexical import K1, B, index, match
from assistant.retrieval.search import (
    CANDIDATES,
    HybridRetriever,
    _candidates,
    _nearest,
    weighted_terms,
)
from assistant.retrieval.spelling import correct
from assistant.retrieval.terms import terms, words
from assistant.store import SHIPPED, Store

from .builders import NOW, WordEmbedder
from .communities import MEMBER, ingest, run, start, write

CARE = Viewer(community="river", role=Role.MEMBER, circles=frozenset({"care"}))
SMALL = {
    "ferry.md": "# Ferry\n\nThe ferry leaves at nine. It waits for nobody.\n",
    "cups.md": "# Cups\n\nBring a cup of your own; the kettle is ours.\n",
    "garden.md": "# Garden\n\nThe garden gate is locked in winter.\n",
    "party.md": "# Party\n\nThe summer party has a kettle, a ferry and a song.\n",
}


def searcher(store: Store, *, chroma: bool = False) -> HybridRetriever:
    return HybridRetriever(store, WordEmbedder(), chroma=chroma)


def plainly(hits: Sequence[Hit]) -> list[object]:
    """Hits without the random ids of passages and sources."""
    return [
        (
            hit.passage.source.path,
            hit.passage.start,
            hit.passage.text,
            hit.model_dump(exclude={"passage"}),
        )
        for hit in hits
    ]


def paths(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.source.path for hit in hits]


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "home")
    yield store
    store.close()


@pytest.fixture(name="small")
def _small(store: Store, tmp_path: Path) -> Store:
    ingest(store, write(tmp_path / "folder", SMALL))
    return store


# --- who may read ----------------------------------------------------------------------------

READERS = [
    "public", "members", "facilitators", "coordinators", "care",
    "circle:garden", "circle:choir", "person:anna", "person:ben",
]  # fmt: skip
VIEWERS = st.builds(
    Viewer,
    community=st.just("river"),
    role=st.sampled_from(Role),
    person=st.sampled_from([None, "anna", "ben"]),
    circles=st.frozensets(st.sampled_from(["care", "garden", "choir"])),
)


@pytest.fixture(scope="module", name="walled")
def _walled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Store, dict[str, set[str]]]]:
    """Sixty files of random audiences, and who may read each."""
    chance = np.random.default_rng(7)
    place = tmp_path_factory.mktemp("walled")
    who: dict[str, set[str]] = {}
    said, rules = {}, ""
    for n in range(60):
        name = f"{n:02}.md"
        who[name] = set(chance.choice(READERS, chance.integers(1, 4), replace=False).tolist())
        said[name] = f"The kettle of {READERS[n % 9]} hums song number{n}.\n"
        rules += f'[[audience]]\npaths = ["{name}"]\nreaders = {sorted(who[name])}\n'
    folder = write(place / "folder", {**said, "community.toml": rules})
    store = Store(place / "home")
    ingest(store, folder)
    yield store, who
    store.close()


@given(viewer=VIEWERS, query=st.sampled_from(["kettle", "song number7", "care", "hum of choirs"]))
@settings(max_examples=120, deadline=None)
def test_the_hits_are_all_that_the_viewer_may_read_and_nothing_else(
    walled: tuple[Store, dict[str, set[str]]], viewer: Viewer, query: str
) -> None:
    store, who = walled
    hits = searcher(store).search(query, viewer=viewer, k=100)
    assert set(paths(hits)) == {path for path, readers in who.items() if readers & viewer.audiences}


def test_an_index_that_is_wrong_about_readers_reveals_nothing(small: Store, tmp_path: Path) -> None:
    retriever = searcher(small)
    assert len(retriever.search("kettle", viewer=MEMBER, k=9)) == 4
    small.set_readers(small.held("river")[0].source, "nowhere", frozenset({"care"}))
    assert len(retriever.search("kettle", viewer=MEMBER, k=9)) == 3


def test_a_changed_audience_is_in_force_at_the_next_question(small: Store) -> None:
    retriever = searcher(small)
    before = retriever.search("ferry", viewer=MEMBER, k=9)
    small.set_readers(before[0].passage.source.id, "river", frozenset({"care"}))
    assert paths(retriever.search("ferry", viewer=MEMBER, k=9)) == paths(before)[1:]
    assert paths(retriever.search("ferry", viewer=CARE, k=9)) == paths(before)


TWINS = {
    **SMALL,
    "tie-1.md": "# Anchor\n\nThe anchor is blue.\n",
    "tie-2.md": "# Anchor\n\nAn anchor was blue.\n",
    "tie-3.md": "# Anchor\n\nBlue is that anchor.\n",
}
HIDDEN = {
    "community.toml": '[[audience]]\npaths = ["*-hidden.md"]\nreaders = ["care"]\n',
    "a-hidden.md": "# Ferry\n\nThe ferry, the ferry, the ferry is late again.\n",
    "m-hidden.md": "# Kettles\n\n" + "A long story of one kettle and its anchor. " * 60,
    "tie-2-hidden.md": "# Anchor\n\nWas the anchor blue?\n",
    "z-hidden.md": "# Kettlx\n\nKettlx and garten are words that stand in no other file.\n",
}
ASKED = ["ferry", "blue anchor", "kettlx", "a garten gate", "song of the kettle", "cup", "nothing"]


@pytest.mark.parametrize("query", ASKED)
def test_a_hidden_passage_changes_neither_scores_nor_order_of_the_others(
    query: str, tmp_path: Path
) -> None:
    found = []
    for name, said in (("open", TWINS), ("walled", TWINS | HIDDEN)):
        store = Store(tmp_path / name)
        ingest(store, write(tmp_path / f"{name}-folder", said))
        found.append(searcher(store).search(query, viewer=MEMBER, k=50, earlier=("the party",)))
        store.close()
    assert plainly(found[0]) == plainly(found[1])
    assert len(found[0]) == len(TWINS)


def test_two_ingestions_of_one_folder_give_the_same_answers(tmp_path: Path) -> None:
    """Ids are random, so nothing may hang on them: not even the order of equals."""
    folder = write(tmp_path / "folder", TWINS)
    answers = []
    for n in range(4):
        store = Store(tmp_path / f"{n}")
        ingest(store, folder)
        answers.append(plainly(searcher(store).search("blue anchor", viewer=MEMBER, k=50)))
        store.close()
    assert answers[1:] == answers[:-1]


def test_equals_stand_in_the_order_of_their_paths(store: Store, tmp_path: Path) -> None:
    ingest(store, write(tmp_path / "folder", TWINS))
    hits = searcher(store).search("blue anchor", viewer=MEMBER, k=3)
    assert paths(hits) == ["tie-1.md", "tie-2.md", "tie-3.md"]


def test_communities_are_separate(small: Store, tmp_path: Path) -> None:
    ingest(small, write(tmp_path / "hill", {"b.md": "The ferry is a bus."}), community="hill")
    retriever = searcher(small)
    hill = Viewer(community="hill", role=Role.MEMBER)
    assert paths(retriever.search("ferry", viewer=hill, k=9)) == ["b.md"]
    assert "b.md" not in paths(retriever.search("ferry", viewer=MEMBER, k=9))
    assert retriever.search("ferry", viewer=Viewer(role=Role.MEMBER), k=9) == ()


def test_only_the_kinds_asked_for_are_found(small: Store) -> None:
    guidance = frozenset({SourceKind.GUIDANCE})
    assert searcher(small).search("ferry", viewer=MEMBER, k=9, kinds=guidance) == ()


@given(query=st.text(max_size=60), k=st.integers(1, 6))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_asked_there_are_at_most_k_hits(small: Store, query: str, k: int) -> None:
    assert len(searcher(small).search(query, viewer=MEMBER, k=k)) == min(k, 4)


def test_many_people_may_ask_at_once(small: Store) -> None:
    retriever = searcher(small)
    with ThreadPoolExecutor(8) as people:
        answers = list(
            people.map(lambda _: retriever.search("ferry", viewer=MEMBER, k=9), range(40))
        )
    assert all(answer == answers[0] for answer in answers)


# --- the index -------------------------------------------------------------------------------


def only_index(store: Store) -> Path:
    [directory] = [path for path in (store.home / "index").iterdir() if path.is_dir()]
    return directory


@pytest.mark.parametrize("part", [*(f"{part}.npy" for part in generation.ARRAYS), "seal"])
@pytest.mark.parametrize("harm", ["cut", "emptied", "removed"])
def test_a_torn_index_is_built_again(part: str, harm: str, small: Store) -> None:
    before = searcher(small).search("ferry", viewer=MEMBER, k=9)
    file = only_index(small) / part
    content = file.read_bytes()
    file.unlink()
    if harm != "removed":
        file.write_bytes(content[: len(content) - 1] if harm == "cut" else b"")
    with pytest.raises(IndexDamaged):
        generation.load(only_index(small))
    assert searcher(small).search("ferry", viewer=MEMBER, k=9) == before
    assert file.read_bytes() == content


@pytest.mark.parametrize("part", [part for part in generation.ARRAYS if part != "vectors"])
def test_a_changed_byte_in_the_index_is_noticed(part: str, small: Store) -> None:
    searcher(small).search("ferry", viewer=MEMBER, k=9)
    file = only_index(small) / f"{part}.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(IndexDamaged):
        generation.load(only_index(small))


def test_a_flipped_bit_in_the_seal_is_noticed(small: Store) -> None:
    searcher(small).search("ferry", viewer=MEMBER, k=9)
    directory = only_index(small)
    content = (directory / "seal").read_bytes()
    for at in range(len(content)):
        changed = bytearray(content)
        changed[at] ^= 1 << (at % 8)
        (directory / "seal").write_bytes(changed)
        with pytest.raises(IndexDamaged):
            generation.load(directory)


def test_an_index_is_built_again_when_its_texts_change(small: Store, tmp_path: Path) -> None:
    retriever = searcher(small)
    retriever.search("ferry", viewer=MEMBER, k=9)
    before = only_index(small)
    write(tmp_path / "folder", {"ferry.md": "# Ferry\n\nThe zeppelin leaves at ten.\n"})
    ingest(small, tmp_path / "folder")
    assert retriever.search("zeppelin", viewer=MEMBER, k=1)[0].coverage == 1
    assert retriever.search("nine", viewer=MEMBER, k=1)[0].coverage == 0
    assert only_index(small) != before  # and the old one is gone


def test_an_index_of_a_database_that_was_lost_is_not_taken_for_that_of_the_next(
    small: Store, tmp_path: Path
) -> None:
    searcher(small).search("ferry", viewer=MEMBER, k=9)
    small.close()
    for file in small.home.glob("convene.sqlite3*"):
        file.unlink()
    store = Store(small.home)
    ingest(store, tmp_path / "folder")
    assert len(searcher(store).search("ferry", viewer=MEMBER, k=9)) == 4
    store.close()


KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from assistant.store import Store
from tests.test_retrieval import MEMBER, searcher

def strike(event, arguments):
    if event == "os.rename":
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(strike)
searcher(Store(Path(sys.argv[1]))).search("ferry", viewer=MEMBER, k=9)
"""


def test_what_a_killed_build_left_is_swept_up_and_never_opened(small: Store) -> None:
    with start(KILLED_BUILD, small.home) as process:
        assert process.wait() == -signal.SIGKILL
    left = only_index(small)
    assert left.name.startswith("building-")
    assert len(searcher(small).search("ferry", viewer=MEMBER, k=9)) == 4
    assert only_index(small) != left


def test_indexes_may_be_built_at_the_same_time(small: Store, tmp_path: Path) -> None:
    for n in range(4):
        ingest(small, write(tmp_path / f"{n}", SMALL), community=f"c{n}")

    def found(n: int) -> int:
        viewer = Viewer(community=f"c{n % 4}", role=Role.MEMBER)
        return len(searcher(small).search("ferry", viewer=viewer, k=9))

    with ThreadPoolExecutor(8) as people:
        assert list(people.map(found, range(16))) == [4] * 16
    assert not list((small.home / "index").glob("building-*"))


def test_one_index_is_built_at_a_time(small: Store) -> None:
    """Else each would sweep away what the other has begun."""
    (small.home / "index").mkdir()
    with ThreadPoolExecutor(1) as people:
        with FileLock(small.home / "index" / "build.lock"):
            hits = people.submit(searcher(small).search, "ferry", viewer=MEMBER, k=9)
            with pytest.raises(TimeoutError):
                hits.result(timeout=0.5)
        assert len(hits.result(timeout=30)) == 4


def test_where_no_index_can_be_kept_there_are_answers_all_the_same(small: Store) -> None:
    (small.home / "index").write_text("a file where the folder should be")
    assert paths(searcher(small).search("garden", viewer=MEMBER, k=1)) == ["garden.md"]


def test_texts_without_a_single_word_of_weight_can_be_indexed(store: Store, tmp_path: Path) -> None:
    ingest(store, write(tmp_path / "folder", {"the.md": "And so it is."}))
    assert len(searcher(store).search("the and", viewer=MEMBER, k=9)) == 1


SECRET = "Wolfgangella Zanzibarovna mourned her quokka Xylophon."


def encodings(word: str) -> Iterator[bytes]:
    for form in (word, word.lower(), word.upper(), *terms(word)):
        for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
            yield form.encode(code)


def test_the_index_holds_no_text(store: Store, tmp_path: Path) -> None:
    said = {f"{n}.md": f"Text number{n}. {SECRET}" for n in range(30)}
    ingest(store, write(tmp_path / "folder", said))
    searcher(store, chroma=True).search("quokka", viewer=MEMBER, k=9)
    kept = [file.read_bytes() for file in (store.home / "index").rglob("*") if file.is_file()]
    assert len(kept) > 11
    wanted = [form for word in words(SECRET) if len(word) > 3 for form in encodings(word)]
    wanted += [held.source.encode() for held in store.held("river")]
    assert not [form for form in wanted for content in kept if form in content]
    database = (store.home / "convene.sqlite3-wal").read_bytes()
    assert all(word.encode() in database for word in ("Zanzibarovna", "Xylophon"))


# --- words and meaning -----------------------------------------------------------------------


def slow_bm25(documents: list[list[str]], query: dict[str, float]) -> list[float]:
    """As in the paper, one document and one term at a time."""
    mean = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        counts, score = Counter(document), 0.0
        for term, weight in query.items():
            containing = sum(term in other for other in documents)
            idf = math.log(1 + (len(documents) - containing + 0.5) / (containing + 0.5))
            norm = K1 * (1 - B + B * len(document) / mean)
            score += weight * idf * counts[term] * (K1 + 1) / (counts[term] + norm)
        scores.append(score)
    return scores


TERM = st.sampled_from([f"t{n}" for n in range(12)])


@given(
    st.lists(
        st.tuples(st.lists(TERM, min_size=1, max_size=30), st.booleans()), min_size=1, max_size=15
    ),
    st.dictionaries(TERM, st.sampled_from([1.0, 0.5, 0.25]), min_size=1),
)
@settings(max_examples=200, deadline=None)
def test_bm25_is_that_of_a_slow_one_over_what_may_be_read(
    documents: list[tuple[list[str], bool]], query: dict[str, float]
) -> None:
    readable = np.array([may for _, may in documents])
    seen = [document for document, may in documents if may]
    if not any(seen):
        return
    found = match(index([document for document, _ in documents]), query, readable)
    assert found.scores[readable] == pytest.approx(slow_bm25(seen, query), abs=1e-4)
    assert not found.scores[~readable].any()
    assert not found.coverage[~readable].any()
    assert found.coverage.max() <= 1.0001


USED = {"birthday": 3, "newcomer": 2, "kettle": 2, "ritual": 1, "okonkwo": 1, "mentor": 4}
LANGUAGE = dict.fromkeys(
    ["the", "friend", "receive", "calendar", "community", "celebration", "definitely", "darling",
     "hall", "vegas", "branding", "stakeholder", "allow", "knit", "darn", "braid",
     "whistling", "hollis"], 1
)  # fmt: skip
CORRECTIONS = [
    ("brithday", "birthday"),
    ("a newcommer with a ketle", "a newcomer with a kettle"),
    ("Okonkwa", "okonkwo"),
    ("the freind", "the friend"),
    ("recieve", "receive"),
    ("calender", "calendar"),
    ("comunity", "community"),
    ("celebbration", "celebration"),
    ("definately", "definitely"),
    ("Comunity? Celebartion!", "community? celebration!"),
    ("COMUNITY", "community"),
]
LEFT_ALONE = [
    "birthday", "Darning", "darning", "halal", "vegan", "braiding", "knits", "stakeholders",
    "allowed", "Hollin", "whittling", "in Celebartion", "xylophone", "kitle1", "ritu",
    "zettle", "café", "İstanbul", "friends’", "it's", "don’t", "", "👋🏽", "über",
]  # fmt: skip


def corrected(text: str) -> str:
    return correct(text, frequency=lambda word: USED.get(word, 0), vocabulary=lambda: LANGUAGE)


@pytest.mark.parametrize(("typed", "meant"), CORRECTIONS)
def test_a_slip_is_corrected(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_a_word_that_may_be_meant_is_left_alone(text: str) -> None:
    assert corrected(text) == text


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_can_be_looked_at_for_slips(text: str) -> None:
    assert len(corrected(text).split()) == len(text.split())


FOLDED = [
    ("caf\u00e9", "cafe\u0301"),
    ("Anna’s", "anna"),
    ("İstanbul", "istanbul"),
    ("ﬁnd", "find"),
    ("KETTLES", "kettles"),
]


@pytest.mark.parametrize(("one", "other"), FOLDED)
def test_a_word_is_one_word_however_it_is_written(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_a_follow_up_leans_on_what_was_asked_before(store: Store, tmp_path: Path) -> None:
    said = {
        "ferry.md": "The ferry leaves at nine. On Sundays it leaves at noon.",
        "choir.md": "On Sundays the choir sings.",
        "bus.md": "The bus runs on weekdays.",
    }
    ingest(store, write(tmp_path / "folder", said))
    search = searcher(store).search
    assert paths(search("and on Sundays?", viewer=MEMBER, k=1)) == ["choir.md"]
    earlier = ("When does the ferry leave?", "Does the bus run?")
    assert paths(search("and on Sundays?", viewer=MEMBER, k=1, earlier=earlier)) == ["ferry.md"]


def test_earlier_turns_count_less_the_longer_ago_they_are() -> None:
    assert weighted_terms("ferry", ["ferry nine", "nine bus"]) == {
        "ferri": 1.0, "nine": 0.5, "bus": 0.25,
    }  # fmt: skip


# --- the approximate index -------------------------------------------------------------------


def units(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_chroma_and_the_exact_scan_find_the_same_nearest(tmp_path: Path) -> None:
    chance = np.random.default_rng(11)
    vectors = units(chance.standard_normal((3_000, 384)).astype(np.float32))
    queries = units(chance.standard_normal((200, 384)).astype(np.float32))
    groups = chance.integers(0, 4, 3_000).astype(np.int32)
    near = ChromaIndex(tmp_path, vectors, groups)
    for query in queries:
        scores = np.where(groups < 2, cosines(vectors, query), -1)
        found = near.nearest(query, [0, 1, 9], CANDIDATES)
        assert len(found) == CANDIDATES
        assert (groups[[*found]] < 2).all()
        best = sorted(found, key=lambda row: -scores[row])[:10]
        assert best == np.argsort(-scores)[:10].tolist()
    near.close()


@pytest.fixture(scope="module", name="large")
def _large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """More passages than there are candidates, a third of them hidden, and all the cards."""
    chance = np.random.default_rng(3)
    place = tmp_path_factory.mktemp("large")
    vocabulary = [f"word{n}" for n in range(300)]
    said = {
        f"{name}.md": "".join(
            f"# {chance.choice(vocabulary)}\n\n{' '.join(chance.choice(vocabulary, 25))}.\n\n"
            for _ in range(400)
        )
        for name in ("a", "b", "care")
    }
    rule = "".join(
        f'[[audience]]\npaths = ["{path}"]\nreaders = ["{readers}"]\n'
        for path, readers in (("care.md", "care"), ("a.md", "public"), ("b.md", "public"))
    )
    store = Store(place / "home")
    ingest(store, write(place / "folder", {**said, "community.toml": rule}))
    take_in(store, WordEmbedder(), NOW, lambda *_: None)
    yield store
    store.close()


QUESTIONS = [f"word{n} word{(7 * n) % 300} word{(11 * n) % 300}" for n in range(40)]


def test_both_ways_give_the_same_answers(large: Store) -> None:
    exact, near = searcher(large), searcher(large, chroma=True)
    for query in QUESTIONS:
        for viewer in (MEMBER, CARE):
            hits = exact.search(query, viewer=viewer, k=12)
            assert near.search(query, viewer=viewer, k=12) == hits
    [(_, opened)] = near._open.values()
    assert opened.approximate is not None


def test_what_is_of_another_kind_takes_no_place_among_the_nearest(large: Store) -> None:
    opened = searcher(large, chroma=True)._opened("river")
    index = opened.index
    records = index.kinds == generation.KINDS.index(SourceKind.RECORD)
    [vector] = WordEmbedder().embed(["How does a newcomer feel welcome, and who is the buddy?"])
    marked = _nearest(opened, vector, records)
    assert marked is not None
    best = np.where(records, best_per_owner(cosines(index.vectors, vector), index.starts), -1)
    assert set(np.argsort(-best)[:200]) <= set(np.flatnonzero(marked))


def test_few_of_many_passages_are_looked_at_closely(large: Store) -> None:
    opened = searcher(large)._opened("river")
    everyone = np.ones(len(opened.index), np.bool_)
    matches = match(opened.index.postings, {"word1": 1.0}, everyone)
    [vector] = WordEmbedder().embed(["word1"])
    rows = _candidates(opened, vector, matches, everyone)
    assert set(np.flatnonzero(matches.scores)) <= set(rows)
    assert len(rows) <= 2 * CANDIDATES < len(opened.index)


def test_an_index_that_is_out_of_date_is_let_go_of(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "folder", SMALL)
    ingest(store, folder)
    retriever = searcher(store, chroma=True)
    before = retriever._opened("river").approximate
    ingest(store, write(folder, {"new.md": "A new text."}))
    assert len(retriever.search("ferry", viewer=MEMBER, k=9)) == 5
    assert before is not None
    with pytest.raises(IndexDamaged):
        before.nearest(WordEmbedder().embed(["ferry"])[0], range(9), 3)


def test_both_ways_find_every_card_in_a_large_community(large: Store) -> None:
    cards = len(large.passage_ids(SHIPPED, SourceKind.ACTIVITY))
    for retriever in (searcher(large), searcher(large, chroma=True)):
        hits = retriever.search(
            "word1 word2", viewer=MEMBER, k=1_000, kinds=frozenset({SourceKind.ACTIVITY})
        )
        assert len({hit.passage.source.id for hit in hits}) == cards


def chroma_of(store: Store) -> Path:
    [home] = only_index(store).glob("chroma-*")
    return home


def unsealed(store: Store) -> None:
    (only_index(store) / "chroma.sealed").unlink()


def torn(store: Store) -> None:
    for file in chroma_of(store).rglob("*.bin"):
        file.write_bytes(file.read_bytes()[:50])


def without_its_database(store: Store) -> None:
    (chroma_of(store) / "chroma.sqlite3").unlink()


def gone(store: Store) -> None:
    rmtree(chroma_of(store))


def sealed_badly(store: Store) -> None:
    (only_index(store) / "chroma.sealed").write_text("{", "utf-8")


@pytest.mark.parametrize("harm", [unsealed, torn, without_its_database, gone, sealed_badly])
def test_a_damaged_approximate_index_is_built_again(
    harm: Callable[[Store], None], large: Store
) -> None:
    retriever = searcher(large, chroma=True)
    before = retriever.search(QUESTIONS[5], viewer=MEMBER, k=12)
    retriever._close((SHIPPED, "river"))
    harm(large)
    again = searcher(large, chroma=True)
    assert again.search(QUESTIONS[5], viewer=MEMBER, k=12) == before
    [(_, opened)] = again._open.values()
    assert opened.approximate is not None
    again._close((SHIPPED, "river"))


def test_vectors_that_are_damaged_are_built_again(large: Store) -> None:
    before = searcher(large).search(QUESTIONS[5], viewer=MEMBER, k=12)
    file = only_index(large) / "vectors.npy"
    vectors = np.load(file, mmap_mode="r+")
    vectors[-700] = 1e30  # of a passage that may be read
    vectors.flush()
    assert searcher(large).search(QUESTIONS[5], viewer=MEMBER, k=12) == before
    assert np.abs(np.load(file)).max() < 1.01


def test_an_approximate_index_that_fails_in_use_costs_no_answer(large: Store) -> None:
    retriever = searcher(large, chroma=True)
    before = retriever.search(QUESTIONS[5], viewer=MEMBER, k=12)
    [(_, opened)] = retriever._open.values()
    assert opened.approximate is not None
    opened.approximate.close()
    assert retriever.search(QUESTIONS[5], viewer=MEMBER, k=12) == before


LEAN = """
import sys
from pathlib import Path
from assistant.store import Store
from tests.test_retrieval import MEMBER, searcher
assert searcher(Store(Path(sys.argv[1]))).search("ferry", viewer=MEMBER, k=9)
print(*{name.split(".")[0] for name in sys.modules})
"""


def test_a_small_community_is_searched_without_chroma(small: Store) -> None:
    loaded = set(run(LEAN, small.home).split())
    assert not loaded & {"chromadb", "openai", "langchain", "gradio", "alembic", "onnxruntime"}


def test_the_best_of_each_owner_is_taken() -> None:
    scores = np.array([0.1, 0.9, 0.3, 0.2], np.float32)
    assert best_per_owner(scores, np.array([0, 2, 3, 4])).tolist() == pytest.approx([0.9, 0.3, 0.2])


# --- the embedded model ----------------------------------------------------------------------

PAIRS = [
    ("How do I greet a newcomer?", "Say hello to people who join for the first time.", 0.590),
    ("The ferry leaves at nine.", "The boat departs in the morning.", 0.452),
    ("Who keeps the minutes?", "The glue dries in ten minutes.", 0.262),
    ("Cameras are optional in our meetings.", "Nobody has to switch the video on.", 0.240),
    ("We mourn a member who died.", "Bring cake for the summer party.", 0.125),
]
"""Two sentences and their cosine."""
MODELS = ("minilm-lower", "minilm-upper", "reader")


@pytest.fixture(scope="module", name="model")
def _model() -> MiniLM:
    return MiniLM()


def test_the_weights_are_those_that_were_built() -> None:
    weights = files("assistant.retrieval.weights")
    known = tomllib.loads((weights / "provenance.toml").read_text("utf-8"))["files"]
    assert known == {
        name: hashlib.sha256((weights / name).read_bytes()).hexdigest()
        for name in (*(f"{name}-int8.onnx" for name in MODELS), "tokenizer.json")
    }


def test_what_is_alike_stays_alike(model: MiniLM) -> None:
    """Processors without 8-bit dot products round the sums, and move a cosine by up to 0.03."""
    cosine = [float(np.dot(*model.embed([one, other]))) for one, other, _ in PAIRS]
    assert cosine == pytest.approx([wanted for _, _, wanted in PAIRS], abs=0.04)
    assert cosine == sorted(cosine, reverse=True)


def test_a_text_has_the_same_vector_alone_and_among_others(model: MiniLM) -> None:
    many = [text for pair in PAIRS for text in pair[:2]] + ["word " * 200, "x", "Hm?"]
    together = model.embed(many)
    alone = np.vstack([model.embed([text]) for text in many])
    assert np.abs(together - alone).max() < 1e-3


@pytest.mark.parametrize("text", ["", " ", "word " * 10_000, "x" * 10_000, "👋🏽", "\0"])
def test_any_text_has_a_vector_of_length_one(text: str, model: MiniLM) -> None:
    [vector] = model.embed([text])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_256_tokens_of_a_text_are_read(model: MiniLM) -> None:
    """Two of them are marks at its ends."""
    same = ["tea"] * 300
    within, beyond = same.copy(), same.copy()
    within[253], beyond[254] = "war", "war"
    first, *others = model.embed([" ".join(words) for words in (same, within, beyond)])
    assert [float(np.abs(other - first).max()) > 0 for other in others] == [True, False]


def test_no_texts_have_no_vectors(model: MiniLM) -> None:
    assert model.embed([]).shape == (0, 384)


def test_vectors_survive_being_kept(model: MiniLM) -> None:
    vectors = model.embed([text for text, _, _ in PAIRS])
    assert np.abs(unpack(pack(vectors), len(vectors)) - vectors).max() < 1e-3


def test_the_model_knows_whole_words_the_commonest_first(model: MiniLM) -> None:
    known = model.vocabulary()
    assert known["the"] < known["ferry"]
    assert "##ing" not in known


def test_a_query_of_another_length_than_what_is_kept_is_refused_in_a_sentence(
    small: Store,
) -> None:
    class Longer(WordEmbedder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            return np.hstack([super().embed(texts)] * 2)

    with pytest.raises(EmbeddingError, match="gives 128 numbers a text, and those kept"):
        HybridRetriever(small, Longer()).search("ferry", viewer=MEMBER, k=9)
