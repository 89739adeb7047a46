"""What has to have been imported for actions, the close and what follows to be worded, shown and checked
again; importing this module sees to it."""

from __future__ import annotations

from dialogs import messages_actions, wording_actions
from dialogs.cards import actions, case_actions
from usecases import telling_actions

RENDERERS = (messages_actions, wording_actions, actions, case_actions, telling_actions)
