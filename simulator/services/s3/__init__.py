"""S3: buckets and what is set on them."""

from simulator.services.s3 import answers

__all__ = ["answers"]
