"""Pictures that people upload, always written anew.

What a camera or a person adds to a picture (place, owner, comments, a script behind its
end) is not part of what it shows, and is not kept. What unfolds to far more than a
photo is refused before it is unfolded.
"""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageOps, WebPImagePlugin  # noqa: F401  Odoo loads few

from .messages import ToolError, _lt

# Others can hold scripts, or call programs when they are opened.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "MPO")
MOST_PIXELS = 50_000_000
NO_PICTURE = _lt("This is no photo. Take or choose a picture (JPEG, PNG, GIF or WebP).")
TOO_MANY_PIXELS = _lt(
    "The picture has more than %(most)s megapixels. Make it smaller and choose it again."
)


def re_encoded(content: bytes, width: int, height: int, quality: int = 90) -> bytes:
    """The same picture, as small as wanted, upright, and nothing but the picture.

    :param content: the bytes of a file
    :param width: most pixels, and so ``height``; smaller ones stay as they are
    :param quality: of a JPEG, 1 to 95
    :return: bytes of a PNG, if it was none of a camera or has transparent parts, else
        of a JPEG
    :raise ToolError: no picture, or one of too many pixels
    """
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        too_many = picture.width * picture.height > MOST_PIXELS
        if not too_many:
            return _written(picture, width, height, quality)
    except Image.DecompressionBombError:
        too_many = True
    except Exception as error:
        # whatever a decoder makes of damage
        raise ToolError(NO_PICTURE) from error
    raise ToolError(TOO_MANY_PIXELS, most=MOST_PIXELS // 1_000_000)


def _written(picture: Any, width: int, height: int, quality: int) -> bytes:
    photo = picture.format in ("JPEG", "MPO", "WEBP")
    picture = ImageOps.exif_transpose(picture)
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    picture = picture.convert("RGBA" if clear else "RGB")
    picture.thumbnail((width, height), Image.Resampling.LANCZOS)
    clear = clear and picture.getextrema()[3][0] < 255
    # a new one, so that no comment or profile comes along
    clean = Image.new("RGBA" if clear else "RGB", picture.size)
    clean.paste(picture.convert(clean.mode))
    stream = io.BytesIO()
    if photo and not clear:
        clean.save(stream, "JPEG", quality=quality, optimize=True)
    else:
        clean.save(stream, "PNG", optimize=True)
    return stream.getvalue()
