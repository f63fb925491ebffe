"""What the shop decides beforehand."""
