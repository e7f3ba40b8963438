"""All settings of a stack, and the rules that concern more than one area."""

from typing import Any

from settings.base import Model
from settings.compute import Compute
from settings.cost import Cost
from settings.data import Data
from settings.delivery import Delivery
from settings.edge import Edge
from settings.network import Network
from settings.observability import Observability
from settings.policy import Policy
from settings.security import Security
from settings.storage import Storage
from settings.system import System
from settings.types import Key


class Settings(Model):
    """A stack's settings: one field an area, each a key `groundwork:<area>` of the stack file."""

    system: System
    network: Network = Network()
    security: Security = Security()
    storage: Storage = Storage()
    data: Data = {}
    compute: Compute = Compute()
    edge: Edge | None = None
    """Nothing faces the internet if left out."""

    delivery: Delivery = Delivery()
    observability: Observability = Observability()
    cost: Cost = Cost()
    policy: Policy = Policy()
    overrides: dict[str, dict[str, Any]] = {}
    """Arguments of single resources, by logical name: what no setting covers. Checked against the SDK."""

    secret_values: dict[Key, str] = {}
    """Values of supplied secrets; only as Pulumi secrets (`pulumi config set --secret`)."""

    @property
    def takes_access_logs(self) -> bool:
        """Whether a load balancer or a bucket writes access logs, so that the log bucket is needed."""
        balancer = self.edge is not None and self.edge.load_balancer.access_logs
        return balancer or any(bucket.access_logs for bucket in self.storage.buckets.values())
