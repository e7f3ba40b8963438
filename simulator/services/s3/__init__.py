"""S3: buckets and what is set on them."""

from simulator.services.s3 import answers, bucket_rules, events, lifecycle_rules

__all__ = ["answers", "bucket_rules", "events", "lifecycle_rules"]
