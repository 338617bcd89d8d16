"""How a provider's call changes what is known of a payment."""

from collections.abc import Callable

from billing.domain.attempt import Attempt
from billing.domain.details.codec import Details

# From what is known so far and the attempt as it becomes (providers see its number, so details may hold it) to what is
# known now. Billing does not know one gateway's details from another's; who translates the call does.
DetailsUpdate = Callable[[Details | None, Attempt], Details]
