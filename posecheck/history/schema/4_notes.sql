-- What the person notes about a day, in their own words.
CREATE TABLE note (
    day TEXT PRIMARY KEY,  -- the local day, 2026-03-01
    text TEXT NOT NULL
);
