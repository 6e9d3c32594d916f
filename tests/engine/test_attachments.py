"""What may be attached: whole files of a few kinds that run nothing and unpack to little."""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from itertools import repeat

import pytest
from PIL import Image

from billing.demo import certificates
from partnercenter.attachments import EVIDENCE, WITH_TEXT, Checked, Unacceptable, checked

MOST = 5 * 1024 * 1024
LINES = ("Certificate of withholding", "EUR 120.00")
PDF = certificates.pdf(LINES)
PNG = certificates.png(LINES)


def picture(format_: str, size: tuple[int, int] = (80, 60)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (20, 90, 40)).save(file, format_)
    return file.getvalue()


def pdf_with(*objects: bytes) -> bytes:
    """The certificate with further objects, its tail as whole as before."""
    head, tail = PDF.split(b"xref\n0", 1)
    more = b"".join(b"%d 0 obj\n%b\nendobj\n" % (9 + at, body) for at, body in enumerate(objects))
    return head + more + b"xref\n0" + tail


def stream(data: bytes, words: bytes = b"/Filter /FlateDecode") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), words, data)


def png_of(width: int, height: int) -> bytes:
    """A picture of a million times the pixels that its few bytes let one expect."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", sum_)

    packer = zlib.compressobj(9)
    rows = [packer.compress(row) for row in repeat(b"\0" * (width // 8 + 1), height)]
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", b"".join(rows) + packer.flush())
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("certificate.pdf", PDF)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "known"),
    [
        ("proof.pdf", PDF, Checked("proof.pdf", "application/pdf", len(PDF), "pdf")),
        ("scan.PNG", PNG, Checked("scan.png", "image/png", len(PNG), "png")),
        ("phone.jpeg", picture("JPEG"), ("phone.jpeg", "image/jpeg")),
        ("old.gif", picture("GIF"), ("old.gif", "image/gif")),
        ("hours.csv", b"Day,Hours\n2026-11-03,4\n", ("hours.csv", "text/plain")),
    ],
)
def test_a_file_is_what_its_bytes_are(name: str, content: bytes, known: object) -> None:
    found = checked(name, content, most=MOST, kinds=WITH_TEXT)

    assert found == known or (found.name, found.media_type) == known


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("proof.exe", "proof.exe.pdf"),
        ("../../etc/proof.pdf", "proof.pdf"),
        ("C:\\scans\\proof.pdf", "proof.pdf"),
        ("cer\u202etifdp.pdf", "certifdp.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_bSet-Cookie_ x.pdf"),
        ("x" * 400 + ".pdf", "x" * 116 + ".pdf"),
        ("", "file.pdf"),
        ("Übersicht März.pdf", "Übersicht März.pdf"),
    ],
)
def test_a_name_is_made_safe_and_ends_as_its_type_does(name: str, kept: str) -> None:
    assert checked(name, PDF, most=MOST, kinds=EVIDENCE).name == kept


@pytest.mark.parametrize("name", ["my proof.pdf", "prüfung.pdf", "a&b.pdf", "a..pdf", ""])
def test_a_certificate_of_withholding_has_a_plain_name(name: str) -> None:
    with pytest.raises(Unacceptable, match="rename the file"):
        checked(name, PDF, most=MOST, kinds=EVIDENCE, plain_name=True)
    assert checked("proof-2026_1.pdf", PDF, most=MOST, kinds=EVIDENCE, plain_name=True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (PDF + b"\n" * MOST, "larger than 5 MB"),
        (zipped(), "archive"),
        (gzip.compress(PDF), "archive"),
        (b"<html><script>alert(1)</script></html>", "Save it as PDF"),
        (b"MZ\x90\x00" + b"\0" * 60, "Save it as PDF"),
        (b"Gr\xfc\xdfe", "UTF-8"),
    ],
)
def test_anything_else_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Unacceptable, match=words):
        checked("proof.pdf", content, most=MOST, kinds=WITH_TEXT)


def test_a_kind_that_is_not_asked_for_is_refused() -> None:
    with pytest.raises(Unacceptable, match="PDF, JPEG, PNG, GIF"):
        checked("proof.csv", b"a,b\n", most=MOST, kinds=EVIDENCE)


@pytest.mark.parametrize("content", [PDF, PNG, picture("JPEG"), picture("GIF")])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: c[: len(c) // 2],
        lambda c: c[:-12],
        lambda c: c + zipped(),
        lambda c: c + b"<script>alert(1)</script>",
    ],
)
def test_half_a_file_and_a_file_within_a_file_are_refused(
    content: bytes, spoil: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(Unacceptable, match=r"anew|after the end"):
        checked("proof", spoil(content), most=MOST, kinds=EVIDENCE)


def test_an_archive_that_ends_like_a_pdf_is_refused() -> None:
    tail = PDF[PDF.rfind(b"startxref") :]
    polyglot = PDF + b"PK\x05\x06" + b"\0" * 16 + struct.pack("<H", len(tail)) + tail

    with pytest.raises(Unacceptable, match="archive hides"):
        checked("proof.pdf", polyglot, most=MOST, kinds=EVIDENCE)


def test_a_small_picture_with_too_many_pixels_is_refused() -> None:
    bomb = png_of(50_000, 4_000)

    assert len(bomb) < 100_000
    with pytest.raises(Unacceptable, match="40 million pixels"):
        checked("proof.png", bomb, most=MOST, kinds=EVIDENCE)


@pytest.mark.parametrize(
    "objects",
    [
        (stream(zlib.compress(b"\0" * 80_000_000, 9)),),
        tuple(stream(zlib.compress(b"\0" * 1_000_000, 9)) for _ in range(70)),
        (stream(zlib.compress(b"\0" * 80_000_000, 9), b""),),
    ],
    ids=["one large", "many small", "not said to be packed"],
)
def test_a_pdf_that_unpacks_to_far_more_than_it_is_is_refused(objects: tuple[bytes, ...]) -> None:
    with pytest.raises(Unacceptable, match="unpacks to far more"):
        checked("proof.pdf", pdf_with(*objects), most=MOST, kinds=EVIDENCE)


SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"
PACKED = zlib.compress(b"1 0 " + SCRIPT)


@pytest.mark.parametrize(
    "body",
    [
        SCRIPT,
        b"<< /S /J#61vaScript /JS (app.alert(1)) >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Names << /EmbeddedFiles 4 0 R >> >>",
        b"<< /Type /Filespec /EF << /F 5 0 R >> >> << /Type /EmbeddedFile >>",
        b"<< /S /SubmitForm /F (https://else.example) >>",
        stream(PACKED, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"),
        stream(PACKED, b"/Type /ObjStm /N 1 /First 4 /Filter [ /F#6cateDecode ]"),
        stream(PACKED.hex().encode() + b">", b"/Type /ObjStm /Filter [/AHx /Fl]"),
    ],
)
def test_a_pdf_that_does_something_when_opened_is_refused(body: bytes) -> None:
    with pytest.raises(Unacceptable, match="Print it to PDF, so"):
        checked("proof.pdf", pdf_with(body), most=MOST, kinds=EVIDENCE)


@pytest.mark.parametrize(
    "body",
    [
        stream(PACKED, b"/Type /ObjStm /Filter 7 0 R"),
        stream(PACKED, b"/Type /ObjStm /Filter [7 0 R]"),
        stream(PACKED, b"/Type /ObjStm (/Filter /DCTDecode) /Filter /FlateDecode"),
        stream(PACKED, b"/Type /ObjStm /Filter /LZWDecode"),
        stream(PACKED, b"/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>"),
        stream(PACKED.hex().encode(), b"/Type /ObjStm /Filter /AHx % 1 0 obj <<\n"),
        stream(PACKED[:-6]),
        stream(b"no packed data"),
    ],
)
def test_what_cannot_be_looked_into_is_refused(body: bytes) -> None:
    with pytest.raises(Unacceptable, match="cannot be checked"):
        checked("proof.pdf", pdf_with(body), most=MOST, kinds=EVIDENCE)


OBJECTS = base64.a85encode(PACKED) + b"~>"
UNNAMED = b"/N 1 /First 4 /Filter [/ASCII85Decode /FlateDecode]"


@pytest.mark.parametrize(
    "hidden",
    [
        b"/X (1 0 obj)",
        b"/X (\n1 0 obj <<)",
        b"/X (\n1 0 obj << /A\\()",
        b"/X (\n1 0 obj << /A #28)",
        b"% 1 0 obj <<\n",
        b"% endobj 1 0 obj <<\n",
    ],
)
def test_a_dictionary_cannot_look_shorter_than_it_is(hidden: bytes) -> None:
    body = stream(OBJECTS, UNNAMED + hidden)

    with pytest.raises(Unacceptable, match="cannot be checked"):
        checked("proof.pdf", pdf_with(body), most=MOST, kinds=EVIDENCE)


def test_objects_behind_a_predictor_are_refused_whatever_they_are_called() -> None:
    words = b"/N 1 /First 4 /Filter /FlateDecode /DecodeParms << /Predictor 12 >>"

    with pytest.raises(Unacceptable, match="cannot be checked"):
        checked("proof.pdf", pdf_with(stream(PACKED, words)), most=MOST, kinds=EVIDENCE)


@pytest.mark.parametrize(
    ("part", "end"),
    [
        (b"1 0 obj << >> stream\n", b""),
        (b"1 0 obj << >> stream\n", b"endstream"),
        (b"1 0 obj << >> stream\nendstream\n" + b"#41" * 70, b""),
    ],
    ids=["no end", "one end for all", "names in hexadecimal digits"],
)
def test_a_file_made_to_be_slow_is_refused_or_read_at_once(part: bytes, end: bytes) -> None:
    filled = (part + b"\0" * max(0, 240 - len(part))) * 19_000
    began = time.process_time()

    with contextlib.suppress(Unacceptable):
        checked("proof.pdf", pdf_with(filled + end), most=MOST, kinds=EVIDENCE)

    assert time.process_time() - began < 5


def test_a_stream_without_an_end_is_refused() -> None:
    with pytest.raises(Unacceptable, match="cannot be checked"):
        checked("proof.pdf", pdf_with(b"<< /Length 4 >>\nstream\nq Q"), most=MOST, kinds=EVIDENCE)


def test_a_pdf_with_a_password_is_refused() -> None:
    locked = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 6 0 R")

    with pytest.raises(Unacceptable, match="password"):
        checked("proof.pdf", locked, most=MOST, kinds=EVIDENCE)
