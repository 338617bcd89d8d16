"""Octo (octo.uz): one hosted page for Uzcard, Humo and international cards, with holds, refunds and notifications."""
