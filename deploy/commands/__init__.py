"""The commands, one a file. A command imports what is heavy only when it runs."""

from collections.abc import Callable

from deploy.commands.bootstrap import bootstrap
from deploy.commands.check import check
from deploy.commands.deploy import deploy
from deploy.commands.destroy import destroy
from deploy.commands.diff import diff
from deploy.commands.doctor import doctor
from deploy.commands.import_ import import_
from deploy.commands.migrate import migrate
from deploy.commands.new import new
from deploy.commands.preview import preview
from deploy.commands.refresh import refresh
from deploy.commands.rehearse import rehearse
from deploy.commands.release import release
from deploy.commands.rotate import rotate
from deploy.commands.run import run
from deploy.commands.schema import schema
from deploy.commands.snapshot import snapshot
from deploy.commands.state import state
from deploy.commands.up import up

COMMANDS: dict[str, Callable[..., None]] = {
    "preview": preview,
    "check": check,
    "diff": diff,
    "rehearse": rehearse,
    "doctor": doctor,
    "up": up,
    "deploy": deploy,
    "migrate": migrate,
    "refresh": refresh,
    "destroy": destroy,
    "state": state,
    "import": import_,
    "release": release,
    "run": run,
    "snapshot": snapshot,
    "rotate": rotate,
    "bootstrap": bootstrap,
    "new": new,
    "schema": schema,
}
"""Name → function, in the order of `groundwork --help`."""
