-- The kinds beside clients, projects, tasks, hours and invoices. Amounts are decimal text in major units: of an expense
-- Clientary names no currency, and of a payment only its invoice does.

create table contact (
    id text primary key,
    client_id text references client (id),
    name text not null,
    email text not null default '',
    phone text,
    gone_at integer
) strict;
create index contact_client on contact (client_id);

-- `billed`: it is on an invoice there.
create table expense (
    id text primary key,
    client_id text references client (id),
    project_id text references project (id),
    amount text not null,
    description text not null default '',
    date text,
    billed integer not null default 0,
    gone_at integer
) strict;
create index expense_client on expense (client_id);
create index expense_project on expense (project_id);

create table payment (
    id text primary key,
    invoice_id text references invoice (id),
    amount text not null,
    received_on text,
    note text not null default '',
    gone_at integer
) strict;
create index payment_invoice on payment (invoice_id);

-- `status` counts otherwise than an invoice's: 4 is declined (Clientary reference 5.8).
create table estimate (
    id text primary key,
    client_id text references client (id),
    number text,
    title text not null default '',
    date text not null,
    currency text,
    status integer,
    total text,
    gone_at integer
) strict;
create index estimate_client on estimate (client_id);

create table estimate_line (
    estimate_id text not null references estimate (id) on delete cascade,
    position integer not null,
    title text not null,
    quantity text not null,
    price text not null,
    primary key (estimate_id, position)
) strict, without rowid;

create table recurring (
    id text primary key,
    client_id text references client (id),
    number text,
    title text not null default '',
    next_date text,
    time_interval integer,
    currency text,
    status integer,
    total text,
    gone_at integer
) strict;
create index recurring_client on recurring (client_id);
