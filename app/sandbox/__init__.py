"""An honest local stand-in for Membrane and the Clientary behind it; always a process of its own. See README.md."""
