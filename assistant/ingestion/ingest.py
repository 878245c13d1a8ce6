"""Files -> sources with passages and vectors in the store. One file is one transaction.

Who may read a file follows from the files and from what is asked for now, not from what was
asked for last time: it is set anew at every ingestion, whether or not the file has changed.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import UnreadableFile
from ..retrieval.embedding import Embedder
from ..store import Community, Origin, Store
from .filing import Filing
from .folder import MANIFEST, Found, find, folders
from .known import Known
from .manifest import Manifest, check_readers, read_manifest
from .report import ReadFile, Report, SkippedFile

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the path at hand."""
KEPT = "; what it said before is kept"


@dataclass(frozen=True)
class Ingestion:
    """Everything an ingestion needs besides the files."""

    store: Store
    embedder: Embedder
    community: str
    readers: frozenset[str]
    """Who may read a file for which neither the manifest nor the file itself says so."""
    now: dt.datetime
    progress: Progress = field(default=lambda *_: None)

    def run(self, paths: Iterable[Path]) -> Report:
        """Read the files at and under `paths`; each is read whole or reported as skipped.

        A file that was read before and cannot be read now, or is gone, is reported, and what
        it said is kept until a person has it forgotten: a disk that is not there today must
        not empty a community. Raises InputError, before anything is changed, for a path that
        is missing and for a manifest that is not understood.
        """
        begun = time.monotonic()
        check_readers(self.readers, "--audience")
        named = tuple(paths)
        files = list(find(named))
        whole = folders(named)
        roots = dict.fromkeys([*(found.root for found in files), *whole])
        manifests = {root: read_manifest(root) for root in roots}
        with self.store.writing():
            before = self.store.community(self.community)
            community = self._described(manifests.values(), before)
            self.store.put_community(community, before.ingested if before else None)
            report = self._read_all(files, manifests)
            if before is None and not report.sources:
                self.store.remove_community(self.community)
            else:
                self.store.put_community(community, self.now)
        idle = (line for root in whole for line in _idle(root, files, manifests[root]))
        seconds = round(time.monotonic() - begun, 3)
        return report.model_copy(update={"warnings": tuple(idle), "seconds": seconds})

    def _described(self, manifests: Iterable[Manifest], before: Community | None) -> Community:
        """The community in its own words, keeping what was known otherwise."""
        known = before or Community(self.community, "")
        said = next((m for m in manifests if m.name or m.purpose or m.ask), Manifest())
        return Community(
            slug=self.community,
            name=said.name or known.name or self.community,
            purpose=said.purpose or known.purpose,
            ask=said.ask or known.ask,
            timezone=said.timezone or known.timezone,
            invented=said.invented or known.invented,
        )

    def _read_all(self, files: list[Found], manifests: Mapping[Path, Manifest]) -> Report:
        known = Known(self.store, self.community)
        filing = Filing(self.store, self.embedder, self.community, self.readers, known)
        read: dict[Path, ReadFile] = {}
        skipped: list[SkippedFile] = []
        for n, found in enumerate(files):
            self.progress(n, len(files), found.shown)
            try:
                read[found.file] = filing.take(found, manifests[found.root])
            except UnreadableFile as error:
                kept = known.origin(found) is not None
                why = f"{error}{KEPT}" if kept else str(error)
                skipped.append(SkippedFile(path=found.shown, why=why, kept=kept))
        self.progress(len(files), len(files), "")
        vanished = tuple(self._look_after(known, read, manifests))
        sources, passages = self.store.source_counts().get(self.community, (0, 0))
        return Report(
            community=self.community,
            read=tuple(read.values()),
            skipped=tuple(skipped),
            vanished=vanished,
            sources=sources,
            passages=passages,
        )

    def _look_after(
        self, known: Known, read: Mapping[Path, ReadFile], manifests: Mapping[Path, Manifest]
    ) -> Iterator[str]:
        """See to the known files of these folders that were not read; yields those gone."""
        for file, origin in known.files():
            manifest = manifests.get(Path(origin.root))
            if manifest is None or file in read:
                continue
            gone = _is_gone(file)
            if gone and not all(_is_gone(other) for other in known.others(origin)):
                # Renamed, most likely: the text is in a file that is there.
                self._let_go(known, file, origin)
                continue
            self._keep(known, file, origin, manifest)
            if gone:
                yield origin.path

    def _keep(self, known: Known, file: Path, origin: Origin, manifest: Manifest) -> None:
        """What is kept of a file that cannot be read is under the rules of today as well."""
        rule = manifest.readers_of(origin.path)
        held = known.held(origin)
        if rule is None or rule == held.readers:
            return
        if known.others(origin):
            self._let_go(known, file, origin)
        else:
            self.store.set_readers(held.source, self.community, rule)

    def _let_go(self, known: Known, file: Path, origin: Origin) -> None:
        self.store.remove_origin(self.community, origin)
        known.forget(file)


def _idle(root: Path, files: Iterable[Found], manifest: Manifest) -> Iterator[str]:
    """A warning for each pattern that no file of the folder matches."""
    for pattern in manifest.idle_patterns(found.path for found in files if found.root == root):
        yield (
            f"{MANIFEST} names {pattern!r}, which matches no file; if it is mistyped, "
            "those it was meant for are open to others."
        )


def _is_gone(file: Path) -> bool:
    """Whether the file is not there, rather than out of reach."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
