"""The test rig: chooses the database, starts real servers in temporary folders, and drives Chromium."""
