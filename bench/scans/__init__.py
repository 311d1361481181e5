"""Scans as counties make them: a report's own pages spoilt in many ways, read, and compared with what they print.

Of each way: which share of the printed figures is read right (recall), how many are read wrong, and how many of the
wrong ones nothing warns of: read with confidence, in no doubt, against no identity.
"""
