"""The pictures in the documents are those that the script draws, and small."""

from __future__ import annotations

from PIL import Image

from tests.journeys.screenshots import FOLDER, HEARD, MOST_BYTES, OPENED, SHARPNESS


def test_every_picture_is_there_and_small_and_none_is_left_over() -> None:
    assert {f.name for f in FOLDER.iterdir()} == {f"{shot.name}.png" for shot in (*OPENED, *HEARD)}
    for shot in (*OPENED, *HEARD):
        path = FOLDER / f"{shot.name}.png"
        assert path.stat().st_size <= MOST_BYTES
        with Image.open(path) as picture:
            assert picture.width == shot.on["width"] * SHARPNESS[shot.on["width"]]
