"""Who may change what, one person and place at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.access import Access
from bot.administration.rights import AccessError, Rights
from bot.place import Person, Place
from bot.state import State, Story

OURS = Place("discord", "ours", "channel")
THEIRS = Place("discord", "theirs", "channel")
ALONE = Place("discord", "", "dm", direct=True)
ANNA = Person("anna", administrator=True)
BEN = Person("ben")


class Office:
    def __init__(self, state: State, *admins: str) -> None:
        self.state = state
        self.rights = Rights(
            state.stories, Access(state.places, "seeds"), admins, trusted=frozenset({"terminal"})
        )
        state.stories.create(Story("dossier", platform="discord", team="ours"))
        state.stories.create(Story("secret", platform="discord", team="theirs"))

    def may(self, person: Person, place: Place, story: str = "", *, whole: bool = False) -> bool:
        try:
            self.rights.check(person, place, story, whole=whole)
        except AccessError:
            return False
        return True


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(tmp_path / "state.sqlite")) as opened:
        yield opened


def test_a_teams_administrator_has_the_teams_stories_and_no_others(state: State) -> None:
    office = Office(state)
    assert office.may(ANNA, OURS)
    assert office.may(ANNA, OURS, "dossier", whole=True)
    assert not office.may(ANNA, OURS, "secret")
    assert not office.may(ANNA, OURS, "seeds")  # which other teams ask too
    assert not office.may(BEN, OURS)
    assert not office.may(BEN, OURS, "dossier")


def test_a_story_of_another_team_is_spoken_of_as_one_that_does_not_exist(state: State) -> None:
    office = Office(state)
    with pytest.raises(AccessError) as secret:
        office.rights.check(ANNA, OURS, "secret")
    with pytest.raises(AccessError) as nothing:
        office.rights.check(ANNA, OURS, "nowhere")
    assert str(secret.value).replace("secret", "nowhere") == str(nothing.value)


def test_a_story_that_is_bound_here_stays_its_owners(state: State) -> None:
    office = Office(state)
    state.places.bind(OURS, "secret")
    assert not office.may(ANNA, OURS, "secret")


@pytest.mark.parametrize("admins", [("ben",), ("discord:ben",), ("keepers",), ("discord:keepers",)])
def test_those_named_in_the_settings_have_what_their_place_is_for(
    state: State, admins: tuple[str, ...]
) -> None:
    office = Office(state, *admins)
    named = replace(BEN, roles=frozenset({"keepers"}))
    assert office.may(named, OURS)
    assert office.may(named, OURS, "seeds", whole=True)
    assert office.may(named, OURS, "dossier")
    assert not office.may(named, OURS, "secret")
    assert office.may(named, ALONE, "seeds")
    assert not office.may(named, ALONE, "dossier")
    assert not office.may(Person("other"), OURS, "seeds")


def test_a_name_for_one_platform_counts_on_no_other(state: State) -> None:
    assert not Office(state, "slack:ben").may(BEN, OURS)


def test_a_storys_own_administrator_has_its_documents_and_nothing_else(state: State) -> None:
    office = Office(state)
    state.stories.admit("dossier", "discord", "ben")
    assert office.may(BEN, OURS, "dossier")
    assert not office.may(BEN, OURS, "dossier", whole=True)
    assert not office.may(BEN, OURS)
    assert not office.may(BEN, THEIRS, "dossier")
    assert not office.may(BEN, replace(OURS, platform="slack"), "dossier")
    state.stories.dismiss("dossier", "discord", "ben")
    assert not office.may(BEN, OURS, "dossier")


def test_the_terminals_user_may_everything(state: State) -> None:
    terminal = Place("terminal", "", "chat", direct=True)
    assert Office(state).may(BEN, terminal, "secret", whole=True)


def test_without_a_team_the_platforms_word_is_worth_nothing(state: State) -> None:
    office = Office(state)
    assert not office.may(ANNA, ALONE)
    state.stories.create(Story("teamless", platform="discord", team=""))
    state.places.bind(ALONE, "teamless")
    assert not office.may(ANNA, ALONE, "teamless")


def test_a_bot_may_nothing(state: State) -> None:
    office = Office(state, "robot")
    robot = Person("robot", bot=True, administrator=True, roles=frozenset({"robot"}))
    state.stories.admit("dossier", "discord", "robot")
    assert not office.may(robot, OURS)
    assert not office.may(robot, OURS, "dossier")


def test_nobody_may_anything(state: State) -> None:
    office = Office(state, "")
    assert not office.may(Person(""), OURS, "seeds")
