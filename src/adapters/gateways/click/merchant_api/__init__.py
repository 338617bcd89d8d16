"""Click's Merchant API v2: what we ask Click, as one client with Click's own words (protocol, sections 5 and 7)."""
