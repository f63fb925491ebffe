"""The REST API: a request becomes one use-case or one question, and the result JSON. No rules, no rows."""
