"""Who gets it, and why not me?"""
