"""Publishing sites: one YAML file per county under a folder per province, and the model that validates them."""
