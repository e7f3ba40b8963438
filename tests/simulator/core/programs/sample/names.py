"""A module that only this program can import."""

REPOSITORY = "repository"
