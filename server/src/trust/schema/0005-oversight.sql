-- Where an officer lives, so that looks at their own neighbours can be told from others. Missing where nobody has said so.
alter table trust.officer add column home text check (home like '/%');

-- People in public life, who are looked at out of curiosity. The list is for the data protection officer alone, and for them.
create table trust.public_figure (
  person   text primary key references trust.resident on delete cascade,
  added_by text not null,
  added_at timestamptz not null
);

-- What the data protection officer found where somebody's looks stood out. It covers the looks up to a moment; later ones count anew.
create table trust.unusual_review (
  id          text primary key,
  officer     text not null,
  looked_from timestamptz not null,
  looked_until timestamptz not null,
  looks       integer not null,
  people      integer not null,
  reasons     jsonb not null,
  note        text not null check (note <> ''),
  reviewed_by text not null check (reviewed_by <> officer),
  reviewed_at timestamptz not null,
  check (looked_from < looked_until)
);
create index unusual_review_officer on trust.unusual_review (officer, looked_until);
create index unusual_review_at on trust.unusual_review (reviewed_at);
