"""Draws the app's two icons: a meeting table seen from above, eight seats around it, one the secretary's.

Run it only to change them (`python -m manifest.draw_icons`); the files it makes are kept in git, so that
packaging needs no drawing library. Sizes and colours are Teams' own rules: 192 x 192 in full colour, and
32 x 32 in white alone on a transparent ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent
COLOUR_SIZE, OUTLINE_SIZE = 192, 32  # pixels
GROUND, PAPER, SECRETARY = "#3B5B7A", "#FFFFFF", "#F2C46D"
CLEAR = (255, 255, 255, 0)
FINER = 8  # drawn this many times larger, then reduced, for smooth edges

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Plan:
    """Where table and seats lie; all lengths are shares of the icon's size, from its middle."""

    half_width: float
    half_height: float
    corner: float
    seat: float
    gap: float
    apart: float

    def table(self, size: float) -> Box:
        """The table's box."""
        middle, width, height = size / 2, size * self.half_width, size * self.half_height
        return middle - width, middle - height, middle + width, middle + height

    def seats(self, size: float) -> list[Box]:
        """The seats' boxes: the secretary's at the head, the other end, then three along each side."""
        end, side = self.half_width + self.gap, self.half_height + self.gap
        centres = [(end, 0.0), (-end, 0.0)]
        centres += [(across * self.apart, above) for above in (-side, side) for across in (-1, 0, 1)]
        radius = size * self.seat
        return [
            (x - radius, y - radius, x + radius, y + radius)
            for x, y in ((size * (0.5 + x), size * (0.5 + y)) for x, y in centres)
        ]


LARGE = Plan(half_width=0.225, half_height=0.115, corner=0.06, seat=0.058, gap=0.095, apart=0.155)
SMALL = Plan(half_width=0.266, half_height=0.14, corner=0.08, seat=0.078, gap=0.14, apart=0.21)


def colour_icon() -> Image.Image:
    """The table in white on the accent colour, the secretary's seat in a warm tone."""
    size = COLOUR_SIZE * FINER
    image = Image.new("RGB", (size, size), GROUND)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(LARGE.table(size), radius=size * LARGE.corner, fill=PAPER)
    for number, seat in enumerate(LARGE.seats(size)):
        draw.ellipse(seat, fill=SECRETARY if number == 0 else PAPER)
    return image.resize((COLOUR_SIZE, COLOUR_SIZE), Image.Resampling.BOX)


def outline_icon() -> Image.Image:
    """The same mark in white on nothing: the table as an outline, the seats as dots."""
    size = OUTLINE_SIZE * FINER
    shape = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(shape)
    line = 2 * FINER
    draw.rounded_rectangle(SMALL.table(size), radius=size * SMALL.corner, outline=255, width=line)
    for seat in SMALL.seats(size):
        draw.ellipse(seat, fill=255)
    image = Image.new("RGBA", (OUTLINE_SIZE, OUTLINE_SIZE), CLEAR)
    image.putalpha(shape.resize((OUTLINE_SIZE, OUTLINE_SIZE), Image.Resampling.BOX))
    return image


def main() -> None:
    """Write both icons beside this file."""
    colour_icon().save(FOLDER / "color.png", optimize=True)
    outline_icon().save(FOLDER / "outline.png", optimize=True)


if __name__ == "__main__":
    main()
