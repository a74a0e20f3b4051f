"""Everything that inboxminer raises on purpose.

InboxminerError                 exit 1, one line with the cure
├── SourceError                 a mailbox that cannot be read
│   ├── SourceMissingError      no such file
│   ├── NotAMailboxError        a file of another kind
│   └── MappingError            columns of an export that do not fit
├── ConfigError                 settings; lists every fault at once
├── TaxonomyError               a taxonomy pack that does not hold together
├── ModelError                  weights missing, damaged or of another taxonomy
├── OutputError                 the report cannot be written
└── MissingExtraError           an optional package is not installed

A fault of one mail is not here: it is a defect of its ``Email`` or a ``Skipped`` record.
"""

from __future__ import annotations


class InboxminerError(Exception):
    """Something went wrong that the user can mend; the text says what and how."""


class SourceError(InboxminerError):
    """A mailbox cannot be read."""


class SourceMissingError(SourceError):
    """There is no such file or directory."""


class NotAMailboxError(SourceError):
    """The file is none of the formats that inboxminer reads."""


class MappingError(SourceError):
    """The column mapping names columns or fields that do not exist."""


class ConfigError(InboxminerError):
    """One or more settings are wrong; the text lists them all."""


class TaxonomyError(InboxminerError):
    """A taxonomy pack is inconsistent, or asks for a topic that no head knows."""


class ModelError(InboxminerError):
    """Model files are missing, damaged or made for another taxonomy."""


class OutputError(InboxminerError):
    """The report directory cannot be written or holds something else."""


class MissingExtraError(InboxminerError):
    """A feature needs an optional package."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed; run: pip install 'inboxminer[{extra}]'")
