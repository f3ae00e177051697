"""Paper: invoices with their timesheets, as PDF."""
