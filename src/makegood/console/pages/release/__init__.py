"""May it ship, whole or in part?"""
