"""`groundwork:data`: databases and other stores, by name, told apart by `kind`."""

from typing import Annotated

from pydantic import Field

from settings.dynamodb import DynamoTable
from settings.postgres import PostgresInstance
from settings.redis import RedisGroup
from settings.types import Key

Store = Annotated[PostgresInstance | RedisGroup | DynamoTable, Field(discriminator="kind")]

Data = dict[Key, Store]
