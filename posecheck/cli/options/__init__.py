"""The options of each command, as frozen records.

Nothing heavy is imported here: ``--help`` reads them all.
"""
