"""How long leaflets take, and how much memory, always beside other tools in the same run."""
