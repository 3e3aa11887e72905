"""From measurements to judgement: verdicts, corrections, goals, a practice from start to end."""
