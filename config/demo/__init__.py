"""The demonstration: tells the story of ``fixtures/demo/`` through the same services that people use."""
