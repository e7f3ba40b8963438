"""SQS: queues, their policies and dead-letter settings."""

from simulator.services.sqs import answers

__all__ = ["answers"]
