"""The errors that the command shows to its user: a line that says what is wrong, and what mends it."""

from collections.abc import Sequence

COULD_NOT_RUN = 2
"""Exit status: bad usage, bad config, or something that is needed is missing. Nothing was done."""

FAILED = 1
"""Exit status: it ran, and the answer is no: a policy is violated, or the run failed."""


class UserError(Exception):
    """Something the user can mend. Shown on standard error without a traceback.

    `message` is the first line; `details` follow it indented, one a line; `mend` says what to do.
    `status` is the exit status of the command.
    """

    def __init__(
        self,
        message: str,
        *,
        details: Sequence[str] = (),
        mend: str | Sequence[str] = (),
        status: int = COULD_NOT_RUN,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details = tuple(details)
        self.mend = (mend,) if isinstance(mend, str) else tuple(mend)
        self.status = status

    def __str__(self) -> str:
        lines = [self.message]
        lines += [f"  {line}" for line in self.details]
        lines += [f"  → {line}" for line in self.mend]
        return "\n".join(lines)
