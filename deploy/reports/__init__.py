"""What `groundwork check` writes, for people and for pull requests: one module a format."""
