"""The child process in which risky formats are parsed.

`python -m assistant.ingestion.child FORMAT NAME`: the file's bytes on standard input, a Document
as JSON on standard output. Ends with code REFUSED and a sentence instead if the file is refused.
"""

import gc
import sys
from contextlib import suppress
from importlib import import_module

from ..errors import UnreadableFile
from .document import Document

REFUSED = 3
MEMORY = 1_500_000_000
SECONDS = 20
LONGEST_TEXT = 20_000_000
"""Bytes as UTF-8."""


def main(format: str, name: str) -> int:
    """Parse standard input within limits; the exit code."""
    limit()
    gc.disable()  # The process ends soon, and walking large trees again and again takes longest.
    try:
        document = _read(format, sys.stdin.buffer.read(), name)
    except UnreadableFile as error:
        sys.stdout.buffer.write(str(error).encode("utf-8", "replace"))
        return REFUSED
    sys.stdout.buffer.write(document.model_dump_json().encode())
    return 0


def limit() -> None:
    """Bound this process's memory and processor time, and let it write no file.

    Where the system knows no such limits, the parent's time limit remains.
    """
    if sys.platform == "win32":
        return
    import resource

    for kind, soft, hard in (
        (resource.RLIMIT_AS, MEMORY, MEMORY),
        (resource.RLIMIT_CPU, SECONDS, SECONDS + 1),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


def _read(format: str, data: bytes, name: str) -> Document:
    reader = import_module(f".formats.{format}", __package__)
    document: Document = reader.read(data, name)
    if len(document.text.encode()) > LONGEST_TEXT:
        raise UnreadableFile(f"holds more than {LONGEST_TEXT // 1_000_000} MB of text; split it")
    return document


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
