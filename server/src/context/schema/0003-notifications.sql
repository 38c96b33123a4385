-- Counts up with every change of a subscription: whoever holds them in memory sees by it whether to look again, and at which.
create table context.subscription_mark (
  version       bigint  not null default 0,
  -- Counts the subscriptions that went.
  removed       bigint  not null default 0,
  -- Whether any subscription wants to see what was there before a change: only then is it written to the log.
  shows_changes boolean not null default false
);
insert into context.subscription_mark default values;

-- A subscription is to entities, or to the sources that are registered for them. Its line is where its notifications wait.
alter table context.subscription
  add column kind    text   not null default 'entities' check (kind in ('entities', 'sources')),
  add column line    bigint generated always as identity,
  add column version bigint not null default 0;

-- What is to be told to one subscriber, in order. Narrow, and apart from the subscription: it changes with every notification.
create table context.line (
  number       bigint      primary key,
  -- Scheme, host and port: those that share it share its fate.
  endpoint     text        not null,
  is_paused    boolean     not null default false,
  -- When it was last added to: what throttling counts from.
  last_match   timestamptz,
  waiting      int         not null default 0,
  -- Before this time nobody takes it: it is in somebody's hands, or the receiver is given a rest.
  next_try     timestamptz not null default now(),
  -- Failures since the last success.
  tries        int         not null default 0,
  -- The receiver failed or was slow the last time.
  is_troubled  boolean     not null default false,
  times_sent   bigint      not null default 0,
  times_failed bigint      not null default 0,
  last_sent    timestamptz,
  last_success timestamptz,
  last_failure timestamptz,
  last_error   text
) with (fillfactor = 50);

insert into context.line (number, endpoint, is_paused, last_match, times_sent, times_failed, last_sent, last_success, last_failure)
select line, coalesce((select lower(m[1] || m[2]) from regexp_match(body #>> '{notification,endpoint,uri}', '^([a-zA-Z]+://)(?:[^/?#@]*@)?([^/?#]*)') m), ''),
  body -> 'isActive' = 'false', last_match, times_sent, times_failed, last_sent, last_success, last_failure
from context.subscription;

alter table context.notification rename to old_notification;
alter index context.notification_line rename to old_notification_line;
alter table context.subscription
  drop column last_match, drop column times_sent, drop column times_failed,
  drop column last_sent, drop column last_success, drop column last_failure,
  add unique (line);
alter table context.line add foreign key (number) references context.subscription (line) on delete cascade;
create index line_due on context.line (next_try) where waiting > 0 and not is_paused;

-- Notifications to be delivered, as they will be sent. A row leaves when its receiver has confirmed it.
create table context.notification (
  id           bigint      generated always as identity primary key,
  line         bigint      not null references context.line (number) on delete cascade,
  content_type text        not null,
  body         text        not null,
  at           timestamptz not null default now()
);
create index notification_line on context.notification (line, id);
insert into context.notification (line, content_type, body, at)
select s.line, 'application/json', n.body::text, n.created_at
from context.old_notification n join context.subscription s on s.tenant = n.tenant and s.id = n.subscription order by n.id;
drop table context.old_notification;
update context.line l set waiting = n.waiting
from (select line, count(*) as waiting from context.notification group by line) n where n.line = l.number;

alter table context.subscription drop constraint subscription_pkey, add primary key (tenant, kind, id);
create index subscription_version on context.subscription (version);

-- Notifications that no receiver took for too long, until somebody sends them again or drops them.
create table context.dead_letter (
  id           bigint      primary key,
  line         bigint      not null references context.line (number) on delete cascade,
  content_type text        not null,
  body         text        not null,
  at           timestamptz not null,
  died_at      timestamptz not null default now(),
  reason       text        not null
);
create index dead_letter_line on context.dead_letter (line, id);

-- Subscriptions that are told by the clock, and when each is told next.
create table context.round (
  line    bigint           primary key references context.line (number) on delete cascade,
  seconds double precision not null,
  next_at timestamptz      not null
);
create index round_next on context.round (next_at);

-- Ends the statement that writes a batch: fails it when somebody else changed an entity since the writer read it, or when a
-- subscriber wants to see what was there before and the writer did not know.
create function context.settle(changed bigint, expected bigint, keeps_before boolean) returns boolean language plpgsql as $$
declare
  wanted boolean := (select shows_changes from context.subscription_mark);
begin
  if changed <> expected then
    raise exception 'entities changed meanwhile: % of % written', changed, expected using errcode = 'serialization_failure';
  end if;
  if wanted and not keeps_before then
    raise exception 'what was there before a change is wanted' using errcode = 'serialization_failure';
  end if;
  return wanted;
end $$;
