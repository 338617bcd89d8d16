"""How a provider's call changes what is known of a payment."""

from collections.abc import Callable

from billing.domain.details.codec import Details

# From what is known so far and our number of the attempt (providers see it, so details may hold it) to what is known
# now. Billing does not know one gateway's details from another's; who translates the call does.
DetailsUpdate = Callable[[Details | None, int], Details]
