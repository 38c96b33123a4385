-- The number of the resident's card can be read again by whoever has the keys (AES-256-GCM); it is looked up by its digest.
alter table trust.resident add column card_sealed bytea;
alter table trust.resident add constraint resident_card check (card_sealed is null or card_index is not null);
