"""The one table of resource types that hold data, or without which data can't be read or reached any more.

The deploy gate refuses a plan that deletes or replaces one that nobody named. Components protect them, but
for log groups, secrets and the bucket of access logs, which the gate alone keeps. Types are tokens of the
installed SDK (a test holds it).

Left out on purpose: EC2 instances and the instances of Aurora and DocumentDB clusters (their data is on
volumes and in the cluster, which are in the table), SNS topics and event buses (they hand on and keep
nothing), Kubernetes objects (volumes are in the table under their AWS types).

A parameter whose value the program writes is a copy of what the stack file has, which the next update writes
again; one whose value is under `ignoreChanges` was supplied by hand and holds data.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

HOLDS_DATA: Mapping[str, str] = MappingProxyType(
    {
        "aws:backup/vault:Vault": "The recovery points of everything else.",
        "aws:cloudwatch/logGroup:LogGroup": "Logs; an audit may need them, and they exist once.",
        "aws:cognito/userPool:UserPool": "User accounts, whose passwords no one can move.",
        "aws:docdb/cluster:Cluster": "A document database.",
        "aws:dynamodb/globalTable:GlobalTable": "A table over several regions.",
        "aws:dynamodb/table:Table": "A table; point-in-time recovery ends 35 days after its deletion.",
        "aws:ebs/volume:Volume": "A disk.",
        "aws:ecr/repository:Repository": "Images, and with them the way back to an earlier release.",
        "aws:efs/fileSystem:FileSystem": "Files.",
        "aws:elasticache/cluster:Cluster": "Cached data; sessions and counters often live nowhere else.",
        "aws:elasticache/replicationGroup:ReplicationGroup": "As above, with replicas.",
        "aws:elasticache/serverlessCache:ServerlessCache": "As above, without nodes.",
        "aws:kinesis/stream:Stream": "Records that no consumer has read yet, up to a year of them.",
        "aws:kms/key:Key": "Without the key, whatever it encrypted is lost.",
        "aws:kms/replicaKey:ReplicaKey": "As above, for what lies in its region.",
        "aws:memorydb/cluster:Cluster": "A database that looks like a cache.",
        "aws:mq/broker:Broker": "Messages on their way.",
        "aws:msk/cluster:Cluster": "A log of messages that consumers read from the start.",
        "aws:neptune/cluster:Cluster": "A graph database.",
        "aws:opensearch/domain:Domain": "Indices; rebuilding them needs the source, if there is one.",
        "aws:rds/cluster:Cluster": "A database.",
        "aws:rds/globalCluster:GlobalCluster": "The link between the regions of a database.",
        "aws:rds/instance:Instance": "A database.",
        "aws:rds/snapshot:Snapshot": "A backup.",
        "aws:redshift/cluster:Cluster": "A warehouse.",
        "aws:route53/zone:Zone": "The domain's names; a new zone has other name servers.",
        "aws:s3/bucket:Bucket": "Objects.",
        "aws:s3/bucketV2:BucketV2": "Objects; the older token of the same resource.",
        "aws:secretsmanager/secret:Secret": "A secret; what was supplied by hand is nowhere else.",
        "aws:sqs/queue:Queue": "Messages not handled yet; in a dead-letter queue, the failures of 14 days.",
        "aws:ssm/parameter:Parameter": "A setting or a secret that was supplied by hand.",
        "aws:timestreamwrite/table:Table": "A time series.",
    }
)
"""Type token → what is lost with such a resource."""

STATEFUL: frozenset[str] = frozenset(HOLDS_DATA)
"""Just the type tokens."""

WRITTEN: Mapping[str, str] = MappingProxyType({"aws:ssm/parameter:Parameter": "value"})
"""Type token → the property that is all it holds: data only where it is under `ignoreChanges`."""


def holds_data(token: str, ignored: Collection[str]) -> bool:
    """Whether a resource holds data that cannot be made again; `ignored` is its `ignoreChanges`."""
    return token in STATEFUL and (token not in WRITTEN or bool({WRITTEN[token], "*"} & set(ignored)))
