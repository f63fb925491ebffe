"""The customer's page: a face. A link opens it, looking changes nothing, and each choice is one call of flow."""
