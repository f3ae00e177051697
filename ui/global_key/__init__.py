"""A key that brings up the quick log wherever one is: each system has its own way to take one."""
