"""What a real run needs, looked at before anything is touched: what is there, and what mends it."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Literal

from deploy import aws
from deploy.errors import UserError
from deploy.placeholders import placeholders
from deploy.source import parse
from deploy.stacks import Project, Stack

MINIMUM_CLI = (3, 259, 0)
"""The first Pulumi CLI that this project was run on; policy packs and event streams behave as it expects."""

SDKS = ("pulumi", "pulumi-aws", "pulumi-awsx", "pulumi-policy", "pulumi-random")
"""Packages whose version has to be the locked one."""

_LOCK = "requirements/user.txt"
Verdict = Literal["ok", "note", "missing"]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `missing` refuses a real run, a `note` doesn't."""

    name: str
    verdict: Verdict
    found: str
    mend: str = ""


def examine(project: Project, stack: Stack | None = None) -> list[Check]:
    """Every check, in the order in which a person would mend them; those of a stack only with one."""
    checks = [_cli(), *_language_host(), _environment(project), *_sdks(project)]
    if checks[0].verdict == "ok":
        backend, url = _backend(project)
        checks += [_plugins(project), backend]
    else:
        url = None
    region = stack.setting("system", "region") if stack else None
    region = region if isinstance(region, str) else None
    account = _credentials(region)
    checks.append(account)
    if account.verdict == "ok" and url and url.startswith("s3://"):
        checks.append(_state_bucket(url))
    if stack is not None:
        checks += _stack(stack, account, region)
    return checks


def require(project: Project, stack: Stack) -> None:
    """Refuse a real run where something is missing. Raises UserError with everything at once."""
    missing = [check for check in examine(project, stack) if check.verdict == "missing"]
    if missing:
        details = []
        for check in missing:
            details += [f"{check.name}: {check.found}", f"  → {check.mend}"]
        raise UserError(
            f"{stack.reference} cannot be deployed from here; nothing was touched", details=details
        )


def _run(*command: str, cwd: Path | None = None, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env=env, timeout=timeout, check=False
    )


def _cli() -> Check:
    name = "Pulumi CLI"
    minimum = ".".join(str(part) for part in MINIMUM_CLI)
    mend = f"install {minimum} or later: https://www.pulumi.com/docs/install/"
    path = shutil.which("pulumi")
    if path is None:
        return Check(name, "missing", "not on PATH", mend)
    try:
        text = _run(path, "version").stdout.strip()
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check(name, "missing", f"{path} does not run: {error}", mend)
    match = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text)
    if not match:
        return Check(name, "missing", f"{path} says '{text}', which is no version", mend)
    if tuple(int(part) for part in match.groups()) < MINIMUM_CLI:
        return Check(name, "missing", f"{text} is too old", mend)
    return Check(name, "ok", text)


def _language_host() -> Iterator[Check]:
    cli = shutil.which("pulumi")
    if cli is None:
        return
    name = "Python language host"
    program = "pulumi-language-python"
    # The engine looks beside its own binary as well as on PATH.
    beside = Path(cli).resolve().parent / program
    if shutil.which(program) or beside.is_file():
        yield Check(name, "ok", program)
    else:
        mend = (
            f"it comes with the CLI: put {program} and {program}-exec beside pulumi, or install the CLI anew"
        )
        yield Check(name, "missing", f"{program} is neither on PATH nor beside pulumi", mend)


def _environment(project: Project) -> Check:
    name = "Virtual environment"
    value = parse((project.root / "Pulumi.yaml").read_text(encoding="utf-8"), "Pulumi.yaml").value
    runtime = value.get("runtime") if isinstance(value, dict) else None
    options = runtime.get("options") if isinstance(runtime, dict) else None
    folder = options.get("virtualenv") if isinstance(options, dict) else None
    if not isinstance(folder, str):
        return Check(name, "note", "Pulumi.yaml names none; the engine takes the Python on PATH")
    python = project.root / folder / "bin" / "python"
    if python.exists():
        return Check(name, "ok", folder)
    return Check(
        name, "missing", f"{folder}, which Pulumi.yaml names, has no Python", "make preview sets it up"
    )


def _sdks(project: Project) -> Iterator[Check]:
    lock = project.root / _LOCK
    if not lock.is_file():
        return
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))
    wrong = []
    for package in SDKS:
        if package not in locked:
            continue
        try:
            installed = installed_version(package)
        except PackageNotFoundError:
            installed = "nothing"
        if installed != locked[package]:
            wrong.append(f"{package} is locked at {locked[package]}, installed is {installed}")
    if wrong:
        yield Check(
            "Locked packages", "missing", "; ".join(wrong), "make preview installs the locked versions"
        )
    else:
        yield Check(
            "Locked packages", "ok", ", ".join(f"{name} {locked[name]}" for name in SDKS if name in locked)
        )


def required_plugins() -> dict[str, str]:
    """Plugin → version that the installed SDKs ask for (their pulumi-plugin.json)."""
    found: dict[str, str] = {}
    for package in SDKS:
        try:
            files = distribution(package).files or []
        except PackageNotFoundError:
            continue
        for file in files:
            if file.name == "pulumi-plugin.json":
                plugin = json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))
                if plugin.get("resource") and plugin.get("version"):
                    found[plugin["name"]] = plugin["version"].removeprefix("v")
    return found


def _plugins(project: Project) -> Check:
    name = "Provider plugins"
    answer = _run("pulumi", "plugin", "ls", "--json", cwd=project.root)
    try:
        listed = json.loads(answer.stdout or "[]")
    except json.JSONDecodeError:
        return Check(
            name, "missing", f"pulumi plugin ls failed: {answer.stderr.strip()}", "pulumi plugin ls shows why"
        )
    installed: dict[str, list[str]] = {}
    for plugin in listed:
        if plugin.get("kind") == "resource":
            installed.setdefault(plugin["name"], []).append(str(plugin.get("version", "")).removeprefix("v"))
    required = required_plugins()
    unpaired = {
        plugin: version
        for plugin, version in required.items()
        if plugin in installed and version not in installed[plugin]
    }
    if unpaired:
        said = [
            f"{plugin} {', '.join(sorted(installed[plugin]))} instead of {version}"
            for plugin, version in unpaired.items()
        ]
        mend = " && ".join(f"pulumi plugin install resource {plugin} {v}" for plugin, v in unpaired.items())
        return Check(name, "missing", f"not those of the SDKs: {'; '.join(said)}", mend)
    absent = [f"{plugin} {version}" for plugin, version in required.items() if plugin not in installed]
    if absent:
        return Check(name, "note", f"the engine will download {', '.join(absent)}")
    return Check(name, "ok", ", ".join(f"{plugin} {version}" for plugin, version in required.items()))


def _backend(project: Project) -> tuple[Check, str | None]:
    name = "State backend"
    answer = _run("pulumi", "whoami", "--json", "--non-interactive", cwd=project.root)
    try:
        url = json.loads(answer.stdout)["url"] if answer.returncode == 0 else None
    except (json.JSONDecodeError, KeyError):
        url = None
    if url is None:
        said = (answer.stderr.strip().splitlines() or ["no answer"])[-1].removeprefix("error: ")
        mend = "pulumi login s3://BUCKET?region=REGION (groundwork bootstrap makes the bucket and prints it)"
        return Check(name, "missing", f"not logged in: {said}", mend), None
    if url.startswith("file://"):
        return Check(name, "note", f"{url}: the state is on this machine only", "groundwork bootstrap"), url
    return Check(name, "ok", url), url


def _state_bucket(url: str) -> Check:
    from deploy.bootstrap import bucket_of, faults

    bucket, region = bucket_of(url)
    name = "State bucket"
    try:
        found = faults(bucket, region)
    except UserError as problem:
        return Check(name, "missing", problem.message, "groundwork bootstrap --check shows more")
    if found:
        return Check(
            name, "missing", f"{bucket}: {'; '.join(found)}", f"groundwork bootstrap --bucket {bucket}"
        )
    return Check(name, "ok", f"{bucket} is versioned and encrypted")


def _credentials(region: str | None) -> Check:
    name = "AWS credentials"
    try:
        caller = aws.caller(region or aws.session_region() or "us-east-1")
    except UserError as problem:
        return Check(
            name,
            "missing",
            problem.message,
            "; ".join(problem.mend) or "aws sts get-caller-identity shows more",
        )
    return Check(name, "ok", f"{caller['account']} as {caller['arn']}")


def _stack(stack: Stack, credentials: Check, region: str | None) -> Iterator[Check]:
    yield _account(stack, credentials)
    yield _region(stack, region)
    yield _secrets(stack)
    found = placeholders(stack)
    if found:
        mend = f"write the real values into {stack.shown_path}"
        yield Check("Placeholders", "missing", "; ".join(f"{path} is {value}" for path, value in found), mend)
    else:
        yield Check("Placeholders", "ok", "none in the stack file")
    if _builds(stack) and shutil.which("docker") is None:
        yield Check(
            "Docker", "missing", "the stack builds an image, and docker is not on PATH", "install Docker"
        )


def _account(stack: Stack, credentials: Check) -> Check:
    name = "AWS account"
    wanted = stack.setting("system", "accountId")
    if wanted is None:
        return Check(name, "note", "the stack names none; any will do", "set groundwork:system.accountId")
    if credentials.verdict != "ok":
        return Check(
            name, "missing", f"the stack belongs to {wanted}, and we have no credentials", "see above"
        )
    actual = credentials.found.split()[0]
    if actual != str(wanted):
        found = f"the stack belongs to {wanted}, the credentials are of {actual}"
        return Check(name, "missing", found, "choose the right profile: export AWS_PROFILE=…")
    return Check(name, "ok", actual)


def _region(stack: Stack, region: str | None) -> Check:
    name = "AWS region"
    if region is None:
        return Check(
            name, "missing", "the stack names none", f"set groundwork:system.region in {stack.shown_path}"
        )
    try:
        ours = aws.session_region()
    except UserError as problem:
        return Check(name, "missing", problem.message, "; ".join(problem.mend))
    if ours is not None and ours != region:
        found = f"the stack is in {region}, the environment says {ours}"
        return Check(name, "missing", found, f"export AWS_REGION={region}, or unset it")
    return Check(name, "ok", region)


def _secrets(stack: Stack) -> Check:
    """Whoever decrypts the stack's secrets has to be there: a KMS key in the file, or the passphrase."""
    name = "Secrets"
    provider = stack.encryption.get("secretsprovider")
    if provider:
        return Check(name, "ok", provider)
    has_phrase = any(
        name in os.environ for name in ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")
    )
    if "encryptionsalt" in stack.encryption and not has_phrase:
        found = "encrypted by a passphrase, which is not set"
        return Check(name, "missing", found, "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE")
    if has_phrase:
        return Check(name, "ok", "passphrase")
    found = "no secrets provider in the file; the backend's own is used"
    mend = "with an s3:// backend: groundwork up --secrets-provider 'awskms://…', as bootstrap prints it"
    return Check(name, "note", found, mend)


def _builds(stack: Stack) -> bool:
    services = stack.setting("compute", "services")
    images = [value.get("image") for value in _mappings(services)]
    return any(isinstance(image, Mapping) and image.get("kind") == "build" for image in images)


def _mappings(value: object) -> list[Mapping[str, object]]:
    entries = value.values() if isinstance(value, Mapping) else ()
    return [entry for entry in entries if isinstance(entry, Mapping)]
