"""`groundwork:system`: which system this is, where it runs and who answers for it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import AccountId, Key, Region, ResourceName, TagMap, TagText

Environment = Literal["dev", "test", "staging", "production"]

DEFAULT_TAGS = {
    "Project": "groundwork:system.name",
    "Environment": "groundwork:system.environment",
    "ManagedBy": "",
    "CostCenter": "groundwork:system.costCenter",
    "Owner": "groundwork:system.owner",
}
"""Tags on every resource, and the setting that each is made from."""


class Move(Model):
    """How far a stack has come on its way to another phase. Becomes the output `move`."""

    to: Annotated[str, Field(min_length=1, max_length=256)]
    """Stack file of the phase that it moves to."""

    step: Key
    """Key of the last step of the plan that was done."""

    reached: Key
    """Key of the farthest step that ever was done, before the stack went back."""


class System(Model):
    """Name, environment, region and ownership of the stack."""

    name: ResourceName
    """Name of the system; stays the same over all of its stacks. Becomes the tag Project."""

    environment: Environment
    """What the stack is for; decides how strict the policies are. Becomes the tag Environment."""

    region: Region
    """AWS region of everything that does not name another."""

    secondary_region: Region | None = None
    """Second AWS region: of copies of backups, replicas and a standby; needed only by what lies there."""

    name_prefix: ResourceName | None = None
    """Prefix of physical names that AWS or a person needs; `<name>-<environment>` if left out."""

    account_id: AccountId | None = None
    """The only AWS account that the stack may be deployed to; the provider refuses any other."""

    owner: TagText = "platform"
    """Who answers for the stack. Becomes the tag Owner."""

    cost_center: TagText | None = None
    """Where its cost is booked; the system's name if left out. Becomes the tag CostCenter."""

    tags: TagMap = Field(default_factory=dict)
    """Further tags on every resource that takes tags; Project may stand here in another spelling."""

    phase: Annotated[int, Field(ge=1, le=9)] | None = None
    """Stage of a system that grows; policies follow it, names never do. Becomes the output `phase`."""

    move: Move | None = None
    """Set by `groundwork migrate` while a move is under way; not by hand."""

    @property
    def prefix(self) -> str:
        return self.name_prefix or f"{self.name}-{self.environment}"

    @property
    def project(self) -> str:
        """Value of the tag Project."""
        return self.tags.get("Project", self.name)

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @rule
    def secondary_region_is_another(self) -> Iterator[Breach]:
        if self.secondary_region == self.region:
            yield Breach(
                ("secondaryRegion",),
                f"{self.region} is the stack's region already",
                "name another one, or leave it out",
            )

    @rule
    def tags_leave_the_default_tags_alone(self) -> Iterator[Breach]:
        defaults = {tag.lower(): tag for tag in DEFAULT_TAGS}
        for key in self.tags:
            if key != "Project" and (tag := defaults.get(key.lower())):
                source = DEFAULT_TAGS[tag]
                yield Breach(
                    ("tags", key),
                    f"the stack sets the tag {tag} itself",
                    f"set {source} instead" if source else "leave it out",
                )
