"""How did it end, and for what reason?"""
