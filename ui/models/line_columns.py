"""The columns of an invoice's lines, by their place in the model."""

from __future__ import annotations

TITLE, WORKED, BILLED, QUANTITY, PRICE, TAX, AMOUNT, REMOVE, GRIP = range(9)
TYPED = (TITLE, BILLED, QUANTITY, PRICE)
"""What can be typed in, in the order in which Tab goes."""
