"""One file on its way into a community: read, compared with what is known, stored."""

import hashlib
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import UnreadableFile
from ..models import Source, SourceKind
from ..retrieval.embedding import Embedder
from ..store import Held, NewSource, Origin, Store, new_id
from .document import Document
from .folder import Found
from .known import Known, Twin
from .manifest import Manifest
from .passages import embedded
from .reading import LARGEST, read_file
from .report import ReadFile
from .sameness import Wording

LONGEST_WORD = 40
"""Characters kept of a genre or status."""


@dataclass(frozen=True)
class Filing:
    """Takes one file after another."""

    store: Store
    embedder: Embedder
    community: str
    readers: frozenset[str]
    """Who may read a file for which neither the manifest nor the file itself says so."""
    known: Known

    def take(self, found: Found, manifest: Manifest) -> ReadFile:
        """Store what is new in a file; raises UnreadableFile, and EmbeddingError."""
        digest = _digest(found)
        rule = manifest.readers_of(found.path)
        before = self.known.origin(found)
        if before and before.sha256 == digest and (same := self._unchanged(found, before, rule)):
            return same
        document = read_file(found.file, found.path)
        named = document.readers or frozenset()
        readers = rule or named or self.readers
        origin = Origin(str(found.root), found.path, digest, "", named)
        twin = self.known.twin(Wording(document.text), readers, document.date, found)
        if twin:
            return self._same_text(found, replace(origin, source=twin.held.source), twin, document)
        return self._stored(found, origin, document, readers)

    def _unchanged(
        self, found: Found, before: Origin, rule: frozenset[str] | None
    ) -> ReadFile | None:
        """The report on a file that need not be read again; None if it has to be."""
        if rule is None and before.named is None:
            return None
        readers = rule or before.named or self.readers
        held = self.known.held(before)
        if readers != held.readers:
            wording = Wording(self.store.text(held.source))
            if self.known.others(before) or self.known.twin(wording, readers, held.date, found):
                return None  # it is another source from now on
            self.store.set_readers(held.source, self.community, readers)
        origin = replace(before, root=str(found.root), path=found.path)
        if origin != before:
            self.store.put_origin(self.community, origin, before)
        self.known.put(found.file, origin, replace(held, readers=readers))
        return ReadFile(
            path=found.path,
            title=held.title,
            state="unchanged",
            readers=tuple(sorted(readers)),
            warnings=_readers_changed(held.readers, readers),
        )

    def _same_text(self, found: Found, origin: Origin, twin: Twin, document: Document) -> ReadFile:
        self.store.put_origin(self.community, origin, self.known.origin(found))
        self.known.put(found.file, origin, twin.held)
        only = "; ".join(twin.added)
        differs = (f"Beside {twin.path}, one of the two alone says: {only}.",) if only else ()
        return ReadFile(
            path=found.path,
            title=twin.held.title,
            state="same_text",
            same_as=twin.path,
            readers=tuple(sorted(twin.held.readers)),
            warnings=(*document.warnings, *differs),
        )

    def _stored(
        self, found: Found, origin: Origin, document: Document, readers: frozenset[str]
    ) -> ReadFile:
        before = self.known.origin(found)
        was = self.known.held(before).readers if before else readers
        new = self._new(document, origin.path, readers)
        origin = replace(origin, source=new.source.id)
        self.store.put_source(new, origin, before)
        held = Held(new.source.id, new.source.title, new.words, readers, new.source.date)
        self.known.put(found.file, origin, held)
        return ReadFile(
            path=found.path,
            title=new.source.title,
            state="changed" if before else "new",
            passages=len(new.passages),
            readers=tuple(sorted(readers)),
            warnings=(*document.warnings, *_readers_changed(was, readers)),
        )

    def _new(self, document: Document, path: str, readers: frozenset[str]) -> NewSource:
        source = Source(
            id=new_id(),
            kind=SourceKind.RECORD,
            title=document.title or _title(path),
            path=path,
            readers=readers,
            community=self.community,
            date=document.date,
            genre=document.genre[:LONGEST_WORD],
            status=document.status[:LONGEST_WORD],
        )
        passages = embedded(document, source.title, self.embedder)
        if not passages:
            raise UnreadableFile("has no text to read")
        words = Wording(document.text).digest
        return NewSource(source, document.text, words, passages, self.embedder.id)


def _title(path: str) -> str:
    return " ".join(Path(path).stem.replace("-", " ").replace("_", " ").split())


def _readers_changed(before: frozenset[str], now: frozenset[str]) -> tuple[str, ...]:
    if before == now:
        return ()
    was, is_now = (", ".join(sorted(readers)) for readers in (before, now))
    return (f"Who may read it has changed: it was {was}, it is now {is_now}.",)


def _digest(found: Found) -> str:
    """SHA-256 of the file; raises UnreadableFile also where opening it would wait for ever."""
    if found.shown != found.path:
        raise UnreadableFile("has a name that is no text; rename it")
    try:
        status = found.file.stat()
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            raise UnreadableFile("is no ordinary file")
        if status.st_size > LARGEST:
            return ""  # it is refused when it is read
        with found.file.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFile(f"cannot be opened: {error.strerror}") from error
