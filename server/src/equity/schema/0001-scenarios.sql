-- What was asked of the planner: one row per plan, from the question to the answer, so that a restart can say what became of it.
create table equity.plan (
  -- Cannot be guessed: who has it, has the link.
  id             text        primary key,
  question       jsonb       not null,
  state          text        not null check (state in ('waiting', 'running', 'done', 'stopped', 'failed', 'lost')),
  created_at     timestamptz not null,
  -- When whoever computes it was last heard of: a plan that runs and is not heard of any more is lost.
  beat_at        timestamptz not null,
  ended_at       timestamptz,
  progress       jsonb       not null,
  answer         jsonb,
  problem        text,
  is_stop_wanted boolean     not null default false
);
create index plan_created on equity.plan (created_at desc);

-- What would change if, by name; every save is a version of its own.
create table equity.scenario (
  id         text        primary key,
  kind       text        not null,
  -- The newest version.
  version    int         not null check (version > 0),
  created_at timestamptz not null,
  saved_at   timestamptz not null,
  -- The scenario it was copied from, or the plan it was made of.
  origin     text
);
create index scenario_saved on equity.scenario (saved_at desc);

create table equity.scenario_version (
  scenario text        not null references equity.scenario on delete cascade,
  version  int         not null,
  name     text        not null,
  note     text,
  changes  jsonb       not null,
  saved_at timestamptz not null,
  primary key (scenario, version)
);
