"""SQS: queues, their policies and dead-letter settings."""

from simulator.services.sqs import allow, answers, rules

__all__ = ["allow", "answers", "rules"]
