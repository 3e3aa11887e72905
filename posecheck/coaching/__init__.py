"""From numbers to judgement: exercises as data, checks, hold timer, session."""
