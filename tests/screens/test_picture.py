"""The picture of the client's page says what the page says today."""

import pytest
from picture_page import PICTURE, description, page, words

pytestmark = pytest.mark.usefixtures("warm")


def test_the_picture_of_the_page_shows_what_the_command_makes() -> None:
    again = "run `python tools/picture_page.py` and look at it"
    assert description(PICTURE.read_bytes()) == words(page().decode()), again


def test_it_is_small_enough_for_a_readme() -> None:
    assert len(PICTURE.read_bytes()) < 150_000
