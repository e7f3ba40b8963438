"""A small account that rules are tried in: a network, a load balancer, a cluster, stores and roles.

Tests write `@name` for the id of a resource of the account and `@name.output` for one of its outputs;
answers come back in the same form, so that expected texts stay readable.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator import registry
from simulator.registry import Context, Failure, State, Warn

Made = tuple[str, str, dict[str, Any]]
"""Name, type and inputs of a resource."""


@dataclass(frozen=True)
class Place(Context):
    """A context that can list the resources of a type."""

    all: Callable[[str], Iterable[State]] | None = None


def trust(*services: str) -> str:
    """A trust policy for these services."""
    statement = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class World:
    """Resources that exist, made by the simulator's own output rules."""

    def __init__(self, resources: Iterable[Made] = (), region: str = "us-east-1") -> None:
        self.region = region
        self.states: dict[str, State] = {}
        for name, token, inputs in resources:
            self.add(name, token, inputs)

    def add(self, name: str, token: str, inputs: Mapping[str, Any], region: str | None = None) -> State:
        """Make one more resource."""
        registry.load_for(token)
        given = self.resolve(dict(inputs))
        ctx = self.context(token, name, region)
        id, outputs = registry.OUTPUTS[token](given, ctx)
        self.states[name] = State(token, ctx.urn, id, given, {**given, **outputs, "id": id}, ctx.region)
        return self.states[name]

    def context(self, token: str, name: str = "it", region: str | None = None) -> Place:
        """Where a resource of this name stands."""
        return Place(
            urn=f"urn:pulumi:test::groundwork::{token}::{name}",
            type=token,
            name=name,
            region=region or self.region,
            project="groundwork",
            stack="test",
            find=self.find,
            all=self.all,
        )

    def find(self, key: str) -> State | None:
        """A resource by id, ARN or name, of one type if the key starts with it."""
        token, _, rest = key.partition("|")
        if token not in registry.OUTPUTS:
            token, rest = "", key
        for state in self.states.values():
            if token and state.type != token:
                continue
            if rest in (state.id, state.outputs.get("arn"), state.outputs.get("name")):
                return state
        return None

    def all(self, token: str) -> list[State]:
        """The resources of a type."""
        return [state for state in self.states.values() if state.type == token]

    def _words(self) -> dict[str, str]:
        words = {}
        for name, state in self.states.items():
            words[f"@{name}"] = state.id
            for key, value in state.outputs.items():
                if isinstance(value, str) and value and key not in ("id", "region"):
                    words[f"@{name}.{key}"] = value
        return words

    def resolve(self, value: Any) -> Any:
        """Put ids in place of `@name`."""
        if isinstance(value, dict):
            return {key: self.resolve(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, str) and "@" in value:
            for word, text in sorted(self._words().items(), key=lambda item: -len(item[0])):
                value = value.replace(word, text)
        return value

    def unresolve(self, text: str) -> str:
        """Put `@name` in place of ids."""
        ids = [(state.id, f"@{name}") for name, state in self.states.items()]
        ids += [(str(state.outputs["arn"]), f"@{name}.arn") for name, state in self.states.items() if "arn" in state.outputs]
        for id, word in sorted(ids, key=lambda item: (-len(item[0]), item[1])):
            if len(id) > 12:
                text = text.replace(id, word)
        return text

    def findings(self, token: str, inputs: Mapping[str, Any], region: str | None = None) -> list[Failure]:
        """What the rules say of a resource, in their order."""
        registry.load_for(token)
        ctx = self.context(token, region=region)
        given = self.resolve(dict(inputs))
        return [
            type(found)(found.property, self.unresolve(found.reason))
            for rule in registry.CHECKS.get(token, ())
            for found in rule(given, ctx) or ()
        ]

    def refusals(self, token: str, inputs: Mapping[str, Any], region: str | None = None) -> list[tuple[str, str]]:
        """Property and reason of what is refused."""
        return [
            (found.property, found.reason)
            for found in self.findings(token, inputs, region)
            if not isinstance(found, Warn)
        ]

    def remarks(self, token: str, inputs: Mapping[str, Any], region: str | None = None) -> list[tuple[str, str]]:
        """Property and text of what is only remarked."""
        return [(found.property, found.reason) for found in self.findings(token, inputs, region) if isinstance(found, Warn)]


def changed(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs with a change: `a.b` reaches into a block, None takes a property away."""
    result = json.loads(json.dumps(base)) if all(_plain(value) for value in base.values()) else dict(base)
    for path, value in change.items():
        *parents, last = path.split(".")
        target: Any = result
        for part in parents:
            target = target[int(part)] if part.isdigit() else target.setdefault(part, {})
        if isinstance(target, list):
            target[int(last)] = value
        elif value is None:
            target.pop(last, None)
        else:
            target[last] = value
    return result


def _plain(value: Any) -> bool:
    try:
        json.dumps(value)
    except TypeError:
        return False
    return True


CONTAINER = {
    "name": "api",
    "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1.0",
    "portMappings": [{"containerPort": 8000, "name": "api"}],
}


@functools.cache
def account() -> World:
    """The account of all tests; tests read it and do not add to it."""
    text = json.dumps
    log_policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": "arn:aws:s3:::example-logs/AWSLogs/123456789012/*",
            }
        ],
    }
    world = World(
        [
            ("vpc", "aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True}),
            ("other_vpc", "aws:ec2/vpc:Vpc", {"cidrBlock": "10.1.0.0/16"}),
            ("igw", "aws:ec2/internetGateway:InternetGateway", {"vpcId": "@vpc"}),
            ("loose_igw", "aws:ec2/internetGateway:InternetGateway", {}),
            *(
                (f"subnet_{zone}", "aws:ec2/subnet:Subnet", _subnet("@vpc", f"10.0.{number}.0/24", zone))
                for number, zone in enumerate("abc", 1)
            ),
            ("subnet_a2", "aws:ec2/subnet:Subnet", _subnet("@vpc", "10.0.4.0/24", "a")),
            ("subnet_tiny", "aws:ec2/subnet:Subnet", _subnet("@vpc", "10.0.5.0/28", "b")),
            ("other_subnet", "aws:ec2/subnet:Subnet", _subnet("@other_vpc", "10.1.1.0/24", "b")),
            ("eip", "aws:ec2/eip:Eip", {"domain": "vpc"}),
            ("free_eip", "aws:ec2/eip:Eip", {"domain": "vpc"}),
            ("nat", "aws:ec2/natGateway:NatGateway", {"subnetId": "@subnet_a", "allocationId": "@eip"}),
            ("table", "aws:ec2/routeTable:RouteTable", {"vpcId": "@vpc"}),
            ("other_table", "aws:ec2/routeTable:RouteTable", {"vpcId": "@other_vpc"}),
            ("route", "aws:ec2/route:Route",
             {"routeTableId": "@table", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "@igw"}),
            ("association", "aws:ec2/routeTableAssociation:RouteTableAssociation",
             {"routeTableId": "@table", "subnetId": "@subnet_a"}),
            ("group", "aws:ec2/securityGroup:SecurityGroup", {"vpcId": "@vpc"}),
            ("task_group", "aws:ec2/securityGroup:SecurityGroup", {"vpcId": "@vpc"}),
            ("edge_group", "aws:ec2/securityGroup:SecurityGroup", {"vpcId": "@vpc"}),
            ("other_group", "aws:ec2/securityGroup:SecurityGroup", {"vpcId": "@other_vpc"}),
            ("http", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
             {"securityGroupId": "@group", "ipProtocol": "tcp", "fromPort": 80, "toPort": 80, "cidrIpv4": "0.0.0.0/0"}),
            ("from_edge", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
             {"securityGroupId": "@edge_group", "ipProtocol": "tcp", "fromPort": 80, "toPort": 80,
              "prefixListId": "pl-3b927c52"}),
            ("logs_endpoint", "aws:ec2/vpcEndpoint:VpcEndpoint",
             {"vpcId": "@vpc", "serviceName": "com.amazonaws.us-east-1.logs", "vpcEndpointType": "Interface",
              "privateDnsEnabled": True, "subnetIds": ["@subnet_a"]}),
            *(
                (f"{name}_role", "aws:iam/role:Role", {"name": f"example-{name}-role", "assumeRolePolicy": trust(service)})
                for name, service in (
                    ("flow", "vpc-flow-logs.amazonaws.com"), ("monitoring", "monitoring.rds.amazonaws.com"),
                    ("task", "ecs-tasks.amazonaws.com"), ("function", "lambda.amazonaws.com"),
                )
            ),
            ("logs_bucket", "aws:s3/bucket:Bucket", {"bucket": "example-logs"}),
            ("logs_policy", "aws:s3/bucketPolicy:BucketPolicy", {"bucket": "@logs_bucket", "policy": text(log_policy)}),
            ("closed_bucket", "aws:s3/bucket:Bucket", {"bucket": "example-closed"}),
            ("cert", "aws:acm/certificate:Certificate",
             {"domainName": "example.com", "validationMethod": "DNS", "subjectAlternativeNames": ["*.example.com"]}),
            ("validation", "aws:acm/certificateValidation:CertificateValidation", {"certificateArn": "@cert"}),
            ("new_cert", "aws:acm/certificate:Certificate", {"domainName": "new.example.com", "validationMethod": "DNS"}),
            ("alb", "aws:lb/loadBalancer:LoadBalancer",
             {"name": "web", "subnets": ["@subnet_a", "@subnet_b"], "securityGroups": ["@group"]}),
            ("tg", "aws:lb/targetGroup:TargetGroup",
             {"name": "web", "port": 8000, "protocol": "HTTP", "targetType": "ip", "vpcId": "@vpc"}),
            ("idle_tg", "aws:lb/targetGroup:TargetGroup",
             {"name": "idle", "port": 8000, "protocol": "HTTP", "targetType": "ip", "vpcId": "@vpc"}),
            ("grpc_tg", "aws:lb/targetGroup:TargetGroup",
             {"name": "rpc", "port": 8000, "protocol": "HTTP", "protocolVersion": "GRPC", "targetType": "ip",
              "vpcId": "@vpc"}),
            ("tcp_tg", "aws:lb/targetGroup:TargetGroup",
             {"name": "raw", "port": 8000, "protocol": "TCP", "targetType": "ip", "vpcId": "@vpc"}),
            ("host_tg", "aws:lb/targetGroup:TargetGroup",
             {"name": "host", "port": 8000, "protocol": "HTTP", "targetType": "instance", "vpcId": "@vpc"}),
            ("other_tg", "aws:lb/targetGroup:TargetGroup",
             {"name": "far", "port": 8000, "protocol": "HTTP", "targetType": "ip", "vpcId": "@other_vpc"}),
            ("listener", "aws:lb/listener:Listener",
             {"loadBalancerArn": "@alb", "port": 80, "protocol": "HTTP",
              "defaultActions": [{"type": "forward", "targetGroupArn": "@tg"}]}),
            ("rule", "aws:lb/listenerRule:ListenerRule",
             {"listenerArn": "@listener", "priority": 10, "conditions": [{"pathPattern": {"values": ["/api/*"]}}],
              "actions": [{"type": "forward", "targetGroupArn": "@host_tg"}]}),
            ("cluster", "aws:ecs/cluster:Cluster", {"name": "main"}),
            ("providers", "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
             {"clusterName": "main", "capacityProviders": ["FARGATE"]}),
            ("bare_cluster", "aws:ecs/cluster:Cluster", {"name": "bare"}),
            ("task", "aws:ecs/taskDefinition:TaskDefinition",
             {"family": "api", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256",
              "memory": "512", "taskRoleArn": "@task_role.arn", "executionRoleArn": "@task_role.arn",
              "containerDefinitions": text([CONTAINER])}),
            ("plain_task", "aws:ecs/taskDefinition:TaskDefinition",
             {"family": "plain", "networkMode": "bridge", "requiresCompatibilities": ["EC2"],
              "containerDefinitions": text([{**CONTAINER, "memory": 256}])}),
            ("service", "aws:ecs/service:Service",
             {"name": "api", "cluster": "@cluster", "taskDefinition": "@task.arn", "launchType": "FARGATE"}),
            ("scaled", "aws:appautoscaling/target:Target",
             {"resourceId": "service/main/api", "scalableDimension": "ecs:service:DesiredCount",
              "serviceNamespace": "ecs", "minCapacity": 1, "maxCapacity": 4}),
            ("cpu_policy", "aws:appautoscaling/policy:Policy",
             {"name": "cpu", "resourceId": "service/main/api", "scalableDimension": "ecs:service:DesiredCount",
              "serviceNamespace": "ecs", "policyType": "TargetTrackingScaling",
              "targetTrackingScalingPolicyConfiguration": {
                  "targetValue": 70,
                  "predefinedMetricSpecification": {"predefinedMetricType": "ECSServiceAverageCPUUtilization"}}}),
            ("idle_service", "aws:ecs/service:Service",
             {"name": "idle", "cluster": "@cluster", "taskDefinition": "@task.arn", "launchType": "FARGATE"}),
            ("db_subnets", "aws:rds/subnetGroup:SubnetGroup",
             {"name": "example-db-subnets", "subnetIds": ["@subnet_a", "@subnet_b"]}),
            ("db_parameters", "aws:rds/parameterGroup:ParameterGroup", {"name": "example-pg14", "family": "postgres14"}),
            ("db", "aws:rds/instance:Instance",
             {"identifier": "example-db", "engine": "postgres", "engineVersion": "15", "allocatedStorage": 20,
              "instanceClass": "db.t4g.micro", "username": "shop", "password": "long-enough-1",
              "backupRetentionPeriod": 7, "skipFinalSnapshot": True}),
            ("unsaved_db", "aws:rds/instance:Instance",
             {"identifier": "unsaved-db", "engine": "postgres", "engineVersion": "15", "allocatedStorage": 20,
              "instanceClass": "db.t4g.micro", "username": "shop", "password": "long-enough-1",
              "backupRetentionPeriod": 0, "skipFinalSnapshot": True}),
            ("zone", "aws:route53/zone:Zone", {"name": "example.com"}),
            ("record", "aws:route53/record:Record",
             {"zoneId": "@zone", "name": "www", "type": "A", "ttl": 300, "records": ["192.0.2.1"]}),
            ("key", "aws:kms/key:Key", {}),
            ("topic", "aws:sns/topic:Topic", {"name": "alarms-of-example"}),
            ("fifo_topic", "aws:sns/topic:Topic", {"name": "orders-of-example.fifo", "fifoTopic": True}),
            ("queue", "aws:sqs/queue:Queue", {"name": "orders-dead-letters"}),
            ("fifo_queue", "aws:sqs/queue:Queue", {"name": "orders-dead-letters.fifo", "fifoQueue": True}),
            ("log_group", "aws:cloudwatch/logGroup:LogGroup", {"name": "/ecs/example"}),
        ]  # fmt: skip
    )
    world.add("far_bucket", "aws:s3/bucket:Bucket", {"bucket": "example-far-away"}, region="eu-west-1")
    world.add("far_vpc", "aws:ec2/vpc:Vpc", {"cidrBlock": "10.2.0.0/16"}, region="eu-west-1")
    return world


def _subnet(vpc: str, block: str, zone: str) -> dict[str, Any]:
    return {"vpcId": vpc, "cidrBlock": block, "availabilityZone": f"us-east-1{zone}"}
