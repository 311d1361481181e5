"""Hostile files: samples of every format, broken at random, read as a night would read them.

What may come of a file is that it is read, refused with a sentence, or stopped by a limit. A crash, a row that is
missing and a reason that is no sentence are faults; the file that showed one is kept.
"""
