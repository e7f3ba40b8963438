"""Actions that take no resource but `*`, because their API names none.

Source: AWS Service Authorization Reference, "Actions, resources, and condition keys for AWS services":
actions whose column "Resource types" is empty. Only services that these stacks and their likely successors
use; an action that is missing here is reported, and is added after a look at that page.
"""

from __future__ import annotations

from typing import Final

WITHOUT_RESOURCE: Final[dict[str, frozenset[str]]] = {
    service: frozenset(names.lower().split())
    for service, names in {
        "acm": "ListCertificates RequestCertificate",
        "application-autoscaling": "DescribeScalableTargets DescribeScalingActivities "
        "DescribeScalingPolicies "
        "DescribeScheduledActions",
        "autoscaling": "DescribeAutoScalingGroups DescribeAutoScalingInstances DescribeInstanceRefreshes "
        "DescribeLifecycleHooks DescribePolicies DescribeScalingActivities DescribeTags DescribeWarmPool",
        "cloudwatch": "DescribeAlarmsForMetric DescribeAnomalyDetectors GetMetricData GetMetricStatistics "
        "GetMetricWidgetImage ListDashboards ListMetrics PutAnomalyDetector PutMetricData",
        "ec2": "DescribeAccountAttributes DescribeAddresses DescribeAvailabilityZones DescribeImages "
        "DescribeInstances DescribeInstanceStatus DescribeInstanceTypes DescribeInternetGateways "
        "DescribeLaunchTemplates DescribeLaunchTemplateVersions DescribeNatGateways "
        "DescribeNetworkInterfaces DescribePrefixLists DescribeRegions DescribeRouteTables "
        "DescribeSecurityGroups DescribeSecurityGroupRules DescribeSnapshots DescribeSubnets DescribeTags "
        "DescribeVolumes DescribeVpcEndpoints DescribeVpcs",
        "ecr": "DescribeRegistry GetAuthorizationToken GetRegistryPolicy GetRegistryScanningConfiguration",
        "ecs": "DeregisterTaskDefinition DescribeTaskDefinition DiscoverPollEndpoint ListClusters "
        "ListServices ListTaskDefinitionFamilies ListTaskDefinitions",
        "elasticloadbalancing": "DescribeAccountLimits DescribeListenerCertificates DescribeListeners "
        "DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeRules DescribeSSLPolicies "
        "DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth",
        "events": "ListEventBuses ListRuleNamesByTarget ListRules TestEventPattern",
        "kms": "CreateKey GenerateRandom ListAliases ListKeys",
        "logs": "CreateLogDelivery DeleteLogDelivery DescribeDestinations DescribeLogGroups DescribeQueries "
        "DescribeQueryDefinitions DescribeResourcePolicies GetLogDelivery ListLogDeliveries "
        "PutResourcePolicy StopQuery UpdateLogDelivery",
        "rds": "DescribeAccountAttributes DescribeCertificates DescribeDBEngineVersions DescribeEvents "
        "DescribeOrderableDBInstanceOptions",
        "route53": "CreateHealthCheck CreateHostedZone GetHealthCheckCount GetHostedZoneCount "
        "ListHostedZones ListHostedZonesByName",
        "s3": "GetAccountPublicAccessBlock ListAllMyBuckets",
        "secretsmanager": "BatchGetSecretValue GetRandomPassword ListSecrets",
        "servicediscovery": "ListNamespaces ListOperations ListServices",
        "sns": "ListSubscriptions ListTopics Unsubscribe",
        "sqs": "ListQueues",
        "ssm": "DescribeInstanceInformation DescribeParameters GetCommandInvocation GetInventory "
        "ListCommandInvocations ListCommands",
        "ssmmessages": "CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel",
        "sts": "DecodeAuthorizationMessage GetCallerIdentity GetServiceBearerToken GetSessionToken",
        "tag": "GetResources GetTagKeys GetTagValues",
        "xray": "BatchGetTraces GetSamplingRules GetSamplingStatisticSummaries GetSamplingTargets "
        "GetServiceGraph GetTraceGraph GetTraceSummaries PutTelemetryRecords PutTraceSegments",
    }.items()
}


def needs_any_resource(action: str) -> bool:
    """Whether an action can only be granted on `*`; letter case does not matter, as in IAM itself."""
    service, _, name = action.lower().partition(":")
    return name in WITHOUT_RESOURCE.get(service, ())
