"""The served network, taken apart into weights that training can go on from."""

from __future__ import annotations

import numpy as np
import torch

from index.embedding import BASE_MODEL, location
from index.query.reader_input import ReaderInput, ReaderTokens
from index.query.reader_model import FOLDER, network_inputs
from index.runtime import Network
from index.training.batches import collate
from index.training.examples import Example
from index.training.network import ReaderNetwork
from index.training.restore import restored

PASSAGE = ReaderInput("Otters eat fish. They were counted in 1931.", ((0, 16), (17, 43)), "Otter")
QUESTIONS = (
    "What do otters eat?",
    "When were they counted?",
    "Who built the bridge?",
    "How long do otters live?",
)


def test_the_restored_network_says_what_the_served_one_says() -> None:
    folder = location(BASE_MODEL)
    assert folder is not None
    network = ReaderNetwork.from_pretrained(folder)
    weights = restored(FOLDER / "reader.xml")
    plain = network.state_dict()
    assert set(plain) - set(weights) == {"encoder.embeddings.word_embeddings.weight"}
    network.load_state_dict({**plain, **weights})
    tokens = ReaderTokens(FOLDER / "tokenizer.json")
    encoded = [tokens.encode(question, [PASSAGE])[0] for question in QUESTIONS]
    served = Network(FOLDER / "reader.xml", 1, None).run(network_inputs(encoded))
    batch = collate([Example(one, False, (), (False,) * 2, False, "", "") for one in encoded], 0.4)
    with torch.no_grad():
        outputs = network.eval()(batch.ids, batch.types, batch.mask, batch.pooling)
    for number in (0, 1):
        ours = outputs[number].numpy()[:, : served[number].shape[1]] if number else outputs[0].numpy()
        assert np.abs(ours - served[number]).max() < 0.5
        assert np.corrcoef(ours.ravel(), served[number].ravel())[0, 1] > 0.98
