"""Writes simulator/replace.json: what AWS and the SDK say of properties whose change replaces a resource.

`python -m simulator.replaces` for whoever changes the pinned SDK or cfn-lint; a test holds that the committed
file is what comes out. Sources:

- `createOnlyProperties` of AWS's resource schemas (CloudFormation User Guide, "Resource type schema"), as
  cfn-lint bundles them;
- sentences of the installed SDK's own documentation of a property that say so without a condition.

The names of CloudFormation and of the provider differ: types are matched by service and name, properties by
the fields of the SDK's argument class, both with the small tables below. What finds no counterpart is left
out. What the two sources have wrong for the provider is put right in simulator/replacement.py.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pulumi import _types
from pulumi.runtime import rpc

from .packages import sdk
from .replacement import FILE
from .schema import resource_schema

SERVICES: Final[Mapping[str, str]] = {
    "AmazonMQ": "mq",
    "ApplicationAutoScaling": "appautoscaling",
    "APS": "amp",
    "Cassandra": "keyspaces",
    "CE": "costexplorer",
    "CertificateManager": "acm",
    "Config": "cfg",
    "ElasticLoadBalancing": "elb",
    "ElasticLoadBalancingV2": "lb",
    "Events": "cloudwatch",
    "InspectorV2": "inspector2",
    "KafkaConnect": "mskconnect",
    "KinesisFirehose": "kinesis",
    "Logs": "cloudwatch",
    "OpenSearchServerless": "opensearch",
    "OpenSearchService": "opensearch",
    "Route53Resolver": "route53",
    "SSO": "ssoadmin",
    "StepFunctions": "sfn",
    "Timestream": "timestreamwrite",
}
"""CloudFormation service -> module of the SDK, where it is not the same word in small letters."""

PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "Events": ("Event",),
    "KinesisFirehose": ("Firehose",),
    "Logs": ("Log",),
    "OpenSearchServerless": ("Serverless",),
    "Route53Resolver": ("Resolver",),
}
"""CloudFormation service -> what the SDK puts before its types."""

TYPES: Final[Mapping[str, str]] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "aws:appautoscaling/target:Target",
    "AWS::ApplicationAutoScaling::ScalingPolicy": "aws:appautoscaling/policy:Policy",
    "AWS::AutoScaling::AutoScalingGroup": "aws:autoscaling/group:Group",
    "AWS::AutoScaling::LaunchConfiguration": "aws:ec2/launchConfiguration:LaunchConfiguration",
    "AWS::AutoScaling::ScalingPolicy": "aws:autoscaling/policy:Policy",
    "AWS::AutoScaling::ScheduledAction": "aws:autoscaling/schedule:Schedule",
    "AWS::CloudFront::CloudFrontOriginAccessIdentity": (
        "aws:cloudfront/originAccessIdentity:OriginAccessIdentity"
    ),
    "AWS::CloudWatch::Alarm": "aws:cloudwatch/metricAlarm:MetricAlarm",
    "AWS::Cognito::UserPoolGroup": "aws:cognito/userGroup:UserGroup",
    "AWS::Cognito::UserPoolIdentityProvider": "aws:cognito/identityProvider:IdentityProvider",
    "AWS::Cognito::UserPoolResourceServer": "aws:cognito/resourceServer:ResourceServer",
    "AWS::Cognito::UserPoolUser": "aws:cognito/user:User",
    "AWS::Config::ConfigRule": "aws:cfg/rule:Rule",
    "AWS::Config::ConfigurationRecorder": "aws:cfg/recorder:Recorder",
    "AWS::EC2::DHCPOptions": "aws:ec2/vpcDhcpOptions:VpcDhcpOptions",
    "AWS::EC2::NetworkAclEntry": "aws:ec2/networkAclRule:NetworkAclRule",
    "AWS::EC2::PrefixList": "aws:ec2/managedPrefixList:ManagedPrefixList",
    "AWS::EC2::SubnetRouteTableAssociation": "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "AWS::EC2::TransitGateway": "aws:ec2transitgateway/transitGateway:TransitGateway",
    "AWS::EC2::TransitGatewayVpcAttachment": "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
    "AWS::EC2::VPCCidrBlock": "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
    "AWS::EC2::Volume": "aws:ebs/volume:Volume",
    "AWS::ECS::ClusterCapacityProviderAssociations": (
        "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
    ),
    "AWS::ElastiCache::CacheCluster": "aws:elasticache/cluster:Cluster",
    "AWS::Glue::Database": "aws:glue/catalogDatabase:CatalogDatabase",
    "AWS::Glue::Table": "aws:glue/catalogTable:CatalogTable",
    "AWS::IAM::ManagedPolicy": "aws:iam/policy:Policy",
    "AWS::IAM::OIDCProvider": "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "AWS::Kinesis::StreamConsumer": "aws:kinesis/streamConsumer:StreamConsumer",
    "AWS::Lambda::EventInvokeConfig": "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "AWS::Lambda::Url": "aws:lambda/functionUrl:FunctionUrl",
    "AWS::RDS::DBProxy": "aws:rds/proxy:Proxy",
    "AWS::Route53::HostedZone": "aws:route53/zone:Zone",
    "AWS::Route53::RecordSet": "aws:route53/record:Record",
    "AWS::SecretsManager::ResourcePolicy": "aws:secretsmanager/secretPolicy:SecretPolicy",
    "AWS::SecretsManager::RotationSchedule": "aws:secretsmanager/secretRotation:SecretRotation",
    "AWS::SNS::Subscription": "aws:sns/topicSubscription:TopicSubscription",
    "AWS::WAFv2::LoggingConfiguration": ("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"),
}
"""CloudFormation type -> token, where the names do not follow from each other."""

PROPERTIES: Final[Mapping[tuple[str, str], str]] = {
    ("aws:acm/certificate:Certificate", "DomainValidationOptions"): "validationOptions",
    ("aws:autoscaling/group:Group", "AutoScalingGroupName"): "name",
    ("aws:backup/vault:Vault", "EncryptionKeyArn"): "kmsKeyArn",
    ("aws:ec2/instance:Instance", "ImageId"): "ami",
    ("aws:ecs/service:Service", "Role"): "iamRole",
    ("aws:elasticache/cluster:Cluster", "CacheSubnetGroupName"): "subnetGroupName",
    ("aws:elasticache/replicationGroup:ReplicationGroup", "CacheSubnetGroupName"): "subnetGroupName",
    ("aws:iam/policy:Policy", "ManagedPolicyName"): "name",
    ("aws:lb/targetGroup:TargetGroup", "TargetGroupName"): "name",
    ("aws:rds/instance:Instance", "MasterUsername"): "username",
    ("aws:route53/record:Record", "HostedZoneId"): "zoneId",
    ("aws:sns/topicSubscription:TopicSubscription", "TopicArn"): "topic",
}
"""Token and CloudFormation property -> the provider's, where the names do not follow from each other."""

_SAYS: Final = re.compile(
    r"(?:Changing|Modifying) (?:this|the value of `(?P<named>\w+)`|the `?(?P<other>\w+)`?|`(?P<bare>\w+)`)"
    r"(?: value| argument| attribute| property)? "
    r"(?:forces|requires|will force|will cause|will trigger)[^,]*?"
    r"(?:new resource|replacement|recreation|re-?created)[^,]*(?:, which will destroy and recreate the \w+)?"
    r"|Forces (?:a )?(?:new resource|replacement)(?: if changed| when changed| if modified)?"
    r"|(?:This |This attribute |This value )?(?:cannot|can't) be changed"
    r"(?: after creation| once the API has been created)?"
    r"|This argument does not support in-place updates.*"
    r"|This causes replacement of the resource",
    re.IGNORECASE,
)
"""A whole sentence that says, without a condition, that a change replaces."""

_PARAMETER: Final = re.compile(
    r":param pulumi\.Input\[.*\] (\w+): (.*?)(?=\n\s*:param |\Z)", re.DOTALL | re.MULTILINE
)
_SENTENCE: Final = re.compile(r"(?<=[.!])\s+|\n|(?<=because)\s|, because ")


def tokens() -> list[str]:
    """Every resource type of the installed AWS SDK."""
    sdk("aws")
    found: set[str] = set()
    for modules in rpc._RESOURCE_MODULES.values():
        for module in modules:
            info = getattr(module, "mod_info", None)
            if info is not None and info["pkg"] == "aws":
                found.update(info["classes"])
    return sorted(found)


def says_replaced(text: str, parameter: str) -> bool:
    """Whether the documentation of a parameter says, without a condition, that its change replaces."""
    for sentence in _SENTENCE.split(text):
        match = _SAYS.fullmatch(sentence.strip().lstrip("*> ").removeprefix("NOTE:** ").rstrip(".! "))
        if match and {match[name] for name in ("named", "other", "bare")} <= {None, parameter}:
            return True
    return False


def documented(token: str) -> set[str]:
    """Properties of a type of which the SDK's own documentation says so."""
    cls = _arguments(token)
    if cls is None:
        return set()
    names = _types.input_type_py_to_pulumi_names(cls)
    text = inspect.getdoc(cls.__init__) or ""
    return {
        names.get(parameter, parameter)
        for parameter, said in _PARAMETER.findall(text)
        if says_replaced(said, parameter)
    }


def create_only() -> dict[str, set[str]]:
    """Token -> properties that AWS's schema of the type has as `createOnlyProperties`."""
    folder = _schemas()
    names = json.loads((folder / "providers" / "us-east-1.json").read_text(encoding="utf-8"))
    known = _by_name()
    found: dict[str, set[str]] = defaultdict(set)
    for name, digest in sorted(names.items()):
        token = token_of(name, known)
        if token is None:
            continue
        schema = json.loads((folder / "resources" / f"{digest}.json").read_text(encoding="utf-8"))
        fields = _fields(token)
        for path in schema.get("createOnlyProperties", ()):
            head, _, inner = path.removeprefix("/properties/").partition("/")
            # A part of a property: the rest of it may change in place.
            own = None if inner else property_of(token, name, head, fields)
            if own:
                found[token].add(own)
    return found


def token_of(name: str, known: Mapping[str, Mapping[str, str]]) -> str | None:
    """The type token of a CloudFormation type; None where the provider has no such type."""
    if name in TYPES:
        return TYPES[name]
    _, service, kind = name.split("::")
    types = known.get(SERVICES.get(service, service.lower()), {})
    forms = [kind, *(f"{prefix}{kind}" for prefix in PREFIXES.get(service, ()))]
    forms += [kind.removeprefix("DB"), kind.removeprefix(service)]
    return next((types[form.lower()] for form in forms if form.lower() in types), None)


def property_of(token: str, name: str, key: str, fields: Collection[str]) -> str | None:
    """The provider's name of a CloudFormation property; None where it has none."""
    if (token, key) in PROPERTIES:
        return PROPERTIES[token, key]
    lower = {field.lower(): field for field in fields}
    _, service, kind = name.split("::")
    forms = [key, f"{key}s", key.removesuffix("s")]
    stem = key.removesuffix("Name").removesuffix("Description")
    if stem and kind.endswith(stem):
        forms.append(key.removeprefix(stem))
    for prefix in (kind, kind.removeprefix("DB"), "DB", service):
        if key.startswith(prefix):
            forms.append(key.removeprefix(prefix))
    forms.append(key.removesuffix("Name"))
    return next((lower[form.lower()] for form in forms if form.lower() in lower), None)


def table() -> dict[str, list[str]]:
    """Token -> properties, from both sources; types without any are left out."""
    schemas = create_only()
    result: dict[str, list[str]] = {}
    for token in tokens():
        found = schemas.get(token, set()) | documented(token)
        fields = _fields(token)
        found |= {field for field in fields if field.endswith("Prefix") and _unprefixed(field) & found}
        found -= {
            "tags"
        }  # AWS's schemas have it where the service can tag at creation only; the provider can later
        if found:
            result[token] = sorted(found)
    return result


def render() -> str:
    """simulator/replace.json: one type a line, so that one type can be read without the rest."""
    lines = [f"{json.dumps(token)}: {json.dumps(found)}" for token, found in table().items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _unprefixed(field: str) -> set[str]:
    stem = field.removesuffix("Prefix")
    return {stem, f"{stem}Name"}


def _by_name() -> dict[str, dict[str, str]]:
    """Module of the SDK -> type name in small letters -> token."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for token in tokens():
        _, module, kind = token.split(":")
        found[module.partition("/")[0]][kind.lower()] = token
    return found


@cache
def _arguments(token: str) -> type | None:
    schema = resource_schema(token)
    return schema.arguments.cls if schema is not None and schema.arguments is not None else None


def _fields(token: str) -> list[str]:
    cls = _arguments(token)
    return list(_types.input_type_types(cls)) if cls is not None else []


def _schemas() -> Path:
    """Where cfn-lint keeps AWS's schemas. Raises SystemExit where it is not installed."""
    spec: Any = importlib.util.find_spec("cfnlint")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("cfn-lint is not installed: make test sets up what developers need")
    return Path(next(iter(spec.submodule_search_locations))) / "data" / "schemas"


def main() -> None:
    """Bring the file up to date."""
    text = render()
    changed = not FILE.is_file() or FILE.read_text(encoding="utf-8") != text
    FILE.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: {'written' if changed else 'up to date'}\n")


if __name__ == "__main__":
    main()
