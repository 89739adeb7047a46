"""The words for how long a case has waited since its referral."""

from __future__ import annotations

from dialogs import wording


def waited_words(days: int | None) -> str:
    """How long ago it was referred; nothing where the area keeps no limit."""
    if days is None:
        return ""
    return f"{wording.count(days, 'day')} since referral" if days else "referred today"
