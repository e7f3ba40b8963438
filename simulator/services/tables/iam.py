"""IAM: managed policies of AWS that programs attach, as path and name.

Source: "AWS Managed Policy Reference Guide". Regenerate with `aws iam list-policies --scope AWS --query
'Policies[].Arn'`. Not complete: a policy that is missing here is taken to exist, unless its path is wrong.
"""

from __future__ import annotations

from typing import Final

_SERVICE: Final = """
AmazonECSTaskExecutionRolePolicy AmazonEC2ContainerServiceforEC2Role AmazonEC2ContainerServiceRole
AmazonEC2ContainerServiceEventsRole AmazonRDSEnhancedMonitoringRole AWSLambdaBasicExecutionRole
AWSLambdaVPCAccessExecutionRole AWSLambdaSQSQueueExecutionRole AWSLambdaKinesisExecutionRole
AWSLambdaDynamoDBExecutionRole AWSLambdaMSKExecutionRole AWSLambdaRole
AWSBackupServiceRolePolicyForBackup AWSBackupServiceRolePolicyForRestores AmazonSSMMaintenanceWindowRole
AWSConfigRulesExecutionRole AWS_ConfigRole AWSCodeDeployRole AWSQuickSightListIAM
AmazonEBSCSIDriverPolicy AmazonEFSCSIDriverPolicy AmazonAPIGatewayPushToCloudWatchLogs
AmazonDMSVPCManagementRole AmazonDMSCloudWatchLogsRole AmazonElasticMapReduceRole
AmazonS3ObjectLambdaExecutionRolePolicy AWSAppSyncPushToCloudWatchLogs
AmazonECSInfrastructureRolePolicyForVolumes
AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity
"""

_PLAIN: Final = """
AdministratorAccess PowerUserAccess ReadOnlyAccess SecurityAudit AmazonSSMManagedInstanceCore
AWSXRayDaemonWriteAccess CloudWatchAgentServerPolicy CloudWatchLogsFullAccess CloudWatchReadOnlyAccess
AmazonS3ReadOnlyAccess AmazonS3FullAccess AmazonEC2ContainerRegistryReadOnly
AmazonEC2ContainerRegistryPullOnly AmazonEC2ContainerRegistryPowerUser AmazonEKSClusterPolicy
AmazonEKSWorkerNodePolicy AmazonEKS_CNI_Policy AmazonEKSVPCResourceController AmazonEKSServicePolicy
AmazonEKSFargatePodExecutionRolePolicy AmazonSQSFullAccess AmazonSNSFullAccess AmazonDynamoDBFullAccess
AmazonRDSFullAccess AmazonVPCFullAccess AmazonEC2FullAccess AmazonEC2ReadOnlyAccess
SecretsManagerReadWrite AmazonRoute53FullAccess AWSCodeDeployRoleForECS CloudWatchSyntheticsFullAccess
AmazonPrometheusRemoteWriteAccess AWSBackupFullAccess IAMReadOnlyAccess IAMFullAccess
AmazonAthenaFullAccess AmazonElastiCacheFullAccess
"""

AWS_MANAGED: Final = frozenset(
    {*(f"service-role/{name}" for name in _SERVICE.split()), *_PLAIN.split(), "job-function/ViewOnlyAccess"}
)
"""Policies as the resource part of their ARN has them behind `policy/`."""
