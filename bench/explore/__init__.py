"""How long the explorer's pages take while many people click on a large warehouse."""
