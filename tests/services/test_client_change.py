"""Another client for a form that is filled in: what follows it, and what stays because a person chose it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.billing.extras import Discount
from app.billing.rounding import parse_policy
from app.domain.ids import ClientId
from app.domain.invoices import Tax
from app.services.client_change import followed, taken_over
from app.services.invoice_request import InvoiceRequest

VAT, GST = (Tax("VAT", Decimal(20)),), (Tax("GST", Decimal(5)),)
ACME = InvoiceRequest(ClientId("acme"), taxes=VAT, terms="Net.", rounding=parse_policy("15up"))
BETA = InvoiceRequest(ClientId("beta"), taxes=(), due_days=30)


def test_what_nobody_touched_follows() -> None:
    found = followed(replace(ACME, client_id=BETA.client_id), ACME, BETA)
    assert found == (BETA, frozenset(), ())


def test_lines_and_a_discount_stay_and_are_named() -> None:
    """20 euros for one client are 20 dollars for the other: whoever changes the client is told what goes along."""
    lines, less = ("Domain;1;20",), Discount(percent=Decimal(5))
    found = followed(replace(ACME, client_id=BETA.client_id, manual=lines, discount=less), ACME, BETA)
    assert found.request == replace(BETA, manual=lines, discount=less)
    assert found.differing == ("lines", "discount")


def test_what_was_chosen_stays_and_is_named_where_the_client_has_it_otherwise() -> None:
    typed = replace(ACME, client_id=BETA.client_id, taxes=GST, rate=Decimal(90), note="Hello", due="2026-04-01")
    found = followed(typed, ACME, BETA)
    assert (found.request.taxes, found.request.rate, found.request.note) == (GST, Decimal(90), "Hello")
    assert (found.request.terms, found.request.rounding) == ("", None)
    assert found.differing == ("taxes", "rate", "due", "note")
    usual = taken_over(found.request, BETA, ("taxes", "rate", "due"))
    assert (usual.taxes, usual.rate, usual.due, usual.due_days, usual.note) == ((), None, None, 30, "Hello")


def test_what_was_chosen_is_not_lost_over_a_client_that_happens_to_have_it() -> None:
    """A tax that is typed for one, passes a client with the same tax, and is not dropped at the third."""
    plain, same = replace(ACME, taxes=()), replace(BETA, taxes=GST)
    first = followed(replace(plain, taxes=GST), plain, same)
    assert (first.differing, first.chosen) == ((), frozenset({"taxes"}))
    second = followed(first.request, same, BETA, first.chosen)
    assert (second.request.taxes, second.differing) == (GST, ("taxes",))


def test_no_taxes_and_an_empty_list_are_the_same() -> None:
    found = followed(replace(BETA, taxes=()), replace(BETA, taxes=None), ACME)
    assert (found.request.taxes, found.differing) == (VAT, ())
