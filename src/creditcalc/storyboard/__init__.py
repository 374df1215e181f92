"""Shots, their alternatives, what fits a budget, what changed since."""
