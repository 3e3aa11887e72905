-- What was practised. Times within a session are seconds of its camera's own clock;
-- `started` is local time with its offset (ISO 8601), so that its first ten letters are the
-- day as the person lived it.

CREATE TABLE session (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: a running session may be deleted
  programme TEXT NOT NULL,
  started TEXT NOT NULL,
  duration_s REAL NOT NULL DEFAULT 0,
  end_reason TEXT,  -- NULL while it goes on, and after a crash
  soreness TEXT,
  release_felt INTEGER
);

CREATE TABLE part (
  session_id INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
  position INTEGER NOT NULL,
  exercise TEXT NOT NULL,
  status TEXT NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (session_id, position)
);

CREATE TABLE hold (
  session_id INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
  part INTEGER NOT NULL,
  side TEXT NOT NULL,
  number INTEGER NOT NULL,
  exercise TEXT NOT NULL,
  held_s REAL NOT NULL,
  target_s REAL NOT NULL,
  start_s REAL,
  end_s REAL,
  complete INTEGER NOT NULL,
  unverified TEXT NOT NULL,  -- a JSON list of the titles of checks that could not be seen
  PRIMARY KEY (session_id, part, side, number)
);

CREATE TABLE repetition (
  session_id INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
  part INTEGER NOT NULL,
  side TEXT NOT NULL,
  name TEXT NOT NULL,
  exercise TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (session_id, part, side, name)
);

CREATE TABLE correction (
  session_id INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
  part INTEGER NOT NULL,
  check_name TEXT NOT NULL,
  text TEXT NOT NULL,
  exercise TEXT NOT NULL,
  count INTEGER NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (session_id, part, check_name, text)
);

CREATE TABLE danger (
  session_id INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
  time_s REAL NOT NULL,
  sign TEXT NOT NULL,
  PRIMARY KEY (session_id, time_s)
);

CREATE INDEX session_started ON session (started);
