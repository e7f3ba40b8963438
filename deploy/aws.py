"""AWS calls of the scripts: clients, and errors in words. boto3 is imported when a client is made."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import Any

from deploy.errors import FAILED, UserError

_LOG_IN = "log in (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"


@cache
def session() -> Any:
    """The process's boto3 session: reading AWS's service descriptions once takes long enough."""
    import boto3

    return boto3.session.Session()


def client(service: str, region: str | None) -> Any:
    """A boto3 client. Retries are boto3's standard mode, five attempts."""
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    try:
        config = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=10)
        return session().client(service, region_name=region, config=config)
    except BotoCoreError as error:
        raise explain(error, f"no client for {service}") from error


@contextmanager
def calling(what: str) -> Generator[None]:
    """Turn an error of AWS or of the way there into a UserError that says what was being done."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise explain(error, what) from error


def explain(error: Exception, what: str) -> UserError:
    """A UserError from a botocore error: exit status 2 where AWS could not be asked, 1 where it refused."""
    from botocore.exceptions import (
        ClientError,
        EndpointConnectionError,
        NoCredentialsError,
        PartialCredentialsError,
        ProfileNotFound,
        SSOTokenLoadError,
        TokenRetrievalError,
        UnauthorizedSSOTokenError,
    )

    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return UserError(f"{what}: no AWS credentials", mend=_LOG_IN)
    if isinstance(error, SSOTokenLoadError | UnauthorizedSSOTokenError | TokenRetrievalError):
        return UserError(f"{what}: the AWS sign-in has run out", mend="aws sso login")
    if isinstance(error, ProfileNotFound):
        return UserError(
            f"{what}: {error}", mend="correct AWS_PROFILE, or make the profile: aws configure sso"
        )
    if isinstance(error, EndpointConnectionError):
        return UserError(f"{what}: AWS is not reachable: {error}")
    if isinstance(error, ClientError):
        code = error.response.get("Error", {}).get("Code", "")
        message = error.response.get("Error", {}).get("Message", str(error))
        if code in {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "RequestExpired"}:
            return UserError(f"{what}: AWS does not take these credentials: {message}", mend=_LOG_IN)
        return UserError(f"{what}: {code}: {message}", status=FAILED)
    return UserError(f"{what}: {error}")


def error_code(error: Exception) -> str:
    """AWS's own code of a ClientError, such as `NoSuchBucket`."""
    response = getattr(error, "response", {})
    return response.get("Error", {}).get("Code", "")


def caller(region: str | None) -> dict[str, str]:
    """Account and identity that the credentials stand for (STS GetCallerIdentity)."""
    with calling("asking AWS who we are"):
        answer = client("sts", region).get_caller_identity()
    return {"account": answer["Account"], "arn": answer["Arn"]}


def session_region() -> str | None:
    """Region of the environment: AWS_REGION, AWS_DEFAULT_REGION or the profile; None where none is named."""
    import os

    from botocore.exceptions import BotoCoreError

    try:
        return os.environ.get("AWS_REGION") or session().region_name
    except BotoCoreError as error:
        raise explain(error, "reading the AWS profile") from error
