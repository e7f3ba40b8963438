"""What a server does at its first boot, as cloud-config: made from objects, and never with a secret in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from settings.ec2 import Ec2Host

FETCH = "/usr/local/bin/fetch-secrets"
MANIFEST = "/etc/groundwork/secrets.json"
PLAIN = "/etc/groundwork/server.env"
SECRET = "/run/groundwork/secrets.env"
USER = "ec2-user"
PM2 = f"pm2-{USER}.service"
SECRETS_UNIT = "groundwork-secrets.service"
AGENT = "/opt/aws/amazon-cloudwatch-agent/etc/groundwork.json"

Secret = Mapping[str, Any]
"""Variable, the command that asks AWS for its value, and the key of the JSON document or None."""


def cloud_config(
    settings: Ec2Host, environment: Mapping[str, str], secrets: Sequence[Secret], log_group: str
) -> str:
    """User data of a server: packages, files, services and containers, in cloud-init's own form.

    JSON is YAML, which cloud-init reads.
    """
    packages = ["amazon-cloudwatch-agent", "docker", "nginx"]
    packages += [f"nodejs{settings.node_version}", f"nodejs{settings.node_version}-npm"]
    document = {
        "package_update": True,
        "package_upgrade": True,
        "packages": sorted(packages),
        "write_files": [
            _file(PLAIN, "".join(f"{key}={json.dumps(environment[key])}\n" for key in sorted(environment))),
            _file(MANIFEST, json.dumps(list(secrets), indent=1)),
            _file(FETCH, files(__package__ or "").joinpath("fetch_secrets.py").read_text("utf-8"), "0755"),
            _file(f"/etc/systemd/system/{SECRETS_UNIT}", _unit(_secrets_unit())),
            _file(f"/etc/systemd/system/{PM2}.d/environment.conf", _unit(_environment_of_pm2())),
            _file("/etc/nginx/conf.d/application.conf", _proxy(settings.port)),
            _file(AGENT, json.dumps(_agent(log_group), indent=1)),
        ],
        "runcmd": _commands(settings),
    }
    return "#cloud-config\n" + json.dumps(document, indent=1) + "\n"


def _commands(settings: Ec2Host) -> list[list[str]]:
    """What is run once, in this order: cloud-init runs each list without a shell."""
    agent = "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl"
    return [
        ["systemctl", "enable", "--now", "docker"],
        ["usermod", "--append", "--groups", "docker", USER],
        ["npm", "install", "--global", "pm2"],
        *(_container(key, each.image, each.port) for key, each in settings.containers.items()),
        [
            "env",
            "PATH=/usr/local/bin:/usr/bin:/bin",
            "pm2",
            "startup",
            "systemd",
            "-u",
            USER,
            "--hp",
            f"/home/{USER}",
        ],
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable", "--now", SECRETS_UNIT, PM2],
        ["systemctl", "enable", "--now", "nginx"],
        [agent, "-a", "fetch-config", "-m", "ec2", "-s", "-c", f"file:{AGENT}"],
    ]


def _container(name: str, image: str, port: int) -> list[str]:
    """A container that only the server itself reaches, and that comes back by itself."""
    return [
        *("docker", "run", "--detach", "--name", name, "--restart", "unless-stopped"),
        *("--publish", f"127.0.0.1:{port}:{port}", image),
    ]


def _file(path: str, content: str, mode: str = "0644") -> dict[str, str]:
    return {"path": path, "owner": "root:root", "permissions": mode, "content": content}


def _unit(sections: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """A systemd unit."""
    return "\n".join(
        "\n".join([f"[{name}]", *(f"{key}={value}" for key, value in entries), ""])
        for name, entries in sections.items()
    )


def _secrets_unit() -> dict[str, list[tuple[str, str]]]:
    return {
        "Unit": [
            ("Description", "Secrets of the application"),
            ("Wants", "network-online.target"),
            ("After", "network-online.target"),
            ("Before", PM2),
        ],
        "Service": [
            ("Type", "oneshot"),
            ("RemainAfterExit", "yes"),
            ("RuntimeDirectory", "groundwork"),
            ("RuntimeDirectoryMode", "0700"),
            ("RuntimeDirectoryPreserve", "yes"),
            ("ExecStart", " ".join([FETCH, MANIFEST, SECRET])),
        ],
        "Install": [("WantedBy", "multi-user.target")],
    }


def _environment_of_pm2() -> dict[str, list[tuple[str, str]]]:
    return {
        "Unit": [("Requires", SECRETS_UNIT), ("After", SECRETS_UNIT)],
        "Service": [("EnvironmentFile", PLAIN), ("EnvironmentFile", SECRET)],
    }


def _proxy(port: int) -> str:
    """Nginx before the application; the certificate adds its own server (ACME, see the runbook)."""
    return "\n".join(
        [
            "server {",
            "    listen 80 default_server;",
            "    location / {",
            f"        proxy_pass http://127.0.0.1:{port};",
            "        proxy_set_header Host $host;",
            "        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
            "        proxy_set_header X-Forwarded-Proto $scheme;",
            "    }",
            "}",
            "",
        ]
    )


def _agent(log_group: str) -> dict[str, Any]:
    """CloudWatch agent: memory and disk, which EC2 cannot see, and the logs of application and proxy."""
    files = {
        "nginx": "/var/log/nginx/*.log",
        "application": f"/home/{USER}/.pm2/logs/*.log",
        "cloud-init": "/var/log/cloud-init-output.log",
    }
    return {
        "agent": {"metrics_collection_interval": 60},
        "metrics": {
            "namespace": "CWAgent",
            "append_dimensions": {"InstanceId": "${aws:InstanceId}"},
            "aggregation_dimensions": [["InstanceId"]],
            "metrics_collected": {
                "mem": {"measurement": ["mem_used_percent"]},
                "disk": {"measurement": ["used_percent"], "resources": ["/"]},
            },
        },
        "logs": {
            "logs_collected": {
                "files": {
                    "collect_list": [
                        {
                            "file_path": path,
                            "log_group_name": log_group,
                            "log_stream_name": f"{{instance_id}}/{name}",
                        }
                        for name, path in files.items()
                    ]
                }
            }
        },
    }
