"""The Teams edge: what comes in over HTTP, what goes out to Teams, and nothing of what is talked about."""
