"""The use-cases, one module per word. They take rows under lock, ask the rules, and write what follows."""
