"""Gives a database a new password: the four steps in which Secrets Manager rotates a secret.

Runs on AWS Lambda with the boto3 of its runtime, outside of the VPC: the password is set through the RDS API,
without a connection to the database. Environment: `INSTANCE`, the identifier of the instance; `SERVICES`, a
JSON list of `{"cluster": …, "service": …}` that take up the new password by a new deployment.

Source: AWS Secrets Manager User Guide, "Lambda rotation functions".
"""

import json
import logging
import os
import time
from typing import Any

import boto3

LOG = logging.getLogger()
LOG.setLevel(logging.INFO)
LENGTH = 32
WAIT_SECONDS = 10
ATTEMPTS = 80
"""With the wait between them less than the 15 minutes that a function may take."""


class NotRotatable(Exception):  # noqa: N818 # what it is, as Secrets Manager shows it
    """The secret is not in the state in which it could be rotated."""


def handle(event: dict[str, Any], _context: object) -> None:
    """One step of a rotation.

    Raises NotRotatable for a version that is not on its way, TimeoutError where the database does not take
    the password; Secrets Manager then tries again, and the current password stays current.
    """
    secrets = boto3.client("secretsmanager")
    secret, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    pending = _pending(secrets, secret, token)
    LOG.info("%s of %s, which is %s", step, token, "pending" if pending else "current already")
    if step == "finishSecret":
        if pending:
            make_current(secrets, secret, token)
        restart_services()  # also where an earlier try ended before it
    elif step not in ("createSecret", "setSecret", "testSecret"):
        raise NotRotatable(f"{step} is no step of a rotation")
    elif pending and step == "createSecret":
        create(secrets, secret, token)
    elif pending and step == "setSecret":
        set_password(secrets, secret, token)
    elif pending:
        wait_for_instance()


def _pending(secrets: Any, secret: str, token: str) -> bool:
    """Whether the version waits to become the current one; false where it is that already."""
    described = secrets.describe_secret(SecretId=secret)
    if not described.get("RotationEnabled"):
        raise NotRotatable(f"{secret} is not set up for rotation")
    stages = described["VersionIdsToStages"].get(token)
    if stages is None:
        raise NotRotatable(f"{secret} has no version {token}")
    if "AWSCURRENT" in stages:
        return False
    if "AWSPENDING" not in stages:
        raise NotRotatable(f"version {token} of {secret} is not pending")
    return True


def create(secrets: Any, secret: str, token: str) -> None:
    """A new password for the pending version, in the document of the current one; once for each version."""
    try:
        secrets.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")
        return
    except secrets.exceptions.ResourceNotFoundException:
        current = json.loads(
            secrets.get_secret_value(SecretId=secret, VersionStage="AWSCURRENT")["SecretString"]
        )
    # Letters and digits only, so that the password may stand in the connection string as it is.
    password = secrets.get_random_password(PasswordLength=LENGTH, ExcludePunctuation=True)["RandomPassword"]
    secrets.put_secret_value(
        SecretId=secret,
        ClientRequestToken=token,
        SecretString=json.dumps(renewed(current, password)),
        VersionStages=["AWSPENDING"],
    )


def renewed(document: dict[str, Any], password: str) -> dict[str, Any]:
    """The document with another password, also in its connection string."""
    user = document["username"]
    url = document.get("url")
    found = {**document, "password": password}
    if url is not None:
        start, end = f"://{user}:", "@"
        head, _, rest = url.partition(start)
        found["url"] = f"{head}{start}{password}{end}{rest.rpartition(end)[2]}"
    return found


def set_password(secrets: Any, secret: str, token: str) -> None:
    """The pending password for the owner of the database, at once; back when the database has it."""
    value = secrets.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")
    password = json.loads(value["SecretString"])["password"]
    boto3.client("rds").modify_db_instance(
        DBInstanceIdentifier=os.environ["INSTANCE"], MasterUserPassword=password, ApplyImmediately=True
    )
    time.sleep(WAIT_SECONDS)  # for a moment the instance is still shown as before
    wait_for_instance()


def wait_for_instance() -> None:
    """Wait until the instance is available and no password waits to be applied."""
    rds, identifier = boto3.client("rds"), os.environ["INSTANCE"]
    for _ in range(ATTEMPTS):
        (instance,) = rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
        waiting = instance.get("PendingModifiedValues", {}).get("MasterUserPassword")
        if instance["DBInstanceStatus"] == "available" and not waiting:
            return
        time.sleep(WAIT_SECONDS)
    raise TimeoutError(f"{identifier} did not take the password in {ATTEMPTS * WAIT_SECONDS} seconds")


def make_current(secrets: Any, secret: str, token: str) -> None:
    """The pending version becomes the current one."""
    stages = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
    before = next((version for version, held in stages.items() if "AWSCURRENT" in held), None)
    moved = {"RemoveFromVersionId": before} if before else {}
    secrets.update_secret_version_stage(
        SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=token, **moved
    )


def restart_services() -> None:
    """A new deployment of each service: its tasks read the secret when they start."""
    ecs = boto3.client("ecs")
    for each in json.loads(os.environ["SERVICES"]):
        LOG.info("new deployment of %s", each["service"])
        ecs.update_service(cluster=each["cluster"], service=each["service"], forceNewDeployment=True)
