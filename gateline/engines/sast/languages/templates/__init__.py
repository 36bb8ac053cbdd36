"""Front ends of template languages."""
