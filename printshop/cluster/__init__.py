"""Cluster: jobs done by Dask workers, which need the program and none of the workspace's files."""

from .client import open_cluster

__all__ = ["open_cluster"]
