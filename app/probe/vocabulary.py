"""Words that may stand in a report as they are: documented names. Everything else that an account contains is data.

The names are those of Clientary reference 2 and 5 and Membrane reference 7 and 8.
"""

from __future__ import annotations

import re

from app.membrane.fields import canonical

_FIELDS = """
id name number address address_2 city state zip country website description invoice_extra_fields status created_at
updated_at account currency_code amount_outstanding pending_invoices unbilled_projects_count notes_count users_count
contact_viewable was_lead email client_id title phone mobile ext avatar mini_avatar_url thumb_avatar_url role
hourly_rate is_client_user client rate project_type budget_type budget start_date end_date worked_hours unbilled_hours
cost budget_enabled budget_percentage billed_percentage credit_percentage credits unbilled_amount
unbilled_credit_amount tasks_count todo_tasks_count note type template_name template_description parent_template_id
parent_template_updated_at comments subcontracts hours date project_id user_id billed task_id invoice_id
invoice_item_id complete completed completed_at due_date assignee_id task_group_id total_hours total_cost
is_template_task summary po tax tax2 tax3 tax_label tax2_label tax3_label compound_tax subtotal balance total_payments
invoice_items invoice_items_attributes estimate_items estimate_items_attributes payments recurring_schedules
tax2_enabled taxable_subtotal non_taxable_subtotal total_tax total_tax2 total_tax3 total_taxes total_late_fees
subtotal_late_fees late_fee_enabled late_fee_amount late_fee_interval pending_amount transaction_balance
total_transaction_fees settings_enable_processing_fees settings_enable_payment_integration paid_date
next_reminder_date client_view_url secret projects associated_project_id associated_estimate_id
associated_contract_id shipping_enabled shipping_name shipping_address shipping_city shipping_state shipping_zip
shipping_country shipping_phone recipients attachments attachments_relations attachments_enabled
attachment_current_page attachment_total_count attachment_total_pages recurring_enabled recurring_action
recurring_time_interval external_order_id extra_fields integration_sync_links verifactu_estado verifactu_locked
quantity price taxable secondary_tax tertiary_tax item_type recurring_schedule_id unit discount expiration_date
delivery_date scope allow_reincrement show_totals show_units sort_timestamp amount received_on transaction_id
transaction_fee_amount payment_profile_id incurred_on action time_interval next_date due_period unlimited
occurrences_remaining recurring_schedule_items gateway gateway_token is_billed
page page_size page_count total_count per_page limit cursor next_cursor next_page total total_pages current_page
from_date to_date filter sort updated_since pagination meta page_info offset order query ids
clients contacts leads tasks invoices estimates recurring expenses staff hours_entry project invoice estimate task
contact lead expense payment project_item items line_items lines records record results data result output item
fields raw_fields unified_fields udm uri icon_uri created_time updated_time deleted_time created_by_id updated_by_id
drilldowns body headers input parameters unified_filter
"""
_FIELD_NAMES = frozenset(_FIELDS.split())

_WORDS_OF_ACTIONS = """
list get create update delete find search match add edit remove archive complete reopen mark send log record void
client clients project projects invoice invoices estimate estimates task tasks contact contacts expense expenses
payment payments hour hours entry entries time timer lead leads staff user users recurring schedule schedules item
items note notes message messages email all a an of for to by id new single
"""
_ACTION_WORDS = frozenset(_WORDS_OF_ACTIONS.split())

_FREE_MAPS = frozenset({"extra_fields", "invoice_extra_fields", "custom_fields", "custom", "meta", "tags", "labels"})
"""Objects whose keys are somebody's own words."""

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\??|[a-z]+(?:[A-Z][a-z0-9]*)+")
_LONGEST = 40


def known_field(key: str) -> bool:
    """Whether a key is a documented name in any spelling."""
    return canonical(key) in _FIELD_NAMES


def looks_like_a_field(key: str) -> bool:
    """Whether a key that is not documented looks like a programmer's word, not like somebody's text."""
    return len(key) <= _LONGEST and _IDENTIFIER.fullmatch(key) is not None


def free_map(key: str) -> bool:
    return canonical(key) in _FREE_MAPS


def safe_action_key(key: str) -> str | None:
    """An action's key if it is made of words that any account may use, else None."""
    words = canonical(key).replace("-", "_").split("_")
    return key if key and all(word in _ACTION_WORDS for word in words) else None
