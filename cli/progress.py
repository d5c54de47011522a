"""A progress bar for each stage of a long command, on a terminal only."""

from __future__ import annotations

from typing import Self

from cli.output import err

_TITLES = {
    "read": "Reading",
    "embed": "Embedding",
    "write": "Writing",
    "ads": "Job ads",
    "rank": "Ranking",
    "screen": "Screening",
    "train": "Training",
    "place": "Job ads",
}


class Bars:
    """The bars of one command; a context."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description:<10}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=err, disable=not err.is_terminal)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def update(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is; a total of 0 means that nobody knows."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(_TITLES[stage], total=total or None)
        self._progress.update(self._tasks[stage], completed=done, total=total or None)

    def finish(self, stage: str) -> None:
        """Show a stage as done, if it was begun."""
        if stage in self._tasks:
            task = self._tasks[stage]
            total = next(item.total for item in self._progress.tasks if item.id == task)
            self._progress.update(task, completed=total or 1, total=total or 1)
