"""Pictures painted by diffusion models. Only the worker loads what lies deeper than this module."""
