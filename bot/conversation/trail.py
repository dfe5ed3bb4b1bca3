"""Where a platform was asked lately: for those that must look themselves for what they missed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.place import Place


@dataclass(frozen=True, slots=True)
class Trail:
    """`asked` are places, threads apart, with when somebody asked there last (seconds since the epoch).

    `interrupted` are questions that were taken and never settled, because the process was killed while it
    answered: their channel, their id, and the seconds until the claim on them has run out.
    """

    asked: tuple[tuple[Place, float], ...] = ()
    interrupted: tuple[tuple[Place, str, float], ...] = ()
