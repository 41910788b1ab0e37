"""Errors a user can act on, each with the exit code the command line returns for it."""

from __future__ import annotations


class OcrlcError(Exception):
    """Base of all expected errors; the message is one line that names the cause and the mend."""

    exit_code = 1


class ConfigError(OcrlcError):
    """A recipe or an option that is not valid."""

    exit_code = 2


class InputError(OcrlcError):
    """A document or label file that cannot be read."""

    exit_code = 3


class FormatError(InputError):
    """A file that holds no document of a kind that can be read."""


class LimitError(InputError):
    """A document beyond a limit: too many bytes, pixels or pages."""


class TimeLimitError(InputError):
    """A document that took longer than it may."""


class ModelError(OcrlcError):
    """A model that is unknown, missing or broken."""

    exit_code = 4


class BatchError(OcrlcError):
    """Some of several inputs failed; the others were done."""

    exit_code = 5
