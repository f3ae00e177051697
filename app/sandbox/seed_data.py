"""The names and numbers of the seeded agency. Invented; any likeness to a living company is chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Trade = Literal["build", "design", "advice", "care"]
FIXED = 2
ACTIVE, COMPLETED, BILLABLE = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    number: str
    address: str
    city: str
    zip: str
    country: str
    tax_label: str | None
    tax: str
    contacts: tuple[tuple[str, str, str], ...]  # name, e-mail, title
    status: int = 1


@dataclass(frozen=True, slots=True)
class Job:
    """A project. `days` is how long ago it began and ended (None: still going); `rate` is the total if `kind` is 2."""

    customer: int
    name: str
    rate: str
    currency: str
    trade: Trade
    days: tuple[int, int | None]
    kind: int = 0
    status: int = ACTIVE
    budget: str | None = None
    tasks: tuple[str, ...] = ()


STAFF = (
    ("Jonas Wehner", "jonas@lindqvist-partner.example", "Designer"),
    ("Aiko Tanabe", "aiko@lindqvist-partner.example", "Developer"),
)
CUSTOMERS = (
    Customer(
        "Hallberg Möbel GmbH", "101", "Große Bleichen 12", "Hamburg", "20354", "DE", "USt. 19 %", "19",
        (("Katrin Hallberg", "k.hallberg@hallberg-moebel.example", "Managing director"),
         ("Sven Petersen", "s.petersen@hallberg-moebel.example", "Online shop")),
    ),
    Customer(
        "Northgate Dental Group", "102", "1180 NW Lovejoy St", "Portland", "97209", "US", None, "0",
        (("Denise Alvarado", "dalvarado@northgatedental.example", "Office manager"),),
    ),
    Customer(
        "Kitano Precision K.K.", "103", "3-14-7 Kamata, Ota-ku", "Tokyo", "144-0052", "JP", "Consumption tax", "10",
        (("Haruto Kitano", "kitano@kitano-precision.example", "President"),
         ("Yui Mori", "mori@kitano-precision.example", "Export sales")),
    ),
    Customer(
        "Brasserie Lumeau", "104", "8 Rue Mercière", "Lyon", "69002", "FR", "TVA 20 %", "20",
        (("Élodie Lumeau", "contact@brasserie-lumeau.example", "Owner"),),
    ),
    Customer(
        "Stadtimker Wien", "105", "Lerchenfelder Straße 41", "Wien", "1070", "AT", "USt. 20 %", "20",
        (("Paul Riedl", "paul@stadtimker.example", "Chairman"),),
    ),
    Customer(
        "Moravia Rail Logistics s.r.o.", "106", "Nádražní 55", "Ostrava", "702 00", "CZ", "Reverse charge", "0",
        (("Tereza Nováková", "novakova@moravia-rail.example", "IT manager"),
         ("Petr Dvořák", "dvorak@moravia-rail.example", "Accounting")),
    ),
    Customer(
        "Pinecrest Outdoor Co.", "107", "2200 Larimer Street", "Denver", "80205", "US", None, "0",
        (("Kyle Brandt", "kyle@pinecrest-outdoor.example", "Marketing"),),
    ),
    Customer(
        "Atelier Moreau-Klein", "108", "3 Quai des Bateliers", "Strasbourg", "67000", "FR", "TVA 20 %", "20",
        (("Anne Klein", "anne@moreau-klein.example", "Partner"),), status=2,
    ),
)  # fmt: skip
JOBS = (
    Job(0, "Web shop relaunch", "95.00", "EUR", "build", (340, None), budget="600",
        tasks=("Address validation at checkout", "Payment provider switch", "Product import nightly job")),
    Job(0, "Spring catalogue", "6800.00", "EUR", "design", (250, 150), kind=FIXED, status=COMPLETED),
    Job(0, "Shop care", "88.00", "EUR", "care", (365, None), status=BILLABLE,
        tasks=("Update of the search index", "Certificates until June")),
    Job(1, "Patient portal", "120.00", "USD", "build", (300, None), budget="450",
        tasks=("Insurance form", "Reminder texts", "Accessibility review")),
    Job(1, "Brand refresh", "9500.00", "USD", "design", (220, 90), kind=FIXED, status=COMPLETED),
    Job(1, "Hosting and support", "110.00", "USD", "care", (280, None), status=BILLABLE),
    Job(2, "Export site in English", "11000", "JPY", "build", (260, None),
        tasks=("Product data sheets", "Inquiry form with attachments")),
    Job(2, "Trade fair booth screens", "780000", "JPY", "design", (150, 60), kind=FIXED, status=COMPLETED),
    Job(2, "Distributor workshops", "14000", "JPY", "advice", (200, None)),
    Job(3, "Reservation page", "82.50", "EUR", "build", (120, None), tasks=("Menu in three languages",)),
    Job(3, "Menu and signage", "2400.00", "EUR", "design", (110, 70), kind=FIXED, status=COMPLETED),
    Job(4, "Membership database", "70.00", "EUR", "build", (330, 180), status=COMPLETED),
    Job(4, "Newsletter", "65.00", "EUR", "design", (365, None), status=BILLABLE, tasks=("Autumn issue",)),
    Job(5, "Wagon tracking dashboard", "98.00", "EUR", "build", (240, None), budget="800",
        tasks=("Map of depots", "Delay forecast", "Export for accounting")),
    Job(5, "Process review", "125.00", "EUR", "advice", (200, 100), status=COMPLETED),
    Job(5, "Dispatcher training", "4200.00", "EUR", "advice", (90, None), kind=FIXED),
    Job(6, "Spring campaign", "105.00", "USD", "design", (180, 80), status=COMPLETED),
    Job(6, "Trail finder app", "24000.00", "USD", "build", (160, None), kind=FIXED, budget="260",
        tasks=("Offline maps", "Elevation profile", "Store listing")),
    Job(6, "Analytics advice", "130.00", "USD", "advice", (130, None), status=BILLABLE),
    Job(7, "Portfolio site", "85.00", "EUR", "build", (365, 220), status=COMPLETED),
)  # fmt: skip
TITLES: dict[Trade, tuple[str, ...]] = {
    "build": (
        "Code review", "Bug fixing after release", "Form validation", "Integration tests", "API for the mobile view",
        "Database migration", "Staging deployment", "Search and filters", "Error handling", "Performance measurement",
        "Refactoring of the checkout", "Call with the client", "Ticket grooming", "Translations",
    ),
    "design": (
        "Layout variants", "Photo selection", "Typography and grid", "Feedback round", "Print preparation",
        "Icon set", "Style guide", "Illustrations", "Call with the client", "Colour corrections",
    ),
    "advice": (
        "Workshop", "Preparation of slides", "Interviews", "Report draft", "Follow-up notes", "Call with the client",
    ),
    "care": (
        "Security updates", "Backup check", "Small text changes", "Support by e-mail", "Monitoring", "User accounts",
    ),
}  # fmt: skip
NOTES = (
    "Agreed by phone, see the ticket.",
    "Second attempt after the vendor's update.\nNeeds a look next week.",
    "Waiting for texts from the client.",
    "Covers the open points of the last meeting.",
)
EXPENSES = (
    ("Train Hamburg, return", "139.80", 0), ("Stock photos", "89.00", 1), ("Booth screen adapter", "6480", 7),
    ("Domain renewal", "24.90", 2), ("Workshop room Ostrava", "260.00", 14), ("Map tiles, monthly", "49.00", 17),
    ("Proof prints", "118.40", 10), ("Hotel Ostrava, two nights", "214.00", 15), ("Font licence", "180.00", 4),
    ("Device test lab", "75.00", 17),
)  # fmt: skip
LEADS = (("Weingut Sandner", "Krems"), ("Harbour Yoga Studio", "Bristol"))
