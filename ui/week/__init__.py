"""The week as a calendar and as a table of hours: what the week page is made of."""
