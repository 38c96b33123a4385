-- What residents were asked to consent to, and what they answered. Sensitive data is asked for by itself: one row is one category.
create table trust.consent (
  id          text primary key,
  subject     text not null,
  recipient   text not null check (recipient ~ '^(department|app):.+'),
  service     text not null check (service <> ''),
  purposes    text[] not null check (cardinality(purposes) > 0),
  category    text not null check (category in ('personal', 'sensitive')),
  -- What of the data, in the words of the person.
  about       text not null check (about <> ''),
  area        text not null default '/' check (area like '/%'),
  asked_by    text not null,
  asked_at    timestamptz not null,
  -- How long it would hold from the day on which it is given.
  days        integer not null check (days between 1 and 1826),
  state       text not null default 'asked' check (state in ('asked', 'given', 'refused', 'withdrawn')),
  answered_by text,
  by_guardian boolean not null default false,
  answered_at timestamptz,
  until       timestamptz,
  ended_by    text,
  ended_at    timestamptz,
  check ((state = 'asked') = (answered_at is null)),
  check ((state in ('given', 'withdrawn')) = (until is not null)),
  check ((state = 'withdrawn') = (ended_at is not null))
);
create index consent_subject on trust.consent (subject, recipient);
create index consent_recipient on trust.consent (recipient, asked_at);

-- Laws that let a department look at people's data, for which purposes and where. Each region has its own.
create table trust.law (
  id                text primary key,
  names             jsonb not null,
  citation          text not null check (citation <> ''),
  department        text not null check (department <> ''),
  purposes          text[] not null check (cardinality(purposes) > 0),
  categories        text[] not null check (cardinality(categories) > 0 and categories <@ array['personal', 'sensitive']),
  area              text not null default '/' check (area like '/%'),
  -- Holds although the person has had the use of their data restricted.
  lifts_restriction boolean not null default false,
  since             timestamptz not null,
  until             timestamptz not null default 'infinity',
  registered_by     text not null,
  registered_at     timestamptz not null,
  check (since < until)
);
create index law_department on trust.law (department);

-- Glass that was broken: somebody had to look at once, and answers for it afterwards.
create table trust.emergency (
  id          text primary key,
  officer     text not null,
  department  text not null,
  subject     text not null,
  reason      text not null check (length(reason) >= 20),
  area        text not null,
  opened_at   timestamptz not null,
  until       timestamptz not null,
  ended_at    timestamptz,
  reviewed_at timestamptz,
  reviewed_by text,
  verdict     text check (verdict in ('justified', 'unjustified')),
  note        text,
  check (until > opened_at and until <= opened_at + interval '24 hours'),
  check ((reviewed_at is null) = (verdict is null)),
  check (reviewed_by is null or reviewed_by <> officer)
);
create index emergency_subject on trust.emergency (subject, officer);
create index emergency_open on trust.emergency (opened_at) where reviewed_at is null;

-- What people ask for by right, each to be answered by a day.
create table trust.rights_case (
  id        text primary key,
  subject   text not null,
  kind      text not null check (kind in ('see', 'export', 'correct', 'delete', 'restrict', 'ask')),
  text      text not null default '',
  -- The record that a question is about.
  about     text,
  opened_by text not null,
  opened_at timestamptz not null,
  due_at    timestamptz not null,
  state     text not null check (state in ('open', 'done', 'refused')),
  closed_by text,
  closed_at timestamptz,
  answer    text,
  outcome   jsonb,
  check ((state = 'open') = (closed_at is null))
);
create index rights_case_subject on trust.rights_case (subject, opened_at);
create index rights_case_open on trust.rights_case (due_at) where state = 'open';

-- Whose data may not be used for now.
create table trust.restriction (
  subject  text not null,
  since    timestamptz not null,
  ended_at timestamptz,
  primary key (subject, since)
);
create unique index restriction_now on trust.restriction (subject) where ended_at is null;

-- What somebody has to be told and finds on their page: a resident, or whoever has a role. Channels may carry it further.
create table trust.notice (
  id      text primary key,
  -- "resident:ID" or "role:data-protection".
  reader  text not null,
  kind    text not null,
  about   text not null,
  at      timestamptz not null,
  seen_at timestamptz
);
create index notice_reader on trust.notice (reader, at);
