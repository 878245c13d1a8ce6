"""Files for tests, made on the spot, and what to say of the documents read from them."""

import io
from collections.abc import Callable, Iterable
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from pypdf import PdfReader, PdfWriter

from assistant.ingestion.document import Document


def pdf(*pages: str, title: str = "") -> bytes:
    """A PDF of pages given as content streams; see `shown`."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, content in enumerate(pages):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    objects.append(f"<< /Title ({title}) >>")
    return _assembled(objects)


def shown(*lines: str, before: str = "") -> str:
    """A content stream that shows lines below each other."""
    strokes = "\n".join(f"({line}) Tj T*" for line in lines)
    return f"BT /F1 12 Tf 14 TL 50 800 Td {before}\n{strokes}\nET"


def _assembled(objects: Iterable[str]) -> bytes:
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(offsets) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>"
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


def encrypted_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(shown("Our secret.")))))
    writer.encrypt("password", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(write: Callable[[Any], None]) -> bytes:
    """A DOCX that `write` fills."""
    document = docx.Document()
    document.core_properties.title = ""
    write(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_of(body: bytes) -> bytes:
    """A DOCX with this XML in its body."""
    out = io.BytesIO()
    before = ZipFile(io.BytesIO(word(lambda document: None)))
    with before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:body>", b"<w:body>" + body)
            after.writestr(name, part)
    return out.getvalue()


def outline(document: Document) -> list[tuple[int, str]]:
    return [(heading.level, heading.title) for heading in document.headings]


def headed(document: Document) -> list[str]:
    """The lines that count as headings, as they stand in the text."""
    return [document.text[heading.start : heading.end] for heading in document.headings]
