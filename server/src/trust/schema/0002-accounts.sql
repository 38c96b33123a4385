-- People who live here. What is kept is what signing in and being served need, and no more.
create table trust.resident (
  id         text primary key,
  -- What others name them by, so that nobody has to tell a telephone number: eight digits and a check digit.
  number     text not null unique check (number ~ '^[0-9]{9}$'),
  name       text not null check (name <> ''),
  area       text not null check (area like '/%'),
  born_on    date,
  -- Where one-time codes go: a telephone number or a mail address.
  contact    text unique,
  -- The number of the resident's card, as a keyed digest: it can be looked up, not read.
  card_index bytea unique,
  issuer     text,
  subject    text,
  -- The officer or the provider that saw who they are; missing where only they themselves said so.
  vouched_by text,
  created_at timestamptz not null,
  unique (issuer, subject),
  check ((issuer is null) = (subject is null))
);

create table trust.officer (
  id           text primary key,
  name         text not null check (name <> ''),
  department   text not null check (department <> ''),
  roles        text[] not null,
  jurisdiction text[] not null,
  invited_by   text,
  created_at   timestamptz not null,
  ended_at     timestamptz
);

-- A link with which one person becomes an officer, once. Of the link, only the digest is kept.
create table trust.officer_invitation (
  token_hash   bytea primary key,
  id           text not null unique,
  name         text not null,
  department   text not null,
  roles        text[] not null,
  jurisdiction text[] not null,
  invited_by   text,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  used_at      timestamptz
);

-- Public keys of passkeys (WebAuthn). Fingerprint and face never leave the person's own device.
create table trust.passkey (
  id           text primary key,
  owner_kind   text not null check (owner_kind in ('resident', 'officer')),
  owner        text not null,
  public_key   bytea not null,
  counter      bigint not null,
  transports   text[] not null,
  name         text not null,
  is_backed_up boolean not null,
  created_at   timestamptz not null,
  last_used_at timestamptz
);
create index passkey_owner on trust.passkey (owner_kind, owner);

-- Challenges that were answered, until they would be out of date anyway: none is answered twice.
create table trust.used_challenge (
  digest     bytea primary key,
  expires_at timestamptz not null
);

-- One row for each sign-in. The token itself is with the browser only.
create table trust.session (
  token_hash    bytea primary key,
  id            text not null unique,
  kind          text not null check (kind in ('resident', 'officer')),
  owner         text not null,
  signed_in_by  text not null check (signed_in_by in ('passkey', 'code', 'helper', 'openid')),
  -- An officer sits beside this resident and acts with them, until then.
  helping       text references trust.resident,
  helping_until timestamptz,
  -- The resident acts for somebody else by this delegation.
  delegation    text,
  device        text not null,
  source_index  bytea not null,
  created_at    timestamptz not null,
  seen_at       timestamptz not null,
  idle_until    timestamptz not null,
  ends_at       timestamptz not null,
  ended_at      timestamptz,
  check ((helping is null) = (helping_until is null)),
  check (helping is null or kind = 'officer'),
  check (delegation is null or kind = 'resident')
);
create index session_owner on trust.session (kind, owner);
create index session_ends on trust.session (ends_at);

-- A one-time code on its way. Its flow is known to the browser alone that asked for it.
create table trust.code (
  flow_hash  bytea primary key,
  -- Missing where nobody has this contact: then no code is right, and nobody outside can tell.
  resident   text references trust.resident on delete cascade,
  -- What somebody new said of themselves; the account is made when the code proves the contact.
  draft      jsonb,
  contact    text not null,
  code_hash  bytea not null,
  tries      integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index code_contact on trust.code (contact, created_at);
create index code_expires on trust.code (expires_at);

-- Codes printed on paper by a helper, for residents without a telephone.
create table trust.paper_code (
  code_hash  bytea primary key,
  resident   text not null references trust.resident on delete cascade,
  issued_by  text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index paper_code_resident on trust.paper_code (resident);

-- Codes that wait for a channel to carry them; whoever carries one takes it out.
create table trust.outbox (
  id         bigint generated always as identity primary key,
  contact    text not null,
  language   text not null,
  code       text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index outbox_expires on trust.outbox (expires_at);

-- How often somebody was wrong, and when they may try again.
create table trust.attempt (
  key      bytea primary key,
  failures integer not null,
  last_at  timestamptz not null,
  until    timestamptz not null
);
create index attempt_last on trust.attempt (last_at);

-- Who may act for whom, in which services, until when.
create table trust.delegation (
  id           text primary key,
  resident     text not null references trust.resident on delete cascade,
  delegate     text not null references trust.resident on delete cascade,
  kind         text not null check (kind in ('family', 'helper', 'guardian')),
  services     text[] not null check (cardinality(services) > 0),
  -- What the guardian showed, and the officer who saw it.
  document     text,
  confirmed_by text,
  created_at   timestamptz not null,
  until        timestamptz not null,
  revoked_at   timestamptz,
  revoked_by   text,
  check (resident <> delegate),
  check (until > created_at),
  check (kind <> 'guardian' or (document is not null and confirmed_by is not null))
);
create index delegation_resident on trust.delegation (resident);
create index delegation_delegate on trust.delegation (delegate);

-- Apps that ask residents for access, or act for themselves. Of the secret, only the digest is kept.
create table trust.app (
  id            text primary key,
  name          text not null,
  about         text not null,
  kind          text not null check (kind in ('web', 'device', 'service')),
  redirect_uris text[] not null,
  scopes        text[] not null,
  secret_hash   text,
  owner_kind    text not null,
  owner         text not null,
  created_at    timestamptz not null,
  ended_at      timestamptz,
  check ((kind = 'device') = (secret_hash is null)),
  check ((kind = 'service') = (cardinality(redirect_uris) = 0))
);
create index app_owner on trust.app (owner_kind, owner);

-- What the OpenID provider keeps: sessions, grants, codes and tokens, by digest of their id.
create table trust.oauth (
  model       text not null,
  digest      bytea not null,
  payload     jsonb not null,
  grant_id    bytea,
  uid         text,
  consumed_at timestamptz,
  expires_at  timestamptz,
  primary key (model, digest)
);
create index oauth_grant on trust.oauth (grant_id);
create index oauth_uid on trust.oauth (model, uid);
create index oauth_expires on trust.oauth (expires_at);
