"""Who does the work: so many processes of this machine, or a cluster."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..storage import Storage, is_address, seen_from_anywhere

if TYPE_CHECKING:  # processes are wanted only where something must be made
    from ..executors import Make, Workers


@dataclass(frozen=True)
class Crew:
    """What was asked for: a number of processes, or the address of a scheduler.

    A job that takes longer than ``limit`` seconds is ended. ``shares_output``: the workers of the
    cluster reach the folder that is written to.
    """

    jobs: int | None = None
    cluster: str | None = None
    limit: float | None = None
    shares_output: bool = False

    def get_ready(self, jobs: int) -> None:
        """Start reading what processes need, if so many jobs would be done in several here."""
        if self.cluster is None:
            from ..executors import get_ready, worker_count

            if worker_count(jobs, self.jobs) > 1:
                get_ready()

    def opened(self, jobs: int, layouts: int) -> Workers:
        """Return the workers for so many jobs with so many layouts in them.

        Raises BrochureError where there are none.
        """
        if self.cluster is None:
            from ..executors import open_workers, worker_count

            return open_workers(worker_count(jobs, self.jobs, layouts), self.limit)
        from ..cluster import open_cluster

        return open_cluster(self.cluster, self.limit)

    @contextmanager
    def making(self, make: Make, storage: Storage, place: Path | str) -> Iterator[Make]:
        """Yield what is to be done on the workers: to make, and to write where they can do that."""
        from ..deposits import Digesting, Staging, depositing

        area = storage.staging_area() if self.cluster is None else None
        if area:
            yield Staging(make, area)
        elif self.cluster is None or not (self.shares_output or is_address(place)):
            yield Digesting(make)
        else:
            with depositing(make, storage, seen_from_anywhere(place)) as deposited:
                yield deposited


AS_IT_PAYS = Crew()
LONGEST = 1_000_000  # seconds, which clocks still count: more than a week


def crew_options(command: Callable[..., int]) -> Any:
    """Give a command --jobs, --cluster and what goes with them; it gets them as one ``crew``."""

    @wraps(command)
    def with_crew(
        *arguments: Any,
        jobs: int | None,
        cluster: str | None,
        job_timeout: float | None,
        shared_output: bool,
        **others: Any,
    ) -> int:
        if jobs and cluster:
            raise click.UsageError(
                "--jobs is for this machine: a cluster has as many processes as you start there."
            )
        if job_timeout is not None and math.isnan(job_timeout):
            raise click.UsageError("--job-timeout has to be a number of seconds.")
        if shared_output and not cluster:
            raise click.UsageError("--shared-output is for the workers of a --cluster.")
        crew = Crew(jobs, cluster, job_timeout, shared_output)
        return command(*arguments, crew=crew, **others)

    return _for_machines(_for_clusters(with_crew))


def _for_machines(command: Any) -> Any:
    chosen = click.option(
        "--job-timeout",
        type=click.FloatRange(min=1, max=LONGEST),
        metavar="SECONDS",
        help="End a job that takes longer, and try it once more (default: wait for it).",
    )(command)
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        help="Processes to use (default: one a core if it pays).",
    )(chosen)


def _for_clusters(command: Any) -> Any:
    chosen = click.option(
        "--shared-output",
        is_flag=True,
        help="The cluster's workers reach the output folder under the same name, and write there; "
        "to an address such as s3://bucket/x they write anyway.",
    )(command)
    return click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Work on the Dask cluster with this scheduler, such as tcp://192.168.1.10:8786.",
    )(chosen)
