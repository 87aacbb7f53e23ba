"""Tests in real Chromium. They run last and one at a time."""
