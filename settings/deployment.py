"""How a new release of a service takes over from the one that runs."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule

LAST_PRIORITY = 50000
"""Priority of the rule of a service that takes what no other does and whose traffic is shifted by rule: the
last that there is (Elastic Load Balancing API Reference, CreateRule)."""


class Deployment(Model):
    """A deployment by ECS; the circuit breaker rolls back a release that does not become healthy.

    All strategies but rolling start the new release beside the old one, behind a second target group, and
    shift the traffic over. ECS changes the weights in the service's rule of the listener, which are then left
    to it. A service with paths or hosts takes another `priority` in the same change, since the rule that it
    has stays until the new one is there.
    """

    strategy: Literal["rolling", "blueGreen", "linear", "canary"] = "rolling"
    """Replace tasks some at a time (rolling), or shift the traffic: all at once (blueGreen), step by step
    (linear), or a part first and then the rest (canary)."""

    bake_minutes: Annotated[int, Field(ge=0, le=1440)] = 5
    """Time for which the old release stands by after all traffic has shifted, so that there is a way back."""

    step_percent: Annotated[float, Field(ge=0.1, le=100)] = 10
    """Share of the traffic of each step (linear, 3 at the least) or of the first one (canary)."""

    step_minutes: Annotated[int, Field(ge=0, le=1440)] = 5
    """Time between steps."""

    minimum_healthy_percent: Annotated[int, Field(ge=0, le=100)] = 100
    """Share of the desired tasks that keep running during a rolling deployment."""

    maximum_percent: Annotated[int, Field(ge=100, le=400)] = 200
    """Share of the desired tasks that may run during a rolling deployment, old and new."""

    wait_for_steady_state: bool = True
    """An update ends when the service is stable, so that a failed release fails the update."""

    @property
    def shifts(self) -> bool:
        """Whether traffic is shifted between two target groups."""
        return self.strategy != "rolling"

    @property
    def steps(self) -> bool:
        """Whether it is shifted in more than one step."""
        return self.strategy in ("linear", "canary")

    @rule
    def there_is_room_to_replace_a_task(self) -> Iterator[Breach]:
        if self.minimum_healthy_percent == 100 and self.maximum_percent == 100:
            yield Breach(
                ("maximumPercent",),
                "with 100 as the least and as the most, no task could ever be replaced",
                "write 200, or lower minimumHealthyPercent",
            )

    @rule
    def times_and_steps_are_of_the_strategy(self) -> Iterator[Breach]:
        given = {"bake_minutes": self.shifts, "step_percent": self.steps, "step_minutes": self.steps}
        for name, has_effect in given.items():
            if name in self.model_fields_set and not has_effect:
                yield Breach(
                    (type(self).model_fields[name].alias or name,),
                    f"it has no effect with the strategy {self.strategy}",
                    "leave it out, or choose the strategy linear or canary"
                    if name != "bake_minutes"
                    else "leave it out, or choose another strategy",
                )

    @rule
    def linear_steps_are_large_enough(self) -> Iterator[Breach]:
        """Source: Amazon ECS API Reference, LinearConfiguration."""
        if self.strategy == "linear" and self.step_percent < 3:
            yield Breach(("stepPercent",), f"{self.step_percent:g} is below the 3 percent of a linear step")
