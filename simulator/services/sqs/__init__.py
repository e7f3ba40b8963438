"""SQS: queues, their policies and dead-letter settings."""

from simulator.services.sqs import answers, rules

__all__ = ["answers", "rules"]
