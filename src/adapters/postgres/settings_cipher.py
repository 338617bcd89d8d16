"""Gateway settings at rest: encrypted, because a copy of the database must not be a copy of the merchants' secrets.

Each row has a data key of its own, wrapped by a master key that follows from the installation's secret. A new secret
therefore wraps the data keys again and leaves the settings as they are.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from adapters.postgres.failures import DatabaseSetupError
from adapters.postgres.master_keys import Box, MasterKeys, new_data_key
from billing.domain.gateway import Settings
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedSettings:
    """Settings as they are stored.

    Attributes:
        settings: nonce and ciphertext under the data key.
        wrapped_key: the data key under the master key; None when the settings are under the secret's own key, as they
            were stored before there were data keys.
        key_id: which master key; None as above.
    """

    settings: bytes
    wrapped_key: bytes | None
    key_id: str | None


class UnreadableSettingsError(DatabaseSetupError):
    """The settings of a gateway cannot be decrypted."""

    def __init__(self, gateway: str) -> None:
        super().__init__(
            f"The settings of {gateway} cannot be decrypted: is this the secret key they were stored with?"
        )


class SettingsCipher:
    """Seals and opens settings for one place: a tenant's gateway. A row copied to another place does not open there."""

    def __init__(self, secret: bytes, *, previous: Sequence[bytes] = ()) -> None:
        self._keys = MasterKeys(current=secret, previous=previous)

    @property
    def key_id(self) -> str:
        """The master key that wraps now."""
        return self._keys.current.id

    def seal(self, settings: Settings, *, tenant_id: TenantId, gateway: str) -> SealedSettings:
        """The settings under a new data key."""
        data_key, place = new_data_key(), _place(tenant_id, gateway)
        return SealedSettings(
            settings=Box(data_key).seal(json.dumps(dict(settings)).encode(), place=place),
            wrapped_key=self._keys.current.wrapping.seal(data_key, place=place),
            key_id=self.key_id,
        )

    def open(self, sealed: SealedSettings, *, tenant_id: TenantId, gateway: str) -> Settings:
        """The settings.

        Raises:
            UnreadableSettingsError: they were sealed with a secret not known here, or for another tenant or gateway.
        """
        place = _place(tenant_id, gateway)
        if sealed.wrapped_key is None:
            boxes = [key.direct for key in self._keys.opening(None)]
        else:
            boxes = [Box(self._data_key(sealed.key_id, sealed.wrapped_key, place, gateway))]
        plain = next((plain for box in boxes if (plain := box.open(sealed.settings, place=place)) is not None), None)
        if plain is None:
            raise UnreadableSettingsError(gateway)
        return cast(Settings, json.loads(plain))

    def rewrap(self, sealed: SealedSettings, *, tenant_id: TenantId, gateway: str) -> SealedSettings:
        """The same settings under the current master key.

        Raises:
            UnreadableSettingsError: as `open`.
        """
        settings = self.open(sealed, tenant_id=tenant_id, gateway=gateway)
        if sealed.wrapped_key is None:
            return self.seal(settings, tenant_id=tenant_id, gateway=gateway)
        place = _place(tenant_id, gateway)
        data_key = self._data_key(sealed.key_id, sealed.wrapped_key, place, gateway)
        wrapped = self._keys.current.wrapping.seal(data_key, place=place)
        return SealedSettings(settings=sealed.settings, wrapped_key=wrapped, key_id=self.key_id)

    def _data_key(self, key_id: str | None, wrapped_key: bytes, place: bytes, gateway: str) -> bytes:
        for key in self._keys.opening(key_id):
            data_key = key.wrapping.open(wrapped_key, place=place)
            if data_key is not None:
                return data_key
        raise UnreadableSettingsError(gateway)


def _place(tenant_id: TenantId, gateway: str) -> bytes:
    # Authenticated with everything sealed. The id has a fixed length, so no two places read alike.
    return tenant_id.bytes + gateway.encode()
