"""Prompts for language models: one folder per task, one file per version."""
