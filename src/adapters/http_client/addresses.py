"""Where a call may go whose address somebody else chose: out into the world, never into our own network.

It is checked for the very address that is connected to. A name can mean something else each time it is looked up.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp import AddrInfoType

_WORLD = IPv6Network("2000::/3")
# Both carry an IPv4 address inside: the one is how networks without IPv4 reach it, the other is out of use.
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_LAST_32_BITS = 0xFFFF_FFFF


def public_socket(address: AddrInfoType) -> socket.socket:
    """A socket for a connection to this address.

    Raises:
        PermissionError: it is not a public one.
    """
    family, type_, protocol, _, place = address
    if not is_public(str(place[0])):
        raise PermissionError("Not a public address.")
    return socket.socket(family=family, type=type_, proto=protocol)


def is_public(address: str) -> bool:
    """Whether this IP address (with or without a zone) is one of the internet, and of one host."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or (IPv4Address(int(ip) & _LAST_32_BITS) if ip in _NAT64 else None)
        if inner is None:
            return ip.is_global and ip in _WORLD and ip not in _SIX_TO_FOUR
        ip = inner
    return ip.is_global and not ip.is_multicast
