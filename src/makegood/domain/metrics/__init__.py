"""Did we keep our word?"""
