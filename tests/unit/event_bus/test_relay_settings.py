"""How long the relay waits between two tries."""

from datetime import timedelta

from adapters.event_bus.relay_settings import RelaySettings


def test_the_pause_doubles_up_to_its_limit() -> None:
    settings = RelaySettings(first_delay=timedelta(seconds=1), longest_delay=timedelta(seconds=10))
    assert [1, 2, 4, 8, 10, 10] == [settings.delay_after(attempts).total_seconds() for attempts in range(1, 7)]


def test_an_event_is_tried_for_hours_before_it_is_given_up() -> None:
    settings = RelaySettings()
    patience = sum((settings.delay_after(attempts) for attempts in range(1, settings.attempts)), timedelta())
    assert timedelta(hours=1) < patience
