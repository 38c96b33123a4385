-- A code stays in the outbox until a channel says that it is on its way: whoever takes it has it for a while, and then another may.
alter table trust.outbox
  add column tries  integer     not null default 0,
  add column due_at timestamptz not null default '-infinity';
