-- Times as UTC, so that they order by instant, and the zone's offset at that moment beside them,
-- so that the day is the one that the person lived. Until here the text held the local time with
-- its offset ("2026-03-01T07:30:00+01:00"); a time without one is this machine's local time.
-- utc_offset_s is local time minus UTC, in seconds.

ALTER TABLE session ADD COLUMN utc_offset_s INTEGER NOT NULL DEFAULT 0;

UPDATE session SET utc_offset_s = local_offset_s(started), started = utc_text(started);

ALTER TABLE selftest ADD COLUMN utc_offset_s INTEGER NOT NULL DEFAULT 0;

UPDATE selftest SET utc_offset_s = local_offset_s(taken), taken = utc_text(taken);
