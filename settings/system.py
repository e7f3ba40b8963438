"""`groundwork:system`: which system this is, where it runs and who answers for it."""

from typing import Literal

from settings.base import Model
from settings.types import AccountId, Region, ResourceName, TagMap

Environment = Literal["dev", "test", "staging", "production"]


class System(Model):
    """Name, environment, region and ownership of the stack."""

    name: ResourceName
    """Name of the system; stays the same over all of its stacks. Becomes the tag Project."""

    environment: Environment
    """What the stack is for. Policy levels, defaults of nothing else, depend on it. Becomes the tag Environment."""

    region: Region
    """AWS region of everything that does not name another."""

    name_prefix: ResourceName | None = None
    """Prefix of physical names that AWS or a person needs; `<name>-<environment>` if left out."""

    account_id: AccountId | None = None
    """The only AWS account that the stack may be deployed to; the provider refuses any other."""

    owner: str = "platform"
    """Who answers for the stack. Becomes the tag Owner."""

    cost_center: str | None = None
    """Where its cost is booked; the system's name if left out. Becomes the tag CostCenter."""

    tags: TagMap = {}
    """Further tags on every resource that takes tags."""

    @property
    def prefix(self) -> str:
        return self.name_prefix or f"{self.name}-{self.environment}"

    @property
    def production(self) -> bool:
        return self.environment == "production"
