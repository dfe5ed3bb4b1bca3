"""Which reader a question gets: the one that the settings name, or the quick one while others wait.

The setting is `trained`, `words`, `auto` (trained, and words while others wait), or the folder of another
reader: one that `index.training` made, or a model of transformers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from bot.settings import Settings
    from index.query.reader import MakeReader
    from index.query.reader_model import Reads


@dataclass(frozen=True, slots=True)
class Chosen:
    """A reader by its name, as `index.query.reader.Reader.name` has it, and what makes it for a story."""

    name: str
    make: MakeReader


class Readers:
    """The readers there are; the trained one is loaded once, when it is first wanted."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._model: Reads | None = None

    def choose(self, *, hurried: bool = False) -> Chosen:
        """The reader for a question, `hurried` where others wait behind it; raises `ModelError`."""
        from index.query.reader import WordReader
        from index.query.reader_model import installed
        from index.query.trained_reader import TrainedReader, reader_name

        setting = self._settings.reader
        quick = hurried or (setting == "auto" and not installed())
        if setting == "words" or (setting != "trained" and quick):
            return Chosen(WordReader.name, WordReader)
        model = self.model()
        return Chosen(reader_name(model), partial(TrainedReader, model))

    def model(self) -> Reads:
        """The trained reader's network, or that of the setting's folder; raises `ModelError`."""
        with self._lock:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> Reads:
        from bot.settings import READERS
        from index.query.reader_model import FOLDER, ReaderModel

        setting, threads = self._settings.reader, self._settings.threads
        folder = FOLDER if setting in READERS else Path(setting).expanduser()
        if folder == FOLDER or (folder / "reader.xml").is_file():
            return ReaderModel(folder, threads, self._settings.home / "models")
        from index.query.transformers_model import TransformersModel

        return TransformersModel(folder, threads)

    def read(
        self, question: str, text: str, title: str = "", published: date | None = None
    ) -> dict[str, Any]:
        """What the trained reader makes of a text, as `footnote read` prints it; raises `ModelError`."""
        from index.query.reading import read_text

        return read_text(self.model(), question, text, title, published)
