"""`python -m bot` is `marac-bot`."""

from bot.cli import main

main()
