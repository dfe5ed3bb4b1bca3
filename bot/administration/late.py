"""The audit log's row for a change whose bot was killed while somebody waited for it.

A correction, removal or undo is noted by the act that asked for it, once its build is over. The build
outlives the bot, the act does not: whoever takes the job over notes it.
"""

from __future__ import annotations

from bot.administration.result import Result
from bot.place import Person
from bot.state import Audit, Job, Status
from index.edits import Edit


def note_late(audit: Audit, job: Job) -> None:
    """Add the row of a job that was taken over, if it changed something that no other act notes. Blocks."""
    if job.status is not Status.DONE or not job.wanted.get("quiet"):
        return
    result = Result.from_json(job.result)
    if not result.published:
        return
    edits = [Edit.of_json(edit) for edit in job.wanted["edits"]]
    what = edits[0].change.value if edits else "undo"
    audit.add(
        job.ended or job.asked,
        job.place,
        Person(job.person),
        f"documents {what}",
        story=job.story,
        before=f"snapshot {result.before or 0}",
        after=f"snapshot {result.snapshot}",
    )
