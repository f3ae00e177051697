-- Frozen history: never edited after a release. Instants are UTC epoch seconds, amounts integer minor units,
-- rates, quantities and prices decimal text, dates YYYY-MM-DD.

-- `gone_at`: a complete look at Clientary no longer found it; kept because entries and invoices refer to it.
create table client (
    id text primary key,
    name text not null,
    number text,
    currency text,
    archived integer not null default 0,
    gone_at integer
) strict;

create table project (
    id text primary key,
    client_id text references client (id),
    name text not null,
    number text,
    rate text,
    kind integer,
    currency text,
    status integer,
    gone_at integer
) strict;
create index project_client on project (client_id);

create table task (
    id text primary key,
    project_id text references project (id),
    title text not null,
    complete integer not null default 0,
    gone_at integer
) strict;
create index task_project on task (project_id);

create table person (
    remote_id text primary key,
    name text not null
) strict;

-- `position` orders entries by date, then start (app/storage/positions.py); it is also the rowid of the search
-- index, so that "newest hits of a common word" reads the index from its end and stops.
create table entry (
    position integer primary key,
    id text not null unique,
    title text not null,
    notes text not null default '',
    project_id text references project (id),
    task_id text references task (id),
    billable integer not null default 1,
    date text not null,
    started_at integer,
    ended_at integer,
    timezone text not null,
    seconds integer not null default 0 check (seconds >= 0),
    person text,
    billed_there integer,
    ledger text,
    deleted_at integer,
    deleted_there integer not null default 0,
    check (ended_at is null or (started_at is not null and ended_at >= started_at))
) strict;
create index entry_project on entry (project_id, position);
create index entry_started on entry (started_at) where started_at is not null;
create unique index entry_running on entry ((1)) where started_at is not null and ended_at is null and deleted_at is null;
create index entry_unbilled on entry (project_id, position, seconds)
    where billable = 1 and ledger is null and billed_there is not 1 and deleted_at is null
        and not (started_at is not null and ended_at is null);
create index entry_deleted on entry (deleted_at) where deleted_at is not null;

create table entry_tag (
    entry_id text not null references entry (id) on delete cascade,
    tag text not null,
    primary key (entry_id, tag)
) strict, without rowid;
create index entry_tag_tag on entry_tag (tag);

create virtual table entry_search using fts5 (
    title, notes, place, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
create trigger entry_search_insert after insert on entry when new.deleted_at is null begin
    insert into entry_search (rowid, title, notes, place) values (new.position, new.title, new.notes,
        (select coalesce(p.name, '') || ' ' || coalesce(c.name, '')
            from (select 1) left join project p on p.id = new.project_id left join client c on c.id = p.client_id));
end;
create trigger entry_search_delete after delete on entry begin
    delete from entry_search where rowid = old.position;
end;
create trigger entry_search_update after update of position, title, notes, project_id, deleted_at on entry begin
    delete from entry_search where rowid = old.position;
    insert into entry_search (rowid, title, notes, place)
        select new.position, new.title, new.notes,
            (select coalesce(p.name, '') || ' ' || coalesce(c.name, '')
                from (select 1) left join project p on p.id = new.project_id left join client c on c.id = p.client_id)
        where new.deleted_at is null;
end;
create trigger project_renamed after update of name, client_id on project
    when old.name is not new.name or old.client_id is not new.client_id begin
    update entry_search set place = new.name || ' ' || coalesce((select name from client where id = new.client_id), '')
        where rowid in (select position from entry where project_id = new.id and deleted_at is null);
end;
create trigger client_renamed after update of name on client when old.name is not new.name begin
    update entry_search
        set place = (select p.name || ' ' || new.name from entry e join project p on p.id = e.project_id
            where e.position = entry_search.rowid)
        where rowid in (select e.position from entry e join project p on p.id = e.project_id
            where p.client_id = new.id and e.deleted_at is null);
end;

-- `request`: what a person asked to be billed (JSON), so that a draft or a refused invoice can be changed by its own
-- terms. `doubted`: the numbers (JSON) under which it was sent without learning what became of it: it may be there.
-- `differs`: how Clientary keeps it otherwise than it was sent, in words for a person.
create table invoice (
    id text primary key,
    client_id text references client (id),
    number text,
    date text not null,
    due_date text not null,
    currency text not null,
    taxes text not null default '[]',
    compound integer not null default 0,
    note text not null default '',
    po text not null default '',
    status integer not null default 0,
    total_minor integer not null default 0,
    balance_minor integer not null default 0,
    server_total_minor integer,
    acknowledged integer not null default 0,
    made_here integer not null default 1,
    created_at integer not null,
    deleted_at integer,
    request text,
    doubted text not null default '[]',
    differs text
) strict;
create index invoice_number on invoice (number);
create index invoice_client on invoice (client_id);

create table invoice_line (
    id text primary key,
    invoice_id text not null references invoice (id) on delete cascade,
    position integer not null,
    title text not null,
    quantity text not null,
    price text not null,
    amount_minor integer not null,
    taxable integer not null default 1,
    rate text,
    worked_s integer not null default 0,
    billed_s integer not null default 0
) strict;
create index invoice_line_invoice on invoice_line (invoice_id, position);

-- An entry is on at most one live line: the partial unique index is the guard against billing twice.
create table billing_ledger (
    id text primary key,
    entry_id text not null references entry (id),
    invoice_id text references invoice (id),
    line_id text references invoice_line (id) on delete set null,
    state text not null check (state in ('reserved', 'billed', 'freed', 'elsewhere', 'written_off')),
    rate text,
    billed_s integer,
    reason text not null default '',
    at integer not null
) strict;
create unique index billing_ledger_live on billing_ledger (entry_id) where state <> 'freed';
create index billing_ledger_invoice on billing_ledger (invoice_id);
create index billing_ledger_line on billing_ledger (line_id);
create trigger ledger_insert after insert on billing_ledger when new.state <> 'freed' begin
    update entry set ledger = new.state where id = new.entry_id;
end;
create trigger ledger_update after update of state on billing_ledger begin
    update entry set ledger = nullif(new.state, 'freed') where id = new.entry_id;
end;
create trigger ledger_delete after delete on billing_ledger when old.state <> 'freed' begin
    update entry set ledger = null where id = old.entry_id;
end;

-- `base` is what both sides last agreed on, in our terms; `snapshot` the whole record as it last came.
-- `leaving`: to be deleted there; it keeps the pull from importing the record as new.
create table remote_link (
    kind text not null,
    remote_id text not null,
    local_id text not null,
    state text not null default 'linked' check (state in ('linked', 'leaving')),
    parent_id text,
    base text not null default '{}',
    snapshot text not null default '{}',
    seen_at integer not null,
    primary key (kind, remote_id)
) strict, without rowid;
create unique index remote_link_local on remote_link (kind, local_id) where state = 'linked';
create index remote_link_leaving on remote_link (kind, local_id) where state = 'leaving';
create index remote_link_parent on remote_link (kind, parent_id);

-- The ids that a parent's complete listing held, kept while a create that was sent after it is unsettled: a record
-- among them was there before and is never taken for ours.
create table listing (
    id text primary key,
    kind text not null,
    parent_id text not null,
    remote_ids text not null,
    unseen_hours text not null default '0',
    at integer not null
) strict, without rowid;

create table outbox (
    id text primary key,
    kind text not null,
    record_id text not null,
    action text not null check (action in ('save', 'delete', 'drop')),
    remote_id text,
    state text not null default 'waiting' check (state in ('waiting', 'in_flight', 'checking', 'parked')),
    verb text,
    created_at integer not null,
    sent_at integer,
    sent text,
    listing_id text references listing (id),
    answered integer not null default 0,
    billed_known integer not null default 0,
    attempts integer not null default 0,
    message text not null default ''
) strict, without rowid;
create unique index outbox_pending on outbox (kind, record_id) where state in ('waiting', 'parked') and action <> 'drop';
create unique index outbox_unsettled on outbox (kind, record_id)
    where state in ('in_flight', 'checking') and action <> 'drop';
create unique index outbox_drop on outbox (kind, remote_id) where action = 'drop';
create index outbox_record on outbox (kind, record_id);
create index outbox_listing on outbox (listing_id) where listing_id is not null;

create table conflict (
    kind text not null,
    record_id text not null,
    remote_id text,
    fields text not null,
    theirs text not null,
    opened_at integer not null,
    primary key (kind, record_id)
) strict, without rowid;

create table question (
    name text primary key,
    detail text not null,
    opened_at integer not null
) strict, without rowid;

create table sync_state (
    connection_id text not null,
    key text not null,
    value text not null,
    evidence text not null default '',
    at integer not null,
    primary key (connection_id, key)
) strict, without rowid;

create table sync_log (
    seq integer primary key,
    operation_id text not null,
    kind text not null,
    record_id text not null,
    event text not null,
    remote_id text,
    detail text not null default '',
    at integer not null
) strict;
create index sync_log_record on sync_log (kind, record_id);

create table undo_log (
    seq integer primary key,
    label text not null,
    changes text not null,
    undone integer not null default 0,
    at integer not null
) strict;
