"""From when to when, how sure, resting on which supply?"""
