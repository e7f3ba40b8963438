"""`groundwork diff`: what it compares, what it writes, and its exit status."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy import statefile
from deploy.graph import Graph
from tests.deploy.conftest import Demo

PROGRAM = '''\
"""A database with its group, a bucket, a queue; as the settings say."""

import pulumi
import pulumi_aws as aws

settings = pulumi.Config().require_object("system")


class Store(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("groundwork:storage:Store", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        if settings.get("bucket", True):
            bucket = aws.s3.Bucket(name, force_destroy=settings.get("force", False), opts=child)
            aws.s3.BucketPublicAccessBlock(name, bucket=bucket.id, opts=child)
        delay, queue = settings["delay"], settings.get("queue")
        self.queue = aws.sqs.Queue(name, name=queue, delay_seconds=delay, opts=child)
        self.register_outputs({})


provider = aws.Provider("aws", region="eu-west-1", default_tags={"tags": {"Stage": settings["stage"]}})
store = Store("store", pulumi.ResourceOptions(providers=[provider]))
top = pulumi.ResourceOptions(provider=provider)
policy = pulumi.Output.json_dumps({"Statement": [{"Sid": "Send", "Effect": "Allow", "Principal": "*",
    "Action": "sqs:SendMessage", "Resource": store.queue.arn}]})
aws.sqs.QueuePolicy("allow", queue_url=store.queue.url, policy=policy, opts=top)
aws.ssm.Parameter("token", type="SecureString", value=pulumi.Output.secret(settings["token"]), opts=top)
if settings.get("topic"):
    aws.sns.Topic("news", opts=top)
'''


def config(**system: Any) -> str:
    lines = {"stage": "dev", "delay": 1, "token": "one", **system}
    return "config:\n  groundwork:system:\n" + "".join(
        f"    {k}: {json.dumps(v)}\n" for k, v in lines.items()
    )


@pytest.fixture
def shop(demo: Demo) -> Demo:
    """Stack files `a`, `tags`, `place` (in place), `loss` (deleted and replaced)."""
    demo.file("__main__.py", PROGRAM)
    demo.file("Pulumi.a.yaml", config())
    demo.file("Pulumi.tags.yaml", config(stage="test"))
    demo.file("Pulumi.place.yaml", config(delay=5, token="two", topic=True, force=True))
    demo.file("Pulumi.loss.yaml", config(queue="orders", bucket=False))
    return demo


def exported(demo: Demo, stack: str, name: str, **changes: str) -> Path:
    """A stack as `pulumi stack export` would write it, with texts exchanged."""
    answer = demo.run("preview", stack, "--json", "--no-policy")
    assert answer.exit_code == 0, answer.stderr
    states = [step["newState"] for step in json.loads(answer.stdout)["steps"]]
    text = json.dumps({"version": 3, "deployment": {"resources": states}})
    for old, new in changes.items():
        text = text.replace(old, new)
    return demo.file(name, text)


class TestText:
    def test_nothing_to_do(self, shop: Demo) -> None:
        answer = shop.run("diff", "a", "a")
        assert answer.exit_code == 0
        assert answer.stdout == (
            "a → a\nno change\n\n0 replaced, 0 deleted, 0 updated, 0 created, 5 unchanged\n"
        )
        assert answer.stderr == "Previewing a ...\nPreviewing a ...\n"

    def test_in_place(self, shop: Demo) -> None:
        answer = shop.run("diff", "a", "place")
        assert answer.exit_code == 0, answer.stderr
        assert answer.stdout == PLACE

    def test_default_tags_are_one_line_unless_asked(self, shop: Demo) -> None:
        answer = shop.run("diff", "a", "tags")
        assert answer.exit_code == 0
        assert answer.stdout == (
            "a → tags\n"
            "nothing that holds data would be replaced or deleted\n"
            "\n"
            "Updated in place  (3)\n"
            "  store (groundwork:storage:Store)\n"
            "    update 2 resources: default tags only\n"
            "  at the top\n"
            "    update 1 resource: default tags only\n"
            "\n"
            "0 replaced, 0 deleted, 3 updated, 0 created, 2 unchanged\n"
        )
        verbose = shop.run("diff", "a", "tags", "-v").stdout
        assert verbose.count("        tagsAll.Stage: dev → test\n") == 3
        assert "        urn:pulumi:a::groundwork::aws:ssm/parameter:Parameter::token\n" in verbose

    def test_default_tags_are_not_told_beside_another_change(self, shop: Demo) -> None:
        shop.file("Pulumi.both.yaml", config(stage="test", delay=2))
        assert "tagsAll" not in shop.run("diff", "a", "both").stdout
        queue = "    update sqs.Queue store\n"
        words = "        Messages not handled yet; in a dead-letter queue, the failures of 14 days.\n"
        values = "        delaySeconds: 1 → 2\n        tagsAll.Stage: dev → test\n"
        assert queue + words + values in shop.run("diff", "a", "both", "--verbose").stdout

    def test_what_loses_data_comes_first(self, shop: Demo) -> None:
        answer = shop.run("diff", "a", "loss")
        assert answer.exit_code == 3
        assert answer.stdout.replace("arn:aws:sqs:eu-west-1:123456789012", "ARN") == LOSS
        assert answer.stderr == "Previewing a ...\nPreviewing loss ...\n"


PLACE = """\
a → place
nothing that holds data would be replaced or deleted

Holds data, changes in place  (2)
  store (groundwork:storage:Store)
    update s3.Bucket store
        Objects.
        forceDestroy: false → true
    update sqs.Queue store
        Messages not handled yet; in a dead-letter queue, the failures of 14 days.
        delaySeconds: 1 → 5

Updated in place  (1)
  at the top
    update ssm.Parameter token
        value: [secret] → [secret]

Created  (1)
  at the top
    create sns.Topic news

0 replaced, 0 deleted, 3 updated, 1 created, 2 unchanged
"""

LOSS = """\
a → loss
2 resources that hold data would be replaced or deleted

Loses data  (2)
  store (groundwork:storage:Store)
    replace sqs.Queue store (because of name)
        Messages not handled yet; in a dead-letter queue, the failures of 14 days.
        name: store-c3257a8 → orders
    delete s3.Bucket store
        Objects.

Replaced  (1)
  at the top
    replace sqs.QueuePolicy allow (because of queueUrl (store is replaced))
        queueUrl: …23456789012/store-c3257a8 → …23456789012/orders
        policy.Statement.Send.Resource: ARN:store-c3257a8 → ARN:orders

Deleted  (1)
  store (groundwork:storage:Store)
    delete s3.BucketPublicAccessBlock store

2 replaced, 2 deleted, 0 updated, 0 created, 1 unchanged
"""


class TestOtherForms:
    def test_json(self, shop: Demo) -> None:
        answer = shop.run("diff", "a", "loss", "--json")
        assert answer.exit_code == 3
        document = json.loads(answer.stdout)
        assert {
            key: document[key] for key in ("from", "to", "identity", "losesData", "summary", "notes")
        } == {
            "from": "a",
            "to": "loss",
            "identity": {},
            "losesData": True,
            "summary": {"create": 0, "update": 0, "replace": 2, "delete": 2, "same": 1},
            "notes": [],
        }
        assert [(change["op"], change["name"], change["losesData"]) for change in document["changes"]] == [
            ("replace", "store", True),
            ("delete", "store", True),
            ("replace", "allow", False),
            ("delete", "store", False),
        ]
        queue = document["changes"][0]
        assert queue == {
            "op": "replace",
            "urn": "urn:pulumi:a::groundwork::groundwork:storage:Store$aws:sqs/queue:Queue::store",
            "type": "aws:sqs/queue:Queue",
            "name": "store",
            "component": "store (groundwork:storage:Store)",
            "holdsData": True,
            "losesData": True,
            "protect": False,
            "retainOnDelete": False,
            "properties": [
                {
                    "name": "name",
                    "replaces": True,
                    "because": "",
                    "values": [
                        {
                            "path": "",
                            "before": queue["properties"][0]["values"][0]["before"],
                            "after": "orders",
                        }
                    ],
                }
            ],
            "refused": [],
            "stepwise": [],
        }
        assert [each["because"] for each in document["changes"][2]["properties"]] == ["store", "store"]

    def test_markdown(self, shop: Demo) -> None:
        answer = shop.run("diff", "a", "place", "--markdown")
        assert answer.exit_code == 0
        assert answer.stdout == MARKDOWN

    def test_a_loss_stands_out_in_markdown(self, shop: Demo) -> None:
        answer = shop.run("diff", "a", "loss", "--markdown")
        assert answer.exit_code == 3
        assert "**2 resources that hold data would be replaced or deleted.**\n" in answer.stdout
        assert "| store | replace | sqs.Queue | store | name |\n" in answer.stdout
        assert "|  | replace | sqs.QueuePolicy | allow | queueUrl (store is replaced) |\n" in answer.stdout

    def test_no_secret_in_any_form(self, shop: Demo) -> None:
        for form in ("--json", "--markdown", "--verbose"):
            written = shop.run("diff", "a", "place", form).stdout
            assert "[secret]" in written
            assert "two" not in written

    def test_one_form_at_a_time(self, shop: Demo) -> None:
        answer = shop.run("diff", "a", "a", "--json", "--markdown")
        assert answer.exit_code == 2
        assert "--json or --markdown: give one of them" in answer.stderr


MARKDOWN = """\
## a → place

Nothing that holds data would be replaced or deleted.

0 replaced, 0 deleted, 3 updated, 1 created, 2 unchanged.

### Holds data, changes in place (2)

| Component | | Type | Name | Because of |
|---|---|---|---|---|
| store | update | s3.Bucket | store | forceDestroy |
| store | update | sqs.Queue | store | delaySeconds |

<details><summary>Values</summary>

- `update s3.Bucket store`
  - `Objects.`
  - `forceDestroy: false → true`
- `update sqs.Queue store`
  - `Messages not handled yet; in a dead-letter queue, the failures of 14 days.`
  - `delaySeconds: 1 → 5`

</details>

### Updated in place (1)

| Component | | Type | Name | Because of |
|---|---|---|---|---|
|  | update | ssm.Parameter | token | value |

<details><summary>Values</summary>

- `update ssm.Parameter token`
  - `value: [secret] → [secret]`

</details>

### Created (1)

| Component | | Type | Name | Because of |
|---|---|---|---|---|
|  | create | sns.Topic | news |  |
"""


class TestSides:
    def test_an_export_with_ids_of_its_own(self, shop: Demo) -> None:
        real = {"123456789012": "999988887777", "urn:pulumi:a::": "urn:pulumi:real::"}
        exported(shop, "a", "state.json", **real)
        answer = shop.run("diff", "state.json", "a")
        assert answer.stdout.splitlines()[:2] == ["state.json → a", "no change"]
        assert (answer.exit_code, shop.run("diff", "state.json", "loss").exit_code) == (0, 3)

    def test_a_preview_of_another_stack_name(self, shop: Demo) -> None:
        shop.file("Pulumi.b.yaml", config())
        for name in ("a", "b"):
            shop.file(f"{name}.json", shop.run("preview", name, "--json", "--no-policy").stdout)
        answer = shop.run("diff", "a.json", "b.json")
        assert answer.exit_code == 0
        assert answer.stdout.splitlines()[:2] == ["a.json → b.json", "no change"]
        assert answer.stderr == ""

    def test_standard_input(self, shop: Demo) -> None:
        text = exported(shop, "a", "state.json").read_text()
        answer = shop.run("diff", "-", "place", input=text)
        assert answer.exit_code == 0
        assert answer.stdout.startswith("standard input → place\n")

    def test_the_path_of_a_stack_file(self, shop: Demo) -> None:
        shop.file("elsewhere/next.yaml", config(delay=9))
        answer = shop.run("diff", "a", "elsewhere/next.yaml")
        assert "delaySeconds: 1 → 9\n" in answer.stdout

    def test_what_is_deployed(self, shop: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
        states = json.loads(exported(shop, "a", "state.json").read_text())["deployment"]["resources"]
        gone = {**states[-1], "urn": states[-1]["urn"] + "-old", "delete": True}
        asked = []

        def graph(stack: Any) -> Graph:
            asked.append(stack.reference)
            return Graph([*states, gone])

        monkeypatch.setattr(statefile, "graph", graph)
        answer = shop.run("diff", "deployed:a", "place")
        assert answer.exit_code == 0
        assert answer.stdout.startswith("deployed:a → place\n")
        assert answer.stdout.endswith("0 replaced, 0 deleted, 3 updated, 1 created, 2 unchanged\n")
        assert asked == ["a"]

    def test_encrypted_values_are_said_not_to_be_compared(self, shop: Demo) -> None:
        document = json.loads(exported(shop, "a", "state.json").read_text())
        for state in document["deployment"]["resources"]:
            for side in ("inputs", "outputs"):
                value = state.get(side, {}).get("value")
                if value:
                    value.pop("plaintext")
                    value["ciphertext"] = "v1:x"
        shop.file("state.json", json.dumps(document))
        answer = shop.run("diff", "state.json", "a")
        assert answer.stdout.splitlines()[1] == "no change"
        assert answer.stderr.endswith(
            "1 encrypted value was not compared; "
            "`pulumi stack export --show-secrets` writes them in plain text\n"
        )


class TestCannotRun:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("a", "missing"), "error: no stack 'missing': Pulumi.missing.yaml is not there"),
            (("missing.json", "a"), "error: missing.json: cannot be read: No such file or directory"),
            (("-", "-"), "error: only one of the two can come from standard input"),
            (("deployed:missing", "a"), "error: no stack 'missing': Pulumi.missing.yaml is not there"),
            (("bad.json", "a"), "error: bad.json:1:1: not JSON: Expecting value"),
            (("other.json", "a"), "error: other.json: neither the output of `pulumi preview --json` nor of"),
            (("a", "broken"), "error: Pulumi.broken.yaml: the program stopped"),
        ],
    )
    def test_what_is_wrong_is_said(self, shop: Demo, arguments: tuple[str, str], words: str) -> None:
        shop.file("bad.json", "no")
        shop.file("other.json", "{}")
        shop.file("Pulumi.broken.yaml", "config:\n  groundwork:system:\n    delay: 1\n")
        answer = shop.run("diff", *arguments)
        assert answer.exit_code == 2
        assert answer.stdout == ""
        assert words in answer.stderr

    def test_help_has_examples_and_the_exit_status(self, shop: Demo) -> None:
        answer = shop.run("diff", "--help")
        assert "groundwork diff deployed:pyshop/prod pyshop/prod" in answer.stdout
        assert "Exit status: 3 if something that holds data would be replaced or deleted" in answer.stdout
