"""The Teams app package: the manifest's template, the icons, and what puts them into one file."""
