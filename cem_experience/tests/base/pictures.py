"""Pictures as cameras, and worse, make them."""

import io
import struct
import zlib

from PIL import Image

SECRET = b"SECRET"


def camera_photo(size=(300, 200), behind=b"<script>SECRET()</script>"):
    """A JPEG that lies on its side, with everything in it that is no picture."""
    photo = Image.effect_noise(size, 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "SECRET camera"
    exif[0x0112] = 6  # turned
    exif.get_ifd(0x8825)[1] = "N"  # the place
    stream = io.BytesIO()
    photo.save(stream, "JPEG", exif=exif, comment=b"SECRET", icc_profile=b"SECRET")
    return stream.getvalue() + behind


def chunk(kind, data):
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


def png(width, height, *chunks, rows=None):
    """A PNG that says it is so large, whatever is in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(rows if rows is not None else b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + b"".join(chunks)
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
    )


def png_with_texts():
    """A sound PNG of 4 x 4 with a comment, and more behind its end."""
    rows = b"".join(b"\0" + b"\x10\x20\x30" * 4 for _row in range(4))
    text = chunk(b"tEXt", b"Comment\0SECRET")
    return png(4, 4, text, rows=rows) + b"<?php SECRET ?>"


def too_large():
    """Pictures that would unfold to gigabytes."""
    return [png(8000, 8000), png(30_000, 30_000), png(2**31 - 1, 2**31 - 1)]


def none_at_all():
    return [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ]


def damaged():
    """Some of it can be read, more or less; Odoo fills up what is missing."""
    texts = zlib.compress(b"x" * (80 << 20))
    return [
        png(100, 100),
        png(4, 4, chunk(b"zTXt", b"Comment\0\0" + texts)),
        camera_photo(behind=b"")[:200],
        camera_photo(behind=b"")[:2000],
    ]
