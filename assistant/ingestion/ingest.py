"""Files -> sources with passages and vectors in the store. One file is one transaction."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import UnreadableFile
from ..markup import plain, without_addresses
from ..models import Source, SourceKind
from ..retrieval.embedding import Embedder, pack
from ..store import Community, NewPassage, NewSpan, Origin, Store, new_id
from .document import Document
from .folder import Found, find
from .manifest import Manifest, check_readers, read_manifest
from .reading import read_file
from .report import ReadFile, Report, SkippedFile
from .sameness import Wording, is_same_text
from .splitting import Piece, split

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the path at hand."""


@dataclass(frozen=True)
class Ingestion:
    """Everything an ingestion needs besides the files."""

    store: Store
    embedder: Embedder
    community: str
    readers: frozenset[str]
    """Who may read a file for which neither the manifest nor the file itself says so."""
    now: dt.datetime
    progress: Progress = field(default=lambda done, total, path: None)

    def run(self, paths: Iterable[Path]) -> Report:
        """Read the files at and under `paths`; each is read whole or reported as skipped."""
        begun = time.monotonic()
        check_readers(self.readers, "--audience")
        files = list(find(paths))
        manifests = {found.root: read_manifest(found.root) for found in files}
        read: list[ReadFile] = []
        skipped: list[SkippedFile] = []
        with self.store.writing():
            self._introduce(manifests.values())
            known = _Known(self.store, self.community)
            for n, found in enumerate(files):
                self.progress(n, len(files), found.path)
                try:
                    read.append(self._read(found, manifests[found.root], known))
                except UnreadableFile as error:
                    skipped.append(SkippedFile(path=found.path, why=str(error)))
            self.progress(len(files), len(files), "")
        sources, passages = self.store.source_counts().get(self.community, (0, 0))
        return Report(
            community=self.community,
            read=tuple(read),
            skipped=tuple(skipped),
            vanished=tuple(known.vanished(files)),
            sources=sources,
            passages=passages,
            seconds=round(time.monotonic() - begun, 3),
        )

    def _introduce(self, manifests: Iterable[Manifest]) -> None:
        """Note the community's own words about itself, keeping what was known otherwise."""
        said = next((m for m in manifests if m.name or m.ask), Manifest())
        before = self.store.community(self.community) or Community(self.community, "")
        self.store.put_community(
            Community(
                slug=self.community,
                name=said.name or before.name or self.community,
                purpose=said.purpose or before.purpose,
                ask=said.ask or before.ask,
                timezone=said.timezone or before.timezone,
                invented=said.invented or before.invented,
            ),
            self.now,
        )

    def _read(self, found: Found, manifest: Manifest, known: "_Known") -> ReadFile:
        digest = _digest(found)
        readers = manifest.readers_of(found.path)
        before = known.origin(found)
        if before and before.sha256 == digest and readers is not None:
            self.store.set_readers(before.source, self.community, readers)
        if before and before.sha256 == digest:
            return ReadFile(path=found.path, title=found.path, state="unchanged")
        document = read_file(found.file, found.path)
        readers = readers or document.readers or self.readers
        check_readers(readers, found.path)
        origin = Origin(str(found.root), found.path, digest, "")
        if twin := known.twin(document.text, readers, but=before.source if before else None):
            return self._note_twin(found, origin, twin, known, before)
        source = self._store(document, origin, readers, before)
        known.add(source, document.text, readers)
        return ReadFile(
            path=found.path,
            title=source.title,
            state="changed" if before else "new",
            passages=sum(1 for _ in split(document)),
            readers=tuple(sorted(readers)),
            warnings=document.warnings,
        )

    def _note_twin(
        self, found: Found, origin: Origin, twin: str, known: "_Known", before: Origin | None
    ) -> ReadFile:
        if before:
            self.store.remove_origin(self.community, origin.root, origin.path)
        self.store.add_origin(
            self.community, Origin(origin.root, origin.path, origin.sha256, twin)
        )
        path = known.path_of(twin)
        return ReadFile(path=found.path, title=path, state="same_text", same_as=path)

    def _store(
        self, document: Document, origin: Origin, readers: frozenset[str], before: Origin | None
    ) -> Source:
        source = Source(
            id=new_id(),
            kind=SourceKind.RECORD,
            title=document.title or Path(origin.path).stem.replace("-", " ").replace("_", " "),
            path=origin.path,
            readers=readers,
            community=self.community,
            date=document.date,
            genre=document.genre[:40],
            status=document.status[:40],
        )
        passages = embedded(document, source.title, self.embedder)
        if not passages:
            raise UnreadableFile("has no text to read")
        self.store.put_source(
            source,
            document.text,
            Wording(document.text).digest,
            passages,
            Origin(origin.root, origin.path, origin.sha256, source.id),
            self.embedder.id,
        )
        return source


class _Known:
    """What the store held before, and what this run has added."""

    def __init__(self, store: Store, community: str) -> None:
        self._store = store
        self._origins = {(o.root, o.path): o for o in store.origins(community)}
        self._sources = {
            source: (digest, readers) for source, digest, readers in store.wordings(community)
        }
        self._wordings: dict[str, Wording] = {}
        self._paths: dict[str, str] = {}
        for origin in self._origins.values():
            self._paths.setdefault(origin.source, origin.path)

    def origin(self, found: Found) -> Origin | None:
        return self._origins.get((str(found.root), found.path))

    def path_of(self, source: str) -> str:
        return self._paths[source]

    def add(self, source: Source, text: str, readers: frozenset[str]) -> None:
        wording = Wording(text)
        self._sources[source.id] = (wording.digest, readers)
        self._wordings[source.id] = wording
        self._paths[source.id] = source.path

    def twin(self, text: str, readers: frozenset[str], but: str | None) -> str | None:
        """A source with the same text and the same readers: who may read one may read both."""
        wording = Wording(text)
        for source, (digest, others) in self._sources.items():
            if source == but or others != readers:
                continue
            if digest == wording.digest or is_same_text(wording, self._wording(source)):
                return source
        return None

    def vanished(self, files: Sequence[Found]) -> Iterator[str]:
        """Known files of the folders just read that are not there any more."""
        here = {(str(found.root), found.path) for found in files}
        roots = {root for root, _ in here}
        for root, path in self._origins:
            if root in roots and (root, path) not in here and not (Path(root) / path).exists():
                yield path

    def _wording(self, source: str) -> Wording:
        if source not in self._wordings:
            self._wordings[source] = Wording(self._store.text(source))
        return self._wordings[source]


def embedded(document: Document, title: str, embedder: Embedder) -> list[NewPassage]:
    """A document's passages with the vectors of their spans."""
    pieces = list(split(document))
    texts = [text for piece in pieces for text in _span_texts(document, title, piece)]
    vectors = iter(pack(embedder.embed(texts)))
    return [
        NewPassage(
            start=piece.start,
            text=document.text[piece.start : piece.end],
            locator=piece.locator,
            spans=tuple(NewSpan(span, next(vectors)) for span in piece.spans),
        )
        for piece in pieces
    ]


def span_text(title: str, locator: str, quote: str) -> str:
    """What is embedded of a span: the headings it stands under, then its own words.

    A sentence such as "Two years, renewable once." means nothing without its heading.
    """
    headings = [part for part in locator.split(" > ") if part]
    context = ": ".join(dict.fromkeys([title, *headings[-2:]]))
    return f"{context}. {without_addresses(plain(quote))}"


def _span_texts(document: Document, title: str, piece: Piece) -> Iterator[str]:
    for span in piece.spans:
        quote = document.text[piece.start + span.start : piece.start + span.end]
        yield span_text(title, piece.locator, quote)


def _digest(found: Found) -> str:
    try:
        with found.file.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFile(f"cannot be opened: {error.strerror}") from error
