"""Types that hold data, or without which data cannot be read or reached any more."""

from __future__ import annotations

from typing import Final

HOLDS_DATA: Final = (
    "aws:backup/vault:Vault",
    "aws:cognito/userPool:UserPool",
    "aws:docdb/cluster:Cluster",
    "aws:dynamodb/globalTable:GlobalTable",
    "aws:dynamodb/table:Table",
    "aws:ebs/volume:Volume",
    "aws:ecr/repository:Repository",
    "aws:efs/fileSystem:FileSystem",
    "aws:elasticache/cluster:Cluster",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:kinesis/stream:Stream",
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:memorydb/cluster:Cluster",
    "aws:mq/broker:Broker",
    "aws:msk/cluster:Cluster",
    "aws:neptune/cluster:Cluster",
    "aws:opensearch/domain:Domain",
    "aws:rds/cluster:Cluster",
    "aws:rds/globalCluster:GlobalCluster",
    "aws:rds/instance:Instance",
    "aws:rds/snapshot:Snapshot",
    "aws:redshift/cluster:Cluster",
    "aws:route53/zone:Zone",
    "aws:s3/bucket:Bucket",
    "aws:sqs/queue:Queue",
    "aws:ssm/parameter:Parameter",
    "aws:timestreamwrite/table:Table",
)
"""Their loss is a loss that no code brings back."""

WRITTEN: Final = {"aws:ssm/parameter:Parameter": "value"}
"""Types that hold one value, by the property: a copy, unless it is under `ignoreChanges`."""

NOT_PROTECTED: Final = {
    "aws:cloudwatch/logGroup:LogGroup": "a stack that is taken down takes its logs with it",
    "aws:secretsmanager/secret:Secret": "a deleted secret can be called back over its recovery window",
}
"""Types that hold data and are not asked to be protected, with the reason."""
