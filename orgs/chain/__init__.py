"""The chain engine: plans, applications and experts all climb the unit tree, and the engine does not know which it carries."""
