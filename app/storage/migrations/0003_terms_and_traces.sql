-- What a person set beside a record and Clientary does not keep. Null inherits from the next wider one: entry, task,
-- project, client, settings. `rate` is major units per hour; `rounding` is written as `--rounding` takes it;
-- `taxes` is JSON [[label, percent], ...]; `due_days` counts from the invoice's date.
create table billing_terms (
    kind text not null check (kind in ('client', 'project', 'task', 'entry')),
    record_id text not null,
    rate text,
    rounding text,
    number_pattern text,
    language text,
    due_days integer,
    taxes text,
    compound integer,
    -- Of a project whose `project_type` Clientary does not say: what a person answered.
    priced text check (priced in ('hourly', 'fixed')),
    primary key (kind, record_id)
) strict, without rowid;

-- `credits`: the invoice that this one takes back. `given_out`: the file of a PDF that left with this number before
-- Clientary confirmed it; another number then needs consent.
alter table invoice add column credits text references invoice (id);
alter table invoice add column given_out text;
alter table invoice add column terms text not null default '';
-- `agreed`: while an edit of an invoice that Clientary has is on its way, how it stood before (JSON). `kept_local`: the
-- server's words about a credit note that it refuses, which therefore stays here.
alter table invoice add column agreed text;
alter table invoice add column kept_local text;

-- `kind`: hours, typed, fixed (the open part of a fixed price), expense, section, discount.
alter table invoice_line add column kind text not null default 'typed';
update invoice_line set kind = 'hours' where billed_s > 0 or id in (select line_id from billing_ledger);
-- The project of a fixed price: what was billed of it is the sum of such lines.
alter table invoice_line add column project_id text references project (id);
create index invoice_line_project on invoice_line (project_id) where project_id is not null;

-- How an entry came to its amount, as it was when it was billed: see `EntryBasis`.
alter table billing_ledger add column worked_s integer;
alter table billing_ledger add column rate_from text;
alter table billing_ledger add column rounding text;
alter table billing_ledger add column rounding_from text;

-- As the billing ledger is for hours: an expense is on at most one live line.
create table expense_ledger (
    id text primary key,
    expense_id text not null references expense (id),
    invoice_id text references invoice (id),
    line_id text references invoice_line (id) on delete set null,
    state text not null check (state in ('reserved', 'billed', 'freed', 'elsewhere', 'written_off')),
    at integer not null
) strict;
create unique index expense_ledger_live on expense_ledger (expense_id) where state <> 'freed';
create index expense_ledger_invoice on expense_ledger (invoice_id);

-- The number in the line that an hours entry is to carry in Clientary below its description ("Invoice 2026-014"), and in
-- the one that it carries as far as is known. `ours`: it was put there from here. `flag`: Clientary's own billed flag.
-- Null in both: nothing to do any more. `refused`: why it was given up.
create table hours_mark (
    entry_id text primary key references entry (id) on delete cascade,
    wanted text,
    carried text,
    ours integer not null default 0,
    flag integer,
    refused text not null default ''
) strict, without rowid;

-- Of a parked operation: who refused it (clientary, membrane, or stint before anything was sent), and a key that says why
-- where one is known (`Refusal`).
alter table outbox add column refused_by text not null default '';
alter table outbox add column refused_for text not null default '';

-- An e-mail that a person had Clientary send. It has no identity there: what became of one whose answer was lost is
-- asked. `recipients` is a JSON list.
create table invoice_message (
    id text primary key,
    invoice_id text not null references invoice (id),
    recipients text not null,
    subject text not null default '',
    body text not null default '',
    attach_pdf integer not null default 1,
    send_copy integer not null default 0,
    created_at integer not null,
    sent_at integer
) strict;
create index invoice_message_invoice on invoice_message (invoice_id);

-- Spans in which nobody was at the computer while a timer ran. An open one waits for a decision.
create table absence (
    id text primary key,
    cause text not null check (cause in ('idle', 'locked', 'slept', 'off', 'crash', 'clock')),
    entry_id text not null references entry (id) on delete cascade,
    began_at integer not null,
    ended_at integer,
    state text not null default 'open' check (state in ('open', 'kept', 'discarded', 'stopped', 'given', 'split')),
    detail text not null default '{}',
    decided_at integer
) strict;
create index absence_open on absence (began_at) where state = 'open';
create index absence_entry on absence (entry_id);

-- When the program last saw the timer run: it changes no time (design 4), it tells where a crash may have begun.
create table heartbeat (
    id integer primary key check (id = 1),
    at integer not null,
    boot_id text not null default ''
) strict;

-- Every change of an entry, oldest first, kept with the entry; `label` names the act (start, edit, split, pull, ...),
-- `before` and `after` are JSON images or null.
create table entry_history (
    seq integer primary key,
    entry_id text not null references entry (id) on delete cascade,
    label text not null,
    before text,
    after text,
    reason text not null default '',
    at integer not null
) strict;
create index entry_history_entry on entry_history (entry_id, seq);

-- What a person began to put on an invoice and neither made nor gave up, so that closing the window loses nothing.
-- `subject`: the client's id, or the id of the invoice that is being changed. `request` is JSON.
create table unfinished_invoice (
    subject text primary key,
    replacing text references invoice (id),
    request text not null,
    at integer not null
) strict, without rowid;
