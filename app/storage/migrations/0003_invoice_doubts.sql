-- `doubted`: the numbers (JSON) under which the invoice was sent without learning what became of it: it may be there.
-- `differs`: how Clientary keeps it otherwise than it was sent, in words for a person.
alter table invoice add column doubted text not null default '[]';
alter table invoice add column differs text;
update invoice set doubted = json_array(number) where number is not null
    and id in (select record_id from outbox where kind = 'invoice' and action = 'save' and attempts > 0);
