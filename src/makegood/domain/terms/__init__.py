"""What several words need: quantities, dates, demand, stock, rank, pegging, lateness, states, policy, errors."""
