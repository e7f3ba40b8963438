"""`python -m deploy` is `groundwork`."""

from deploy.cli import app

app(prog_name="groundwork")
