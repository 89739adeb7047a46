"""The rehearsal room: a stand-in for Teams on loopback, for practice, demonstration and end-to-end tests.

It speaks the Bot Framework's wire protocol and nothing else, and imports nothing of the product, so that
what works against it works because the wire was right and not because the two sides share code.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
"""A JSON object as it stands on the wire."""
