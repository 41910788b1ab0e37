"""The texts of drawn lines and pages."""
