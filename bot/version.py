"""Which version of the program runs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def installed() -> str:
    """The version of the installed package; empty where the source runs without being installed."""
    try:
        return version("footnote")
    except PackageNotFoundError:
        return ""
