"""Small certificates made in code: a PDF of one page, and a picture of one."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

HEIGHT, FIRST, STEP = 842, 740, 28


def pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF page with these lines of plain ASCII, the first one large."""
    texts = [
        f"BT /F1 {22 if at == 0 else 12} Tf 72 {FIRST - STEP * at} Td ({_escaped(line)}) Tj ET"
        for at, line in enumerate(lines)
    ]
    drawn = zlib.compress("\n".join(texts).encode("ascii"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>" % HEIGHT,
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return _file(objects)


def png(lines: Sequence[str]) -> bytes:
    """Return a picture with these lines, as a scanner would have made it."""
    picture = Image.new("L", (620, 120 + STEP * len(lines)), 245)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((20, 20, 600, picture.height - 20), outline=60, width=3)
    for at, line in enumerate(lines):
        pen.text((50, 55 + STEP * at), line, fill=20)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _file(objects: Sequence[bytes]) -> bytes:
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(content))
    )


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
