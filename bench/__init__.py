"""Speed, memory and what the checks notice, measured as ratios in one run."""
