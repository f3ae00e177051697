"""The languages that documents can be written in, known without loading what writes them."""

from __future__ import annotations

from app.documents.labels import LABELS

LANGUAGES = tuple(LABELS)
"""Codes such as `de`. With a country (`de_CH`) the words are the same, dates and amounts that country's."""
