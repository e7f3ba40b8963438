"""Services that VPC endpoints reach, by the last part of their name.

Source: "AWS services that integrate with AWS PrivateLink" and "Gateway endpoints" (AWS PrivateLink Guide).
Regenerate with `aws ec2 describe-vpc-endpoint-services --query ServiceNames`.
"""

from __future__ import annotations

from typing import Final

GATEWAY: Final = frozenset({"dynamodb", "s3"})

_INTERFACE: Final = """
access-analyzer account acm acm-pca airflow.api airflow.env airflow.ops amplify apigateway
app-integrations appconfig appconfigdata application-autoscaling appmesh appmesh-envoy-management
apprunner apprunner.requests appsync-api arc-zonal-shift athena auditmanager autoscaling
autoscaling-plans b2bi backup backup-gateway batch bedrock bedrock-agent bedrock-agent-runtime
bedrock-runtime billing billingconductor cassandra ce cleanrooms cloudcontrolapi clouddirectory
cloudformation cloudhsmv2 cloudtrail codeartifact.api codeartifact.repositories codebuild codecommit
codeconnections.api codedeploy codedeploy-commands-secure codepipeline cognito-idp comprehend
compute-optimizer config connect databrew dataexchange datasync datazone deadline.management detective
devops-guru dms drs dynamodb dynamodb-streams ebs ec2 ec2messages ecr.api ecr.dkr ecs ecs-agent
ecs-telemetry eks eks-auth elastic-inference.runtime elasticache elasticbeanstalk elasticfilesystem
elasticloadbalancing elasticmapreduce email email-smtp emr-containers emr-serverless events evidently
execute-api firehose fis forecast frauddetector fsx git-codecommit glue grafana grafana-workspace
greengrass groundstation guardduty guardduty-data guardduty-data-fips healthlake iam identitystore
imagebuilder inspector2 inspector-scan iot.data iotsitewise.api iotwireless.api ivs.contribute kendra
kinesis-firehose kinesis-streams kms lakeformation lambda lex-models-v2 license-manager logs
lookoutmetrics macie2 mediaconnect memory-db mgn monitoring mq network-firewall networkmonitor notebook
nova oam organizations outposts payment-cryptography.controlplane pca-connector-ad personalize pinpoint
pipes pipes-data polly pricing-plan-manager profile proton ram rbin rds rds-data redshift redshift-data
redshift-serverless rekognition resource-groups robomaker rolesanywhere rum rum-dataplane s3
s3-global.accesspoint s3-outposts s3express s3tables sagemaker.api sagemaker.runtime scheduler schemas
scn secretsmanager securityhub servicecatalog servicediscovery data-servicediscovery servicequotas
signin signin-fips simspaceweaver sms-voice snow-device-management sns sqs ssm ssm-contacts
ssm-incidents ssm-quicksetup ssmmessages states storagegateway streaming-rekognition sts swf sync-states
synthetics tagging textract timestream.ingest-cell1 tnb transcribe transcribestreaming transfer
transfer.server translate trustedadvisor verifiedpermissions voiceid vpc-lattice wellarchitected wisdom
workspaces workspaces-web xray
"""

INTERFACE: Final = frozenset(_INTERFACE.split())
