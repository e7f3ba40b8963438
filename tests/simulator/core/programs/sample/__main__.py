"""A small program with a bit of everything that an engine treats in a way of its own."""

import json

import names
import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pulumi_random as random

config = pulumi.Config()
region = aws.get_region()
provider = aws.Provider(
    "aws",
    region="eu-west-1",
    default_tags={"tags": {"Project": "sample", "Owner": "platform"}},
    allowed_account_ids=["111122223333"],
)


def only_our_own(arn: str) -> str:
    """A queue policy for the account itself."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Service(pulumi.ComponentResource):
    """A component with children of several kinds."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__("sample:index:Service", name, {"size": config.require_int("size")}, opts)
        child = pulumi.ResourceOptions(parent=self)
        caller = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=self))
        repository = aws.ecr.Repository(names.REPOSITORY, image_tag_mutability="IMMUTABLE", opts=child)
        self.image = awsx.ecr.Image(
            "image", repository_url=repository.repository_url, context="./app", opts=child
        )
        password = random.RandomPassword("password", length=32, opts=child)
        self.secret = aws.secretsmanager.Secret(
            "secret",
            tags={"Owner": "data", "Account": caller.account_id},
            opts=pulumi.ResourceOptions(
                parent=self, protect=True, aliases=[pulumi.Alias(name="older")], retain_on_delete=True
            ),
        )
        database = config.require_secret_object("database")
        aws.secretsmanager.SecretVersion(
            "version",
            secret_id=self.secret.id,
            secret_string=pulumi.Output.json_dumps({"password": password.result, "database": database}),
            opts=child,
        )
        queue = aws.sqs.Queue("queue", visibility_timeout_seconds=45, opts=child)
        aws.sqs.QueuePolicy(
            "policy",
            queue_url=queue.url,
            policy=queue.arn.apply(only_our_own),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[repository], ignore_changes=["region"]),
        )
        self.register_outputs({"uri": self.image.image_uri, "queue": queue})


service = Service("service", pulumi.ResourceOptions(providers=[provider]))
existing = aws.s3.Bucket.get(
    "existing", "bucket-of-another-stack", opts=pulumi.ResourceOptions(parent=service)
)
pulumi.export("image", service.image.image_uri)
pulumi.export("secret", service.secret.arn)
pulumi.export("bucket", existing.arn)
pulumi.export("region", region.region)
pulumi.export("database", config.require_secret_object("database"))
