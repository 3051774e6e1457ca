"""How alike two texts are, and by what they are found."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from mahdar.link.shingles import LONGEST, bands, equal_values, folded_words, grams, jaccard, sketch

PLAIN = "أعلنت بلدية المرسى عن افتتاح الحديقة الجديدة يوم الأحد"
FIRST_VALUES = (2571774581, 3269639147)
FIRST_BAND = 2206414705688098043


def test_spelling_and_signs_make_no_difference() -> None:
    other = "اعلنت «بلديه المرسي»، عن إفتتاح\nالحديقــة الجديدَة؛ يوم الاحد."
    assert grams(PLAIN) == grams(other)
    assert jaccard(grams(PLAIN), grams(other)) == 1.0
    assert folded_words("بلغ ١٢٫٥ Km_2") == ["بلغ", "12", "5", "km", "2"]


def test_grams_are_runs_of_five_words_each_once() -> None:
    assert grams("ا ب ت ث ج ح") == {"ا ب ت ث ج", "ب ت ث ج ح"}
    assert grams("لا " * 50) == {"لا لا لا لا لا"}


def test_fewer_than_five_words_are_like_nothing() -> None:
    for text in ("", " \n ", "صورة", "بلا أي تعليق منا", "…!؟"):
        assert (grams(text), sketch(grams(text)), bands(sketch(grams(text)))) == (frozenset(), (), [])
        assert jaccard(grams(text), grams(text)) == 0.0


def test_the_index_is_exact() -> None:
    one, other = grams("ا ب ت ث ج ح خ د"), grams("ب ت ث ج ح خ د ذ")  # four runs each, three of them shared
    assert jaccard(one, other) == 3 / 5


def test_like_texts_share_bands_and_others_do_not() -> None:
    dice = random.Random(3)
    words = [f"كلمة{n}" for n in range(3_000)]
    texts = [dice.choices(words, k=200) for _ in range(60)]
    sketches = [sketch(grams(" ".join(text))) for text in texts]
    for text, values in zip(texts, sketches, strict=True):
        near = [word if at % 40 else "غيرها" for at, word in enumerate(text)]  # Jaccard about .8
        other = sketch(grams(" ".join(near)))
        assert set(bands(values)) & set(bands(other))
        assert equal_values(values, other) >= 16
    found = [band for values in sketches for band in bands(values)]
    assert len(set(found)) == len(found)
    assert all(0 <= band < 1 << 63 for band in found)


def test_sketches_stay_what_they_are() -> None:
    """What an archive remembers must be found by another process, machine and release."""
    values = sketch(grams(PLAIN))
    assert (len(values), values[:2], bands(values)[0]) == (32, FIRST_VALUES, FIRST_BAND)


def test_a_very_long_text_is_looked_at_as_far_as_a_book_goes() -> None:
    long = " ".join(map(str, range(LONGEST + 50)))
    assert len(grams(long)) == LONGEST - 4


@given(st.text())
def test_any_text_is_like_itself(text: str) -> None:
    assert jaccard(grams(text), grams(text)) == (1.0 if len(folded_words(text)) >= 5 else 0.0)
    assert equal_values(sketch(grams(text)), sketch(grams(text))) in (0, 32)
