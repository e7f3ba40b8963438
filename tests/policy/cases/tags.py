"""Cases of tags."""

from tests.policy.case import Case, fine, off, unknown
from tests.policy.graphs import Node

CASES = [
    Case(
        "tags-required",
        "vpc",
        [Node("aws:ec2/vpc:Vpc", "vpc")],
        [
            off(
                "tags",
                {"Owner": ""},
                "tags have no Owner, must have Project, Environment, ManagedBy, CostCenter, Owner",
            ),
            unknown("tags"),
            fine("tags", {"Team": "shop"}),
        ],
        not_about=[Node("aws:ec2/route:Route", "untaggable")],
    ),
    Case(
        "tags-environment",
        "vpc",
        [Node("aws:ec2/vpc:Vpc", "vpc")],
        [
            off("tags", {"Environment": "dev"}, 'tag Environment is "dev", must be production'),
            unknown("tags", "tags.Environment"),
        ],
        not_about=[Node("aws:ec2/route:Route", "untaggable")],
    ),
]
