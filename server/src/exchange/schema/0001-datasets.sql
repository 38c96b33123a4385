-- The departments' own systems: how each is reached, and, sealed, with which password or token.
create table exchange.system (
  id         text primary key,
  department text not null check (department <> ''),
  name       text not null check (name <> ''),
  kind       text not null check (kind in ('postgresql', 'mariadb', 'files', 'http', 'entities')),
  spec       jsonb not null,
  secret     bytea,
  made_by    text not null,
  made_at    timestamptz not null,
  ended_at   timestamptz
);
create index system_department on exchange.system (department);

-- What is published of them. The rows stay where they are.
create table exchange.dataset (
  id           text primary key check (id ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  department   text not null check (department <> ''),
  titles       jsonb not null check (titles <> '{}'),
  descriptions jsonb not null,
  keywords     text[] not null,
  identifier   text not null,
  area_field   text,
  fields       jsonb not null check (jsonb_array_length(fields) > 0),
  system       text not null references exchange.system,
  source       jsonb not null,
  published_by text not null,
  published_at timestamptz not null,
  withdrawn_at timestamptz check (withdrawn_at >= published_at)
);
create index dataset_department on exchange.dataset (department, id);
