"""What can go wrong with the library, each with a sentence that says what to do."""

from __future__ import annotations


class KnowledgeError(Exception):
    """Base of the family. ``str(error)`` is one sentence for the user."""


class SourceError(KnowledgeError):
    """A source file cannot be read or says something impossible."""


class LibraryMissing(KnowledgeError):
    """No usable library is there yet, or it was built from other sources."""


class LibraryDamaged(KnowledgeError):
    """Files of the library are there but cannot be read."""


class LibraryBusy(KnowledgeError):
    """Another process is building the library."""


class FolderNotWritable(KnowledgeError):
    """The data folder refuses to be written to."""
