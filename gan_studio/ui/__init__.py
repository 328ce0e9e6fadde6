"""The window: everything that a person sees; the only floor with widgets."""
