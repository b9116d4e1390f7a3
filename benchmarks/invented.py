"""Invented words: a vocabulary of 20,000 with Zipf frequencies, and what people would write with it."""

from itertools import accumulate
from random import Random

VOCABULARY = 20_000
_STARTS = """
    b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sl sp st t th tr v w z
""".split()  # noqa: SIM905
_VOWELS = "a e i o u ai ea oa ou".split()  # noqa: SIM905
_ENDS = "b ck d ft g k l lm m mp n nd nk p r rd rk rm rn rt sk sp t x".split()  # noqa: SIM905


class Writer:
    """Writes posts. The same seed writes the same words."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.words = _vocabulary(Random(seed))
        self._weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def draw(self, count: int) -> list[str]:
        """Draw words; the one of rank r is drawn 1/r as often as the first."""
        return self.random.choices(self.words, cum_weights=self._weights, k=count)

    def title(self) -> str:
        """A title of five to eleven words, with something rarer in it than a post's average."""
        rare = [self.random.choice(self.words), self.random.choice(self.words)]
        return " ".join(self.draw(self.random.randint(4, 9)) + rare).capitalize()[:149] + "?"

    def paragraphs(self) -> list[str]:
        """40 to 200 words in sentences, in one to four paragraphs."""
        words = self.draw(self.random.randint(40, 200))
        sentences = [" ".join(words[at : at + 13]).capitalize() + "." for at in range(0, len(words), 13)]
        each = self.random.randint(3, 6)
        return [" ".join(sentences[at : at + each]) for at in range(0, len(sentences), each)]


def source_of(paragraphs: list[str]) -> str:
    """The Markdown of these paragraphs."""
    return "\n\n".join(paragraphs)


def html_of(paragraphs: list[str]) -> str:
    """What the site's renderer makes of it, without asking it 200,000 times; loading checks a sample."""
    return "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)


def _vocabulary(random: Random) -> list[str]:
    """Words that can be said, the frequent ones short, each once."""
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        syllables = 1 if len(words) < 300 else 2 if len(words) < 8000 else 3
        parts = [random.choice(_STARTS) + random.choice(_VOWELS) for _ in range(syllables)]
        words["".join(parts) + random.choice(_ENDS)] = None
    return list(words)
