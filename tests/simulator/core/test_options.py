"""Resource options: how they reach the state, and what children inherit."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from tests.simulator.core.conftest import Box, Run, state_of


def test_options_reach_the_state_and_children_inherit_what_the_engine_hands_down(run: Run) -> None:
    def program() -> None:
        box = Box(opts=pulumi.ResourceOptions(protect=True, retain_on_delete=True))
        aws.sqs.Queue("kept", opts=pulumi.ResourceOptions(parent=box))
        aws.sqs.Queue(
            "own",
            opts=pulumi.ResourceOptions(
                parent=box,
                protect=False,
                retain_on_delete=False,
                ignore_changes=["delay_seconds"],
                replace_on_changes=["name"],
                delete_before_replace=True,
                import_="https://sqs.us-east-1.amazonaws.com/123456789012/own",
                custom_timeouts=pulumi.CustomTimeouts(create="1h30m", delete="45s"),
                aliases=[pulumi.Alias(name="older"), pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)],
            ),
        )

    previewed = run(program)
    kept, own = state_of(previewed, "kept"), state_of(previewed, "own")
    assert (kept["protect"], kept["retainOnDelete"]) == (True, True)
    assert own == {
        **own,
        "id": "https://sqs.us-east-1.amazonaws.com/123456789012/own",
        "importID": "https://sqs.us-east-1.amazonaws.com/123456789012/own",
        "ignoreChanges": ["delaySeconds"],
        "replaceOnChanges": ["name"],
        "deleteBeforeReplace": True,
        "customTimeouts": {"create": 5400.0, "delete": 45.0},
        "aliases": [
            "urn:pulumi:dev::project::test:index:Box$aws:sqs/queue:Queue::older",
            "urn:pulumi:dev::project::aws:sqs/queue:Queue::own",
        ],
    }
    assert "protect" not in own
    assert "retainOnDelete" not in own


def test_children_inherit_the_aliases_of_their_parent(run: Run) -> None:
    def program() -> None:
        box = Box("new", pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]))
        aws.sqs.Queue("new-queue", opts=pulumi.ResourceOptions(parent=box))

    assert state_of(run(program), "new-queue")["aliases"] == [
        "urn:pulumi:dev::project::test:index:Box$aws:sqs/queue:Queue::old-queue"
    ]


def test_transforms_of_the_resource_its_parents_and_the_stack_run_in_this_order(run: Run) -> None:
    def tag(mark: str) -> pulumi.ResourceTransform:
        def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
            if not args.custom:
                return None
            props: Any = args.props
            tags = {"order": props.get("tags", {}).get("order", "") + mark}
            opts = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True))
            return pulumi.ResourceTransformResult(props={**args.props, "tags": tags}, opts=opts)

        return transform

    def program() -> None:
        pulumi.runtime.register_stack_transform(tag("s"))
        box = Box(opts=pulumi.ResourceOptions(transforms=[tag("p")]))
        aws.sqs.Queue("queue", opts=pulumi.ResourceOptions(parent=box, transforms=[tag("r")]))

    queue = state_of(run(program), "queue")
    assert queue["inputs"]["tags"] == {"order": "rps"}
    assert queue["protect"] is True


def test_hooks_are_noted_and_do_not_run(run: Run) -> None:
    ran: list[str] = []

    def program() -> None:
        hook = pulumi.ResourceHook("announce", lambda args: ran.append(args.name))
        hooks = pulumi.ResourceHookBinding(after_create=[hook])
        aws.sqs.Queue("queue", opts=pulumi.ResourceOptions(parent=Box(), hooks=hooks))

    assert state_of(run(program), "queue")["resourceHooks"] == {"AfterCreate": ["announce"]}
    assert ran == []


def test_dependencies_are_by_property_and_sorted(run: Run) -> None:
    def program() -> None:
        parent = Box()
        b, a = (aws.sqs.Queue(name, opts=pulumi.ResourceOptions(parent=parent)) for name in ("b", "a"))
        d = aws.sqs.Queue("d", opts=pulumi.ResourceOptions(parent=parent))
        aws.sqs.Queue(
            "c",
            delay_seconds=5,
            tags={"both": pulumi.Output.concat(b.name, "-", a.name)},
            opts=pulumi.ResourceOptions(parent=parent, depends_on=[d]),
        )

    queue = state_of(run(program), "c")
    stem = "urn:pulumi:dev::project::test:index:Box$aws:sqs/queue:Queue::"
    assert queue["dependencies"] == [f"{stem}a", f"{stem}b", f"{stem}d"]
    assert queue["propertyDependencies"] == {"delaySeconds": [], "tags": [f"{stem}a", f"{stem}b"]}
    assert list(queue["propertyDependencies"]) == ["delaySeconds", "tags"]
