"""Pages of metrics: did we keep our word?"""
