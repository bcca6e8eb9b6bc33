"""What bin/run, bin/test and bin/check do: set up, start, watch and stop. No Django in here."""
