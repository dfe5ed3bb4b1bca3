"""What a build did, in words and in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.reply import count
from bot.terminal.escape import escape
from index.ingest.build import Report


def report_json(report: Report) -> dict[str, Any]:
    return {
        "story": report.story,
        "snapshot": report.snapshot,
        "documents": {
            "added": len(report.added),
            "changed": len(report.changed),
            "removed": len(report.removed),
            "unchanged": report.unchanged,
            "failed": [{"file": failed.file, "reason": failed.reason} for failed in report.failed],
        },
        "passages": report.passages,
        "seconds": report.seconds,
    }


def lines(report: Report) -> Iterator[str]:
    """One sentence for what changed, and one line for each file that could not be read."""
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "removed": len(report.removed),
        "unchanged": report.unchanged,
        "failed": len(report.failed),
    }
    changes = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    yield (
        f"Story {report.story}, snapshot {report.snapshot}: {changes or 'no documents'}; "
        f"{count(report.passages, 'passage')}, {report.seconds:.1f} s."
    )
    for failed in report.failed:
        yield f"  not read: {escape(failed.file)}: {escape(failed.reason)}"
