"""Errors a user can act on, each with the exit code the command line returns for it."""

from __future__ import annotations


class OcrlcError(Exception):
    """Base of all expected errors; the message is one line that names the cause and the remedy."""

    exit_code = 1


class ConfigError(OcrlcError):
    """A recipe or an option is not valid."""

    exit_code = 2


class ResourceError(ConfigError):
    """The system refuses what is needed: memory, open files, processes, disk space."""


class InputError(OcrlcError):
    """A document or label file cannot be read."""

    exit_code = 3


class FormatError(InputError):
    """A file is not a document of a supported format."""


class LimitError(InputError):
    """A document exceeds a limit: too many bytes, pixels or pages."""


class TimeLimitError(InputError):
    """Reading a document took longer than allowed."""


class ModelError(OcrlcError):
    """A model is unknown, missing or broken."""

    exit_code = 4


class BatchError(OcrlcError):
    """One or more of several inputs failed; the others were read."""

    exit_code = 5
