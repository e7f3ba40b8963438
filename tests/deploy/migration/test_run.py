"""`groundwork migrate` on a backend that is played: the order, where it stops, going on, going back."""

from typing import Any

import pytest
import yaml

from deploy import alarms, operations
from deploy.real import Pending
from tests.deploy.conftest import Demo
from tests.deploy.migration.conftest import FILE, PHASE1, PLAN, PLANS, TARGET, Backend, outputs

BEFORE = ["doctor 2", "alarms {'eu-west-1': ['shop-dev-full']}"]
QUEUE = "urn:pulumi:shop-phase1::groundwork::aws:sqs/queue:Queue::jobs"
COMMAND = "groundwork migrate shop/phase1 --to shop/phase2"


def migrate(shop: Demo, *args: str) -> tuple[int, str, str]:
    answer = shop.run("migrate", "shop/phase1", "--to", "shop/phase2", "--yes", *args)
    return answer.exit_code, answer.stdout, answer.stderr


def place(backend: type[Backend]) -> Any:
    return outputs(backend.states).get("move")


def config(shop: Demo, file: str = FILE) -> dict[str, Any]:
    return yaml.safe_load((shop.root / file).read_text())["config"]


@pytest.mark.spec("FBG-OPS-11")
class TestForward:
    def test_to_the_end(self, shop: Demo, backend: type[Backend]) -> None:
        code, out, err = migrate(shop, "--answered", "shift")
        assert code == 0, err
        assert backend.done == [
            *BEFORE,
            "start",
            "shop-dev-db-before-phase2",
            "queue",
            "1 min",
            "database",
            "settle",
        ]
        assert place(backend) is None
        assert outputs(backend.states)["phase"] == 2
        lines = out.splitlines()
        assert lines[:2] == [
            "deployed:shop/phase1 → shop/phase2",
            "nothing that holds data would be replaced or deleted",
        ]
        titles = [line for line in lines if line[:1].isdigit() and "/6 " in line]
        assert titles == [
            "1/6 backup: Snapshot",
            "2/6 queue: The queue beside the server",
            "3/6 shift: Point the clients to the queue",
            "4/6 quiet: Nothing goes wrong",
            "5/6 database: The larger database",
            "6/6 settle: No server any more",
        ]
        assert "shop-dev-db-before-phase2 is there, taken on 2026-03-01 at 04:05 UTC" in lines
        assert "1 alarms were quiet for 1 min" in lines
        assert lines[-1] == f"{FILE} has the settings of shop/phase2 now; commit it"

    @pytest.mark.spec("FBG-OPS-05")
    def test_the_own_file_has_the_targets_settings_under_its_own_names(
        self, shop: Demo, backend: type[Backend]
    ) -> None:
        assert migrate(shop, "--answered", "shift")[0] == 0
        text = (shop.root / FILE).read_text()
        assert text.startswith("# The second phase.\nconfig:\n")
        assert "    environment: dev # of an example\n" in text
        assert "    db: { class: db.t3.small, storage: 50 } # larger\n" in text
        expected = config(shop, TARGET)
        expected["groundwork:system"] = {
            "name": "shop",
            "environment": "dev",
            "phase": 2,
            "region": "eu-west-1",
        }
        expected["groundwork:secretValues"] = {"password": {"secure": "v1:b3du:b3du"}}
        assert config(shop) == expected
        assert yaml.safe_load(text)["encryptionsalt"] == "v1:salt"
        assert backend.done[-1] == "settle"

    def test_a_person_has_to_say_that_it_is_done(self, shop: Demo, backend: type[Backend]) -> None:
        code, _, err = migrate(shop)
        assert code == 2
        assert err.endswith(
            "error: the step shift needs a person; what comes before it is done\n"
            "  Change the clients of shop/phase1.\n"
            "  It is done when all of them do.\n"
            "    $ shop-admin point shop/phase1\n"
            '    queues: ["queue", "server"]\n'
            "    gone: (the stack has no such output yet)\n"
            f"  → when it is done: {COMMAND} --yes --answered shift\n"
        )
        assert place(backend) == {"to": "shop/phase2", "step": "queue", "reached": "queue"}
        assert (shop.root / FILE).read_text() == PHASE1
        # From another machine: nothing but the backend says where it is.
        backend.done.clear()
        code, out, err = migrate(shop, "--answered", "shift")
        assert code == 0, err
        assert out.startswith("shop/phase1 is on its way: queue is done\n")
        assert backend.done == [*BEFORE, "1 min", "database", "settle"]

    @pytest.mark.parametrize(("word", "status", "said"), [("y", 0, ""), ("n", 2, "the step shift is left; ")])
    def test_or_is_asked(
        self,
        shop: Demo,
        backend: type[Backend],
        monkeypatch: pytest.MonkeyPatch,
        word: str,
        status: int,
        said: str,
    ) -> None:
        monkeypatch.setattr(operations, "ready_to_ask", lambda _yes: None)
        words = ["y", "y", word, "y", "y"]
        answer = shop.run("migrate", "shop/phase1", "--to", "shop/phase2", input="\n".join(words) + "\n")
        assert answer.exit_code == status, answer.stderr
        assert "Move shop/phase1 to shop/phase2? [y/n] (n):" in answer.stderr
        assert "Is that done? [y/n] (n):" in answer.stderr
        assert said in answer.stderr
        assert ("settle" in backend.done) is (status == 0)

    def test_an_update_that_fails(self, shop: Demo, backend: type[Backend]) -> None:
        backend.fails = "queue"
        code, _, err = migrate(shop)
        assert code == 1
        assert err.endswith(
            "error: step queue: Updating: failed\n"
            "  jobs: AccessDenied\n"
            "  → the state is consistent, and the steps before this one are done\n"
            f"  → go on: {COMMAND}\n"
            f"  → go back: {COMMAND} --back\n"
        )
        assert place(backend) == {"to": "shop/phase2", "step": "start", "reached": "start"}
        # What is no update is done again, so that it may have been done before.
        backend.fails = ""
        backend.done.clear()
        assert migrate(shop, "--answered", "shift")[0] == 0
        assert backend.done == [*BEFORE, "shop-dev-db-before-phase2", "queue", "1 min", "database", "settle"]

    def test_an_alarm_goes_off(
        self, shop: Demo, backend: type[Backend], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(alarms, "watch", lambda *_: ["shop-dev-full: too full"])
        code, _, err = migrate(shop, "--answered", "shift")
        assert (code, backend.done[-1]) == (1, "queue")
        assert err.endswith(
            "error: the step quiet: 1 of 1 alarms went off\n"
            "  shop-dev-full: too full\n"
            f"  → go back: {COMMAND} --back\n"
            f"  → when it is mended, go on: {COMMAND}\n"
        )

    def test_only_the_file_is_left_to_write(self, shop: Demo, backend: type[Backend]) -> None:
        assert migrate(shop, "--answered", "shift")[0] == 0
        shop.file(FILE, PHASE1)  # the commit was lost
        backend.done.clear()
        code, out, err = migrate(shop)
        assert code == 0, err
        assert out.startswith("shop/phase1 is at shop/phase2 already\n")
        assert (backend.done, config(shop)["groundwork:system"]["phase"]) == ([], 2)


class TestRefused:
    def test_a_stack_that_is_not_what_its_file_says(self, shop: Demo, backend: type[Backend]) -> None:
        shop.file(FILE, PHASE1.replace("server: true", "server: false"))
        code, _, err = migrate(shop)
        assert (code, backend.done) == (2, [])
        assert err.endswith(
            f"error: shop/phase1 is not what {FILE} says; nothing was touched\n"
            "  delete ssm.Parameter server\n"
            "  → groundwork up shop/phase1, and then the move\n"
        )

    def test_alarms_that_went_off(
        self, shop: Demo, backend: type[Backend], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(alarms, "gone_off", lambda _names: ["shop-dev-full: too full"])
        code, _, err = migrate(shop)
        assert (code, place(backend)) == (1, None)
        assert err.endswith(
            "error: shop/phase1 is not well: 1 of its alarms went off; nothing was touched\n"
            "  shop-dev-full: too full\n"
            "  → mend that first\n"
        )

    def test_operations_that_nobody_knows_of(self, shop: Demo, backend: type[Backend]) -> None:
        urn = "urn:pulumi:shop-phase1::groundwork::aws:rds/instance:Instance::db"
        backend.pending_ = [Pending("updating", urn)]
        code, _, err = migrate(shop)
        assert (code, place(backend)) == (2, None)
        assert "operations of which nobody knows how they ended\n  updating db\n" in err
        assert err.endswith(
            "  → groundwork refresh shop/phase1 finds out what became of it; then the same again\n"
        )

    @pytest.mark.spec("FBG-OPS-10")
    def test_a_step_that_would_lose_data(self, shop: Demo, backend: type[Backend]) -> None:
        shop.file(TARGET, (shop.root / TARGET).read_text().replace("bucket: uploads", "bucket: files"))
        code, _, err = migrate(shop)
        assert (code, backend.done) == (2, [])
        assert err.endswith(
            "error: step settle would delete or replace what holds data; nothing was touched\n"
            "  replace s3.Bucket uploads (because of bucket)\n"
            "    Objects.\n"
            "  → let the target keep what is there: its key, its names, its encryption\n"
            "  → or make the new one under another key beside it, move the content over, "
            "and give the old one up by hand\n"
        )

    def test_storage_that_would_shrink(self, shop: Demo, backend: type[Backend]) -> None:
        shop.file(TARGET, (shop.root / TARGET).read_text().replace("storage: 50", "storage: 10"))
        code, _, err = migrate(shop)
        assert (code, backend.done) == (2, [])
        assert "error: step database" in err

    def test_a_config_that_is_bad(self, shop: Demo, backend: type[Backend]) -> None:
        shop.file(PLANS, PLAN.replace("queue.delay: 0", "queue.delay: 999999"))
        code, _, err = migrate(shop)
        assert (code, backend.done) == (2, [])
        assert "error: step queue: " in err

    def test_an_answer_to_what_is_not_asked(self, shop: Demo, backend: type[Backend]) -> None:
        code, _, err = migrate(shop, "--answered", "push")
        assert (code, backend.done) == (2, [])
        assert err == "error: --answered names what the plan does not ask: push\n  it asks: shift\n"

    def test_nobody_is_there(self, shop: Demo, backend: type[Backend]) -> None:
        answer = shop.run("migrate", "shop/phase1", "--to", "shop/phase2")
        assert (answer.exit_code, backend.done) == (2, [])
        assert answer.stderr == "error: this needs your word, and there is no terminal to ask on\n  → --yes\n"

    @pytest.mark.usefixtures("backend")
    def test_another_target_than_the_one_it_is_on_its_way_to(self, shop: Demo) -> None:
        migrate(shop)
        shop.file("systems/shop/Pulumi.other.yaml", (shop.root / TARGET).read_text())
        answer = shop.run("migrate", "shop/phase1", "--to", "shop/other", "--yes")
        assert answer.exit_code == 2
        assert answer.stderr.endswith(
            f"error: shop/phase1 is on its way to shop/phase2, not to shop/other\n  → {COMMAND}\n"
        )

    @pytest.mark.usefixtures("backend")
    def test_a_plan_that_has_become_another(self, shop: Demo) -> None:
        migrate(shop)
        shop.file(PLANS, PLAN.replace("key: queue", "key: line"))
        code, _, err = migrate(shop)
        assert code == 2
        assert err.endswith(
            "error: the plan has no step queue, which shop/phase1 is at\n"
            "  → take the plan file of the revision with which the move was begun\n"
        )

    def test_a_target_file_that_cannot_be_written(self, shop: Demo, backend: type[Backend]) -> None:
        text = (shop.root / TARGET).read_text()
        text = text.replace("region: eu-west-1", "region: &here eu-west-1").replace(
            'accountId: "999988887777"', "accountId: &account '999988887777'\n    costCenter: *account"
        )
        shop.file(TARGET, text)
        code, _, err = migrate(shop)
        assert (code, backend.done) == (2, [])
        assert f"error: {TARGET}: groundwork:system.accountId could not be taken out; do it by hand\n" in err


class TestBack:
    def back(self, shop: Demo, *args: str) -> tuple[int, str, str]:
        return migrate(shop, "--back", *args)

    def test_step_by_step_to_the_start_and_out(self, shop: Demo, backend: type[Backend]) -> None:
        backend.fails = "settle"
        assert migrate(shop, "--answered", "shift")[0] == 1
        backend.fails = ""
        # Nothing of the settling was done, so it is the larger database that is undone; its storage stays.
        code, out, err = self.back(shop)
        assert code == 0, err
        assert out.endswith(f"shop/phase1 is at queue; to go on: {COMMAND}\n")
        assert place(backend) == {"to": "shop/phase2", "step": "queue", "reached": "database"}
        database = next(each for each in backend.states if each["type"].startswith("aws:rds"))["inputs"]
        assert (database["instanceClass"], database["allocatedStorage"]) == ("db.t3.micro", 50)

        # What holds data goes only where it is named.
        code, _, err = self.back(shop)
        assert code == 2
        assert err.endswith(f"  → {COMMAND} --back --allow-replace '{QUEUE}'\n")
        code, out, err = self.back(shop, "--allow-replace", QUEUE)
        assert code == 0, err
        assert out.endswith(f"shop/phase1 is at start; to go on: {COMMAND}\n")

        code, out, err = self.back(shop)
        assert code == 0, err
        assert out.endswith(
            "shop/phase1 is where it was before the move\n"
            "groundwork:data.db.storage stays 50: AWS does not take it back\n"
            f"{FILE} says so now; commit it\n"
        )
        assert place(backend) is None
        assert (shop.root / FILE).read_text() == PHASE1.replace("storage: 20", "storage: 50")
        code, _, err = self.back(shop)
        assert code == 2
        assert err.endswith("error: shop/phase1 is on no move; there is nothing to go back\n")

    def test_what_was_begun_is_undone_first(self, shop: Demo, backend: type[Backend]) -> None:
        backend.fails = "queue"
        migrate(shop)
        backend.fails = ""
        assert QUEUE in {each["urn"] for each in backend.states}
        code, out, err = self.back(shop, "--allow-replace", QUEUE)
        assert code == 0, err
        assert "what comes after start was begun, and is undone\n" in out
        assert place(backend) == {"to": "shop/phase2", "step": "start", "reached": "start"}
        assert QUEUE not in {each["urn"] for each in backend.states}

    def test_a_stay_that_is_a_mapping(self, shop: Demo, backend: type[Backend]) -> None:
        stays = "queue.delay: 0 }\n      stays: [groundwork:compute.queue]"
        shop.file(PLANS, PLAN.replace("queue.delay: 0 }", stays))
        migrate(shop)
        assert self.back(shop)[0] == 0
        code, _, err = self.back(shop)
        assert code == 0, err
        assert QUEUE in {each["urn"] for each in backend.states}
        line = '  groundwork:compute: { server: true, queue: {"delay": 0} }\n'
        assert line in (shop.root / FILE).read_text()

    def test_only_back_takes_what_holds_data(self, shop: Demo) -> None:
        code, _, err = migrate(shop, "--allow-replace", QUEUE)
        assert code == 2
        assert "--allow-replace: only --back may take what holds data" in err


class TestUp:
    def test_it_is_refused_on_the_way(self, shop: Demo, backend: type[Backend]) -> None:
        migrate(shop)
        for args in (["up", "shop/phase1", "--yes"], ["up", "shop/phase1", "--plan"]):
            backend.done.clear()
            answer = shop.run(*args)
            assert answer.exit_code == 2, answer.stdout
            assert answer.stderr.endswith(
                "error: shop/phase1 is on its way to shop/phase2, at queue; nothing was touched\n"
                f"  → go on: {COMMAND}\n"
                f"  → go back: {COMMAND} --back\n"
            )
            assert backend.done == ["doctor 1"]


class TestSteps:
    def test_they_are_listed_with_what_each_changes(self, shop: Demo) -> None:
        answer = shop.run("migrate", "shop/phase1", "--to", "shop/phase2", "--steps")
        assert answer.exit_code == 0, answer.stderr
        assert answer.stdout == LISTED

    def test_one_thing_at_a_time(self, shop: Demo) -> None:
        answer = shop.run("migrate", "shop/phase1", "--to", "shop/phase2", "--steps", "--back")
        assert answer.exit_code == 2
        assert "--steps, --rehearse or --back: give one of them" in answer.stderr
        answer = shop.run("migrate", "shop/phase1", "--to", "shop/phase2", "--to", "shop/phase2")
        assert answer.exit_code == 2
        assert "several --to can only be rehearsed" in answer.stderr


LISTED = """\
shop/phase1 → shop/phase2: A queue in the server's place

1. backup: Snapshot
   snapshot of db

2. queue: The queue beside the server
   Both work for a while.
   create sqs.Queue
   0 replaced, 0 deleted, 0 updated, 1 created, 5 unchanged

3. shift: Point the clients to the queue
   Change the clients of shop/phase1.
   It is done when all of them do.
   $ shop-admin point shop/phase1

4. quiet: Nothing goes wrong
   1 min without an alarm

5. database: The larger database
   update rds.Instance db: allocatedStorage, instanceClass
   0 replaced, 0 deleted, 1 updated, 0 created, 5 unchanged

6. settle: No server any more
   delete ssm.Parameter server
   update sqs.Queue jobs: delaySeconds
   0 replaced, 1 deleted, 1 updated, 0 created, 4 unchanged
"""
