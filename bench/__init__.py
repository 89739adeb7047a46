"""Benchmarks: what a turn costs beside the SDKs' own echoes, how fast alerts leave, what memory does.

Everything runs on loopback with made-up people. The bot runs as in production, in a process of its own;
nothing here reaches into it, so that what is measured is what a council would run.
"""
