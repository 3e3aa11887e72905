-- Self-tests, a row a leg. What could not be told is NULL.

CREATE TABLE selftest (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  taken TEXT NOT NULL,
  source TEXT NOT NULL
);

CREATE TABLE selftest_leg (
  selftest_id INTEGER NOT NULL REFERENCES selftest ON DELETE CASCADE,
  side TEXT NOT NULL,
  result TEXT NOT NULL,
  reason TEXT,
  onset_s REAL,
  onset_hip_flexion REAL,
  onset_knee REAL,
  gap_change_cm REAL,
  spread_deg REAL,
  tolerance_deg REAL,
  PRIMARY KEY (selftest_id, side)
);

CREATE INDEX selftest_taken ON selftest (taken);
