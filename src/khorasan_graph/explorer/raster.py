"""A drawing as PNG, by the resvg library (the extra `png`): no browser, no system libraries.

Names are drawn in the fonts of the machine, so that the same picture may differ between machines in its letters; the
SVG does not.
"""

from __future__ import annotations


class RasterError(RuntimeError):
    """The picture cannot be made here: the library is not installed, or refuses the drawing."""


def png(drawing: str, *, zoom: int = 2) -> bytes:
    """Turn an SVG text into a PNG of `zoom` times its size.

    Raises:
        RasterError: if resvg is not installed or fails; the message says what to do.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise RasterError("PNG needs one more library: pip install 'khorasan-graph[png]' (or write SVG)") from None
    try:
        if svg_to_bytes(svg_string=_PROBE.format("A")) == svg_to_bytes(svg_string=_PROBE.format("")):
            raise RasterError("this machine has no font to write names in: install one, or write SVG")
        return bytes(svg_to_bytes(svg_string=drawing, zoom=zoom))
    except ValueError as error:
        raise RasterError(f"the picture could not be drawn as PNG: {error}") from None


_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    '<text x="2" y="16" font-family="sans-serif" font-size="16">{}</text></svg>'
)
