"""What has to have been imported for actions, the close and what follows to be worded, shown and checked
again; importing this module sees to it."""

from __future__ import annotations

from dialogs import messages_actions, messages_closing, wording_actions
from dialogs.cards import actions, case_actions, closing, digest, duties_panel
from usecases import action_list, telling_actions, telling_closing, telling_records

RENDERERS = (
    messages_actions,
    messages_closing,
    wording_actions,
    actions,
    case_actions,
    closing,
    digest,
    duties_panel,
    action_list,
    telling_actions,
    telling_closing,
    telling_records,
)
