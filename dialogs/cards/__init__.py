"""The cards: one module a view, each registered under the view that it shows."""
