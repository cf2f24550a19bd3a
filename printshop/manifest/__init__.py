"""What is known of the files of an output folder, in lines that are only ever added."""

from .index import NAME, Manifest, read_manifest
from .records import ClinicRecord, CopyRecord, FileRecord, PackageRecord

__all__ = [
    "NAME",
    "ClinicRecord",
    "CopyRecord",
    "FileRecord",
    "Manifest",
    "PackageRecord",
    "read_manifest",
]
