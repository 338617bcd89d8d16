"""Gateway settings at rest: encrypted, because a copy of the database must not be a copy of the merchants' secrets."""

import hashlib
import hmac
import json
import secrets
from typing import cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.postgres.failures import DatabaseSetupError
from billing.domain.gateway import Settings
from shared_kernel.tenant import TenantId

_PURPOSE = b"gateway-settings"
_NONCE_BYTES = 12


class SettingsCipher:
    """AES-256-GCM under a key derived from the installation's secret."""

    def __init__(self, secret: bytes) -> None:
        self._aead = AESGCM(hmac.new(secret, _PURPOSE, hashlib.sha256).digest())

    def encrypt(self, settings: Settings, *, tenant_id: TenantId, gateway: str) -> bytes:
        """Nonce and ciphertext."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, json.dumps(dict(settings)).encode(), _place(tenant_id, gateway))

    def decrypt(self, stored: bytes, *, tenant_id: TenantId, gateway: str) -> Settings:
        """The settings.

        Raises:
            DatabaseSetupError: they were encrypted with another secret, or belong to another tenant or gateway.
        """
        nonce, ciphertext = stored[:_NONCE_BYTES], stored[_NONCE_BYTES:]
        try:
            plain = self._aead.decrypt(nonce, ciphertext, _place(tenant_id, gateway))
        except InvalidTag as error:
            raise DatabaseSetupError(
                f"The settings of {gateway} cannot be decrypted: is this the secret key they were stored with?"
            ) from error
        return cast(Settings, json.loads(plain))


def _place(tenant_id: TenantId, gateway: str) -> bytes:
    # Authenticated with the settings: a row copied to another tenant does not open there.
    return tenant_id.bytes + gateway.encode()
