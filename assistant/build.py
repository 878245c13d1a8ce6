"""Settings -> an assistant: the only place where parts are put together."""

import datetime as dt
from dataclasses import dataclass, replace

from .composing import House
from .composing.embedded import EmbeddedComposer
from .ingestion.ingest import Ingestion, Progress
from .keeping import OwnLedger
from .library import load_activities
from .pipeline import Assistant
from .retrieval.embedding import Embedder, Endpoint, MiniLM
from .retrieval.reading import Reader
from .retrieval.search import HybridRetriever
from .settings import Settings
from .store import Store, Talks
from .understanding import Ears


@dataclass(frozen=True)
class Workshop:
    """An assistant together with the store it reads from."""

    settings: Settings
    store: Store
    talks: Talks
    embedder: Embedder
    retriever: HybridRetriever
    assistant: Assistant

    def ingestion(
        self, community: str, readers: frozenset[str], now: dt.datetime, progress: Progress
    ) -> Ingestion:
        return Ingestion(self.store, self.embedder, community, readers, now, progress)

    def apart(self) -> Assistant:
        """The assistant with a ledger of its own, so that trying things out changes nothing."""
        return replace(self.assistant, keeper=OwnLedger(self.talks))

    def community(self, wanted: str | None) -> str | None:
        """The slug to ask: the one named, else the one set, else the one ingested last."""
        if wanted or self.settings.community:
            return wanted or self.settings.community
        known = self.store.communities()
        own = [community for community in known if not community.invented]
        return next((community.slug for community in (*own, *known)), None)


def build(settings: Settings, *, server: bool = False) -> Workshop:
    """Put the parts together; nothing is read or computed yet beyond opening the store."""
    store = Store(settings.home, settings.database_url)
    embedded = MiniLM(settings.threads)
    embedder = embedded if settings.embedding_model is None else _endpoint(settings)
    retriever = HybridRetriever(store, embedder, Reader(embedded), chroma=server)
    activities = load_activities(settings.home / "cache")
    talks = Talks(store)
    assistant = Assistant(
        retriever=retriever,
        activities=activities,
        composer=EmbeddedComposer(),
        house=lambda slug: _house(store, slug),
        ears=Ears(
            meaning=lambda text: embedded.embed([text])[0],
            titles={card.id: card.title for card in activities},
        ),
        keeper=talks,
    )
    return Workshop(settings, store, talks, embedder, retriever, assistant)


def _endpoint(settings: Settings) -> Embedder:
    return Endpoint(
        model=settings.embedding_model or "",
        base_url=settings.embedding_base_url,
        key=settings.embedding_api_key.get_secret_value(),
    )


def _house(store: Store, slug: str | None) -> House:
    known = store.community(slug) if slug else None
    return House(name=known.name, ask=known.ask) if known else House()
