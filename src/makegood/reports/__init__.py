"""What people read of a live shop, one file per report: facts from queries, words from wording."""
