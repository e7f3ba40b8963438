"""What `make bench` runs: the previews, the floor beside them, and how both are measured."""
