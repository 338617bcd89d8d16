"""What a caller must be allowed to do for each use case; the boundary asks before it calls."""

VIEW = "billing.view"
CREATE = "billing.create"
CANCEL = "billing.cancel"
# Completing by hand says that money arrived: the word of whoever may capture it.
COMPLETE = "billing.capture"
MANAGE_GATEWAYS = "billing.gateways.manage"
