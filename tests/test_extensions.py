"""What the limits count by."""

import pytest
from flask import Flask

from portal.extensions import network


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2a01:4f8:1:2:3:4:5:6", "2a01:4f8:1:2::/64"),
        ("2a01:4f8:1:2:ffff::1", "2a01:4f8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a socket", "a socket"),
    ],
)
def test_a_home_counts_as_one(address: str, counted: str) -> None:
    with Flask("").test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert network() == counted
