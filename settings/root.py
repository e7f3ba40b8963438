"""All settings of a stack, and the rules that concern more than one area."""

from typing import Annotated, Any

from pydantic import Field

from settings import (
    apis,
    links,
    messaging_rules,
    origins,
    placement,
    second_region,
    secret_rules,
    trigger_rules,
    watching,
)
from settings.base import Model
from settings.compute import Compute
from settings.cost import Cost
from settings.data import Data
from settings.delivery import Delivery
from settings.edge import Edge
from settings.messaging import Messaging
from settings.network import Network
from settings.observability import Observability
from settings.policy import Policy
from settings.security import Security
from settings.storage import Storage
from settings.system import System
from settings.types import Key

SecretValue = Annotated[str, Field(min_length=1, max_length=65536)]


class Settings(Model):
    """A stack's settings: one field an area, each a key `groundwork:<area>` of the stack file."""

    system: System
    network: Network = Network()
    security: Security = Security()
    storage: Storage = Storage()
    data: Data = Field(default_factory=dict)
    """Databases and other stores, by name."""

    messaging: Messaging = Messaging()
    compute: Compute = Compute()
    edge: Edge | None = None
    """Nothing faces the internet if left out."""

    delivery: Delivery = Delivery()
    observability: Observability = Observability()
    cost: Cost = Cost()
    policy: Policy = Policy()
    overrides: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Arguments of single resources, by logical name: what no setting covers. Checked against the SDK."""

    secret_values: dict[Key, SecretValue] = Field(default_factory=dict)
    """Values of supplied secrets; only as Pulumi secrets (`pulumi config set --secret`)."""

    each_key_is_defined_once = links.each_key_is_defined_once
    uses_are_defined = links.uses_are_defined
    uses_have_no_cycle = links.uses_have_no_cycle
    injected_secrets_are_defined = links.injected_secrets_are_defined
    bucket_actions_are_of_buckets = links.bucket_actions_are_of_buckets
    variables_are_set_once = links.variables_are_set_once
    region_has_the_zones = placement.region_has_the_zones
    secondary_network_has_a_region = second_region.secondary_network_has_a_region
    secondary_region_has_the_zones = second_region.secondary_region_has_the_zones
    certificate_is_in_the_region = placement.certificate_is_in_the_region
    cloudfront_answers_to_the_name = placement.cloudfront_answers_to_the_name
    production_has_tls = placement.production_has_tls
    exposed_services_have_an_edge = placement.exposed_services_have_an_edge
    image_repositories_are_defined = placement.image_repositories_are_defined
    alarms_are_offered = watching.alarms_are_offered
    statistics_have_an_effect = watching.statistics_have_an_effect
    alarm_names_are_their_own = watching.alarm_names_are_their_own
    composites_are_of_alarms = watching.composites_are_of_alarms
    widgets_show_what_there_is = watching.widgets_show_what_there_is
    logs_are_written = watching.logs_are_written
    supplied_secrets_have_values = secret_rules.supplied_secrets_have_values
    values_have_supplied_secrets = secret_rules.values_have_supplied_secrets
    tasks_have_secrets_manager = placement.tasks_have_secrets_manager
    hosts_stand_in_public_subnets = placement.hosts_stand_in_public_subnets
    passwords_are_defined = secret_rules.passwords_are_defined
    secret_names_are_their_own = secret_rules.secret_names_are_their_own
    apis_have_their_user_pools = apis.apis_have_their_user_pools
    origins_are_buckets_of_the_stack = origins.origins_are_buckets_of_the_stack
    traffic_leads_to_what_there_is = origins.traffic_leads_to_what_there_is
    rotated_secrets_are_read_anew = secret_rules.rotated_secrets_are_read_anew
    targets_are_defined = messaging_rules.targets_are_defined
    credentials_are_defined = messaging_rules.credentials_are_defined
    second_region_is_named = second_region.second_region_is_named
    second_region_has_the_key = second_region.second_region_has_the_key
    replica_has_a_network = second_region.replica_has_a_network
    triggers_are_defined = trigger_rules.triggers_are_defined
    bucket_triggers_are_of_own_buckets = trigger_rules.bucket_triggers_are_of_own_buckets
    bucket_triggers_do_not_overlap = trigger_rules.bucket_triggers_do_not_overlap
    functions_reach_what_they_use = trigger_rules.functions_reach_what_they_use

    @property
    def takes_access_logs(self) -> bool:
        """Whether a load balancer or a bucket writes access logs, so that the log bucket is needed."""
        balancer = self.edge is not None and self.edge.load_balancer.access_logs
        return balancer or any(bucket.access_logs for bucket in self.storage.buckets.values())
