"""Running juesuan night after night: what to check, what to tell people. No reading and no SQL models live here."""
