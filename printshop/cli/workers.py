"""Who does the work: so many processes of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from ..executors import Workers, open_workers, worker_count


@dataclass(frozen=True)
class Crew:
    """What was asked for: a number of processes, or the address of a scheduler."""

    jobs: int | None = None
    cluster: str | None = None

    def opened(self, jobs: int) -> Workers:
        """Return the workers for so many jobs; raises BrochureError where there are none."""
        if self.cluster is None:
            return open_workers(worker_count(jobs, self.jobs))
        from ..cluster import open_cluster

        return open_cluster(self.cluster)


AS_IT_PAYS = Crew()


def crew_options(command: Callable[..., int]) -> Any:
    """Give a command the options --jobs and --cluster; it gets them as one ``crew``."""

    @wraps(command)
    def with_crew(*arguments: Any, jobs: int | None, cluster: str | None, **others: Any) -> int:
        if jobs and cluster:
            raise click.UsageError(
                "--jobs is for this machine: a cluster has as many processes as you start there."
            )
        return command(*arguments, crew=Crew(jobs, cluster), **others)

    chosen: Any = with_crew
    chosen = click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Work on the Dask cluster with this scheduler, such as tcp://192.168.1.10:8786.",
    )(chosen)
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        help="Processes to use (default: one a core if it pays).",
    )(chosen)
