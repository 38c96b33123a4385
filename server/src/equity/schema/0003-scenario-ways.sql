-- How people travel in a scenario and within how many minutes they count as reached: {"mode", "season", "within"}, each where it is
-- not the region's own.
alter table equity.scenario_version add column ways jsonb not null default '{}';
