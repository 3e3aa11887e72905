-- When the answer about soreness was given, in UTC: a later answer may replace one that was given
-- before the soreness was over. NULL without an answer, and for those that were given until here.
ALTER TABLE session ADD COLUMN soreness_told TEXT;
