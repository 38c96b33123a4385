-- What was seen, done and agreed, and by whom. Appended in the transaction of what it tells of, and never changed: whoever reads
-- it stays behind the oldest running transaction, as with the log, so that a row which commits late is never passed over.
create table trust.record (
  xid          xid8           not null default pg_current_xact_id(),
  n            bigint         generated always as identity,
  at           timestamptz(3) not null default now(),
  kind         text           not null,
  actor_kind   text           not null,
  actor        text,
  on_behalf_of text,
  subjects     text[]         not null,
  action       text           not null,
  resource     text,
  categories   text[]         not null,
  purpose      text,
  basis_kind   text,
  basis_ref    text,
  area         text,
  decision     text           not null check (decision in ('allow', 'deny')),
  reason       text,
  detail       jsonb,
  -- What was erased since on somebody's behalf, as the seals that stand for it in the tree.
  erased       jsonb,
  primary key (xid, n)
);
create index record_at on trust.record using brin (at);

-- The records in the order of the tree, each with the hash of its leaf (RFC 6962).
create table trust.leaf (
  index bigint primary key,
  xid   xid8   not null,
  n     bigint not null,
  hash  bytea  not null check (length(hash) = 32)
);
alter table trust.leaf alter column hash set storage plain;

-- Hashes of whole subtrees, of 256 leaves at level 1, 65,536 at level 2 and so on: what a proof reads instead of all leaves.
create table trust.subtree (
  level smallint,
  index bigint,
  hash  bytea not null check (length(hash) = 32),
  primary key (level, index)
);

-- How far the records have come into the tree. `erasures` counts, so that no record is sealed with a secret that is gone.
create table trust.tree (
  one      boolean primary key default true check (one),
  size     bigint  not null default 0,
  xid      xid8    not null default '0',
  n        bigint  not null default 0,
  erasures bigint  not null default 0
);
insert into trust.tree default values;

-- Whom the records in the tree are about, or were made on behalf of.
create table trust.concern (
  person text,
  at     timestamptz(3),
  index  bigint,
  primary key (person, at, index)
);

-- What seals a person's ids in the tree. Without it nobody can say any more whom a seal stands for: deleting it is erasure.
create table trust.seal_secret (
  person text  primary key,
  secret bytea not null check (length(secret) = 32)
);

-- An administrator with a console can take this away, and the tree will tell; it is there against mistakes.
create function trust.refuse_change() returns trigger language plpgsql as $$
begin
  if current_setting('datong.erasing', true) is distinct from 'yes' then
    raise exception 'trust.% is only appended to', tg_table_name;
  end if;
  return null;
end $$;
create trigger record_stays before update or delete or truncate on trust.record
  for each statement execute function trust.refuse_change();
create trigger leaf_stays before update or delete or truncate on trust.leaf
  for each statement execute function trust.refuse_change();
create trigger subtree_stays before update or delete or truncate on trust.subtree
  for each statement execute function trust.refuse_change();

-- The keys with which this node has signed, each from one size of the tree on; the newest has no end.
create table trust.log_key (
  verifier   text   primary key,
  from_size  bigint not null,
  until_size bigint
);

-- What the node has signed of its tree, as a C2SP signed note, and who else has signed it since.
create table trust.checkpoint (
  size bigint         primary key,
  at   timestamptz(3) not null,
  root bytea          not null check (length(root) = 32),
  note text           not null
);
create trigger checkpoint_stays before update or delete or truncate on trust.checkpoint
  for each statement execute function trust.refuse_change();
create table trust.cosignature (
  size    bigint         not null references trust.checkpoint,
  witness text           not null,
  at      timestamptz(3) not null,
  line    text           not null,
  primary key (size, witness)
);

-- Other nodes: those whose trees we watch over (`log`), and those that watch over ours (`witness`).
create table trust.peer (
  role     text not null check (role in ('log', 'witness')),
  name     text not null,
  verifier text not null,
  url      text,
  primary key (role, name)
);

-- The newest checkpoint of each tree that we watch over; it only grows.
create table trust.witnessed (
  origin text           primary key,
  size   bigint         not null,
  root   bytea          not null check (length(root) = 32),
  at     timestamptz(3) not null,
  note   text           not null
);

-- Checkpoints that cannot both be true, as their makers signed them: the proof that a tree was forked.
create table trust.fork (
  id     bigint         generated always as identity primary key,
  at     timestamptz(3) not null,
  origin text           not null,
  known  text           not null,
  other  text           not null,
  unique (origin, known, other)
);
