"""Controls on the rotation of secrets."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.credentials import days_between, rotated, secrets_of
from policy.aws.replicas import is_replica
from policy.aws.types import DB_CLUSTER, DB_INSTANCE, SECRET_ROTATION
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, at, show


@on_resource("secret-rotation-period", SECRET_ROTATION)
def period(rotation: Resource, scope: Scope) -> Iterator[Outcome]:
    """A secret is rotated every so many days or sooner."""
    most: int = scope.parameters["days"]
    rules = rotation.get("rotationRules")
    if rules is UNKNOWN or UNKNOWN in at(rotation.props, "rotationRules.automaticallyAfterDays"):
        yield Undetermined("rotationRules")
        return
    rules = rules[0] if isinstance(rules, list) and rules else rules
    days = days_between(rules)
    if days is None or days > most:
        shown = f"every {days} days" if days else show(rules)
        yield Violation(f"rotationRules is {shown}, must be every {most} days or sooner")


@on_graph("database-secret-rotated", DB_INSTANCE, DB_CLUSTER)
def database_secret(database: Resource, scope: Scope) -> Iterator[Outcome]:
    """The secret with a database's password is rotated, by RDS itself or by a function."""
    secondary = present(database.get("globalClusterIdentifier")) and not database.get("masterUsername")
    if is_replica(database) or secondary:
        raise NotApplicable("has the password of its source")
    if database.get("manageMasterUserPassword") is True:
        return  # Amazon RDS User Guide, "Password management with RDS and AWS Secrets Manager": every 7 days
    secrets = secrets_of(scope.graph, database)
    done, pending = rotated(scope.graph)
    if any(secret.urn in done for secret in secrets):
        return
    if pending:
        yield Undetermined(f"{pending[0].name}.secretId")
    elif not secrets:
        yield Violation("no secret holds the password of the database, must be one that is rotated")
    else:
        names = ", ".join(secret.name for secret in secrets)
        yield Violation(f"the secret of the database ({names}) has no rotation, must have one")
