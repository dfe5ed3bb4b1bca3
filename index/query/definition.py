"""What a reader is asked where a person types a name alone, or 'Tell me about' it: who that is."""

from __future__ import annotations

import re

from index.stopwords import STOPWORDS

_ABOUT = re.compile(
    r"\W*(?:(?:and|so|please|can you|could you),? )*(?:tell (?:me|us)|what do (?:you|we) know|what is known"
    r"|what can you (?:tell me|say)|explain)(?: (?:more|everything|all|something))?(?: about)? "
    r"(?:(?:an?|the) )?(?P<name>.+?)\W*",
    re.IGNORECASE,
)
_LONGEST = 4
"""Words of a name; more of them say what is asked."""


def spelled_out(question: str) -> str:
    """'Who is X?' for 'X' with a capital and for 'Tell me about X'; any other question as it is.

    A network that was trained on questions finds no question in a name (docs/decisions/0005-reader.md).
    """
    about = _ABOUT.fullmatch(question)
    name = (about["name"] if about else question).strip(" \t\n\"'“”?.!")
    words = name.split()
    if not 0 < len(words) <= _LONGEST or any(word.lower() in STOPWORDS for word in words):
        return question
    return f"Who is {name}?" if about or name[0].isupper() else question
