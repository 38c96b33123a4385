-- Stored @contexts (GS CIM 009, 5.13): those of other servers, kept (Cached), those that clients put here (Hosted), and those that
-- came within a subscription and need an address for its notifications (ImplicitlyCreated). The `url` of the last two is their
-- path at this node, whatever the name that the node is reached by.
alter table context.ld_context
  add column id         text        not null default gen_random_uuid()::text unique,
  add column kind       text        not null default 'Cached' check (kind in ('Cached', 'Hosted', 'ImplicitlyCreated')),
  add column hits       bigint      not null default 0,
  add column last_used  timestamptz,
  -- One that was deleted is not known any more, but subscriptions that were written with it can still be read.
  add column deleted_at timestamptz,
  -- Grows whenever names may have changed their meaning: what other processes hold in memory is then read again.
  add column version    bigint      not null default 0;

-- Copies of @contexts that an operator put here, which stand in for the network: what would be fetched is taken from here.
create table context.ld_context_copy (
  url      text        primary key,
  body     jsonb       not null,
  added_at timestamptz not null
);
