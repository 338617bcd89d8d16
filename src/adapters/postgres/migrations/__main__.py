"""`python -m adapters.postgres.migrations`: migrate the database that standard input names.

Standard input is a JSON object with `owner`, the owner's connection string, and `secret`: arguments and environments
can be read by others.
"""

import json
import sys

from adapters.postgres.migrations.migrate import migrate
from shared_kernel.errors import HamyonError

database = json.load(sys.stdin)
try:
    migrate(database["owner"], database["secret"].encode())
except HamyonError as error:
    sys.exit(str(error))
