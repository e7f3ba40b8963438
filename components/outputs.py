"""The outputs of a stack: what people and scripts need to find their way."""

from collections.abc import Mapping
from typing import Any

from components.compute.workloads import Workloads
from components.delivery.repository import Repository
from components.edge.edge import Edge
from components.edge.http_api import HttpApi
from components.network.network import Network
from components.observability.observability import Observability
from components.usable import Usable
from settings.system import System


def outputs(
    system: System,
    network: Network,
    used: Usable,
    repositories: Mapping[str, Repository],
    edge: Edge | None,
    apis: Mapping[str, HttpApi],
    running: Workloads,
    observability: Observability,
) -> dict[str, Any]:
    """Outputs by name; maps are keyed as in the settings, and what a stack does not have is left out."""
    services = running.services
    balancer = edge.load_balancer if edge else None
    found: dict[str, Any] = {
        # Where the stack is on its way through the phases, for whoever runs it next, from any machine.
        "phase": system.phase,
        "move": system.move.model_dump() if system.move else None,
        "vpcId": network.vpc_id,
        "privateSubnetIds": list(network.private_subnet_ids),
        "url": edge.url if edge else None,
        "albDnsName": balancer.dns_name if balancer else None,
        "targetGroupArns": balancer.target_group_arns if balancer else None,
        "nameServers": edge.name_servers if edge else None,
        "apiUrls": {name: api.url for name, api in apis.items()},
        "repositoryUrls": {name: repository.url for name, repository in repositories.items()},
        "clusterName": running.cluster.name if running.cluster else None,
        "serviceNames": {name: service.name for name, service in services.items()},
        "publicAddresses": running.addresses,
        "securityGroupIds": {
            name: service.security_group_id
            for name, service in services.items()
            if service.security_group_id is not None
        },
        "logGroupNames": {name: service.log_group_name for name, service in services.items()},
        "databaseEndpoints": used.endpoints,
        "secretArns": used.secret_arns,
        "bucketNames": used.bucket_names,
        "queueUrls": used.queue_urls,
        "topicArns": used.topic_arns,
        "alertTopicArn": observability.topic_arn,
        "dashboardName": observability.dashboard_name,
    }
    return {name: value for name, value in found.items() if value is not None and value != {}}
