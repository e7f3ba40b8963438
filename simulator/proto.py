"""Protobuf classes that exist only at run time, under names that a type checker accepts."""

from __future__ import annotations

from typing import Any

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import provider_pb2_grpc

__all__ = ["Empty", "ResourceProviderServicer", "Struct"]

Empty: Any = vars(empty_pb2)["Empty"]
Struct: Any = vars(struct_pb2)["Struct"]
ResourceProviderServicer: Any = provider_pb2_grpc.ResourceProviderServicer
