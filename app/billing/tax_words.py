"""What a tax is called: people write the rate into its label, and it is not to stand there twice."""

from __future__ import annotations

import re

from app.domain.invoices import Tax, TaxAmount


def says_rate(tax: Tax | TaxAmount) -> bool:
    """Whether the label names the rate already, such as "USt. 19 %"."""
    rate = re.escape(f"{tax.percent.normalize():f}").replace(r"\.", "[.,]")
    return re.search(rf"(?<![\d.,]){rate}\s?%", tax.label) is not None


def tax_name(tax: Tax | TaxAmount) -> str:
    """Label and rate, the rate once."""
    return tax.label if says_rate(tax) else f"{tax.label} {tax.percent:f} %"
