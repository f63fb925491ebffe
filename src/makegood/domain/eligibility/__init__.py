"""May this line wait at all?"""
