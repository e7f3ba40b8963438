"""Faults: which operation they are for, how often they happen, what is left of them."""

import threading
from collections import Counter

import pytest

from simulator.faults import UNHEARD, Fault, Faults, Manner, Met, Op, exists, refusal, unheard

QUEUE = "aws:sqs/queue:Queue"
JOBS = f"urn:pulumi:dev::demo::{QUEUE}::jobs"
MAILS = f"urn:pulumi:dev::demo::{QUEUE}::mails"


def test_a_fault_happens_as_often_as_it_says_and_is_gone_then() -> None:
    fault = Fault(type=QUEUE, times=2)
    faults = Faults([fault])
    assert [faults.at(urn, QUEUE, Op.CREATE) for urn in (JOBS, MAILS, JOBS)] == ["refuse", "refuse", None]
    assert faults.met == (Met(fault, JOBS), Met(fault, MAILS))
    assert faults.left == ()


def test_only_its_operation_on_its_resource_meets_it() -> None:
    faults = Faults([Fault(urn=JOBS, op=Op.DELETE, manner=Manner.CUT)])
    assert faults.at(JOBS, QUEUE, Op.CREATE) is None
    assert faults.at(MAILS, QUEUE, Op.DELETE) is None
    assert faults.left == (Fault(urn=JOBS, op=Op.DELETE, manner=Manner.CUT),)
    assert faults.at(JOBS, QUEUE, Op.DELETE) is Manner.CUT


def test_what_is_left_says_how_often() -> None:
    faults = Faults([Fault(type=QUEUE, times=3)])
    faults.at(JOBS, QUEUE, Op.CREATE)
    assert faults.left == (Fault(type=QUEUE, times=2),)


def test_the_first_fault_is_used_up_first_and_others_can_be_added() -> None:
    faults = Faults([Fault(urn=JOBS)])
    faults.add(Fault(type=QUEUE, manner=Manner.CUT))
    assert [faults.at(JOBS, QUEUE, Op.CREATE) for _ in range(3)] == [Manner.REFUSE, Manner.CUT, None]


def test_suspended_faults_are_kept_for_later() -> None:
    faults = Faults([Fault(urn=JOBS)])
    with faults.suspended():
        assert faults.at(JOBS, QUEUE, Op.CREATE) is None
    assert faults.at(JOBS, QUEUE, Op.CREATE) is Manner.REFUSE


def test_many_threads_use_up_no_fault_twice() -> None:
    faults = Faults([Fault(type=QUEUE, times=50)])
    found: Counter[Manner | None] = Counter()

    def run() -> None:
        mine = [faults.at(JOBS, QUEUE, Op.CREATE) for _ in range(25)]
        found.update(mine)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {Manner.REFUSE: 50, None: 50}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "a fault needs the URN or the type of what it fails"),
        ({"type": QUEUE, "times": 0}, "a fault happens once or more often, not 0 times"),
    ],
)
def test_a_fault_that_could_not_be_met_is_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Fault(**options)  # ty: ignore[invalid-argument-type]


def test_the_words_are_those_of_the_providers_sdk() -> None:
    assert refusal(QUEUE, Op.UPDATE) == (
        "operation error sqs: UpdateQueue, https response error StatusCode: 503, "
        "api error ServiceUnavailable: refused by the rehearsal"
    )
    assert unheard(QUEUE, Op.CREATE) == (
        "operation error sqs: CreateQueue, https response error StatusCode: 0, "
        "request send failed: cut by the rehearsal"
    )
    assert UNHEARD in unheard(QUEUE, Op.CREATE)
    assert UNHEARD not in refusal(QUEUE, Op.CREATE)
    assert exists(QUEUE, "jobs") == (
        "operation error sqs: CreateQueue, https response error StatusCode: 409, "
        "api error AlreadyExists: jobs exists already"
    )
