-- What a person asked to be billed, as JSON, so that a draft or a refused invoice can be changed by its own terms.
alter table invoice add column request text;
