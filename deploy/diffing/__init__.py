"""What would change between two graphs of a stack: `groundwork diff`."""
