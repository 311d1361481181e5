"""Kills: juesuan is killed at random moments of its work, run again, and compared row for row with a clean run.

What may not come of a kill is a run that fails, a row that is missing, doubled or other than it would have been.
"""
