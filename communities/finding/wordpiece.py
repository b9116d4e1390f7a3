"""A text as the numbers that a BERT model reads: WordPiece, uncased, as `tokenizer.json` knows the words."""

import json
import re
from pathlib import Path
from unicodedata import category

from .words import unaccented

LONGEST_WORD = 100
_PARTS = re.compile(r"\w+|[^\w\s]")


class WordPiece:
    """Takes texts apart into pieces of a vocabulary, always the longest that fits."""

    def __init__(self, file: Path) -> None:
        self.vocabulary: dict[str, int] = json.loads(file.read_text())["model"]["vocab"]
        self.first, self.last, self.unknown = (self.vocabulary[name] for name in ("[CLS]", "[SEP]", "[UNK]"))

    def numbers(self, text: str, *, most: int) -> list[int]:
        """The numbers of a text, between those of its beginning and its end; at most `most` of them."""
        found = [self.first]
        for word in _words(text[: most * 20]):
            found += self._pieces(word)
            if len(found) >= most:
                break
        return [*found[: most - 1], self.last]

    def _pieces(self, word: str) -> list[int]:
        pieces, start = [], 0
        if len(word) > LONGEST_WORD:
            return [self.unknown]
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self.vocabulary.get(word[start:end] if start == 0 else f"##{word[start:end]}")
                if number is not None:
                    break
            else:
                return [self.unknown]
            pieces.append(number)
            start = end
        return pieces


def _words(text: str) -> list[str]:
    """Words and single signs, in lower case and without accents; each Chinese character is a word."""
    text = unaccented(text.lower()).replace("_", " _ ")
    text = "".join(f" {sign} " if "\u4e00" <= sign <= "\u9fff" else sign for sign in text)
    text = "".join(" " if category(sign) in ("Cc", "Cf") else sign for sign in text)
    return _PARTS.findall(text)
