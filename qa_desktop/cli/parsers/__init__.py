"""The options of every command, one module for each group; what the commands do is loaded when they are called."""
