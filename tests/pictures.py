"""Small pictures as a browser wrote them: 40 by 20 pixels of one colour."""

from __future__ import annotations

import base64
import zlib
from struct import pack

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAACgAAAAUCAYAAAD/Rn+7AAAAQUlEQVR4AezSwQ0AAAQEQVGCWlSrWYrYj8dKPC+RcTld+3kz"
    "no8H0gcpqCAVoHk7qCAVoHk7qCAVoHk7qCAVoPkDAAD//3iie10AAAAGSURBVAMAEYFLAdq6jHsAAAAASUVORK5CYII="
)
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWG"
    "kJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
    "pKSkpKSkpKSkpKSkpKT/wAARCAAUACgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAA"
    "AAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCABKvAAAAA"
    "AAAAAf/Z"
)
WEBP = base64.b64decode(
    "UklGRkQAAABXRUJQVlA4IDgAAAAwAwCdASooABQAPxGGu1csKSYjpWgBgCIJZwDOOA8KmggAAP7l+j6qp6/G7+LuxHGX1hOFndAAAA=="
)
WEBP_LOSSLESS = base64.b64decode("UklGRh4AAABXRUJQVlA4TBEAAAAvJ8AEAAdQmmpWov+BiOh/AAA=")
WEBP_LONG = base64.b64decode("UklGRjAAAABXRUJQVlA4WAoAAAAgAAAAJwAAEwAAVlA4TBEAAAAvJ8AEAAdQmmpWov+BiOh/AAA=")


def png(width: int, height: int, *, more: bytes = b"") -> bytes:
    """A PNG of these sides, as far as its frame goes; `more` = bytes in a chunk of their own."""
    head = pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"teXt", more), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b"")]
    told = [
        pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data)) for name, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)
