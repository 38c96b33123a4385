-- The language in which somebody is written to; missing where they never said.
alter table trust.resident add column language text check (language ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
