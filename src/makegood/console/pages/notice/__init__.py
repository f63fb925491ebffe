"""Who must be told what, by when?"""
