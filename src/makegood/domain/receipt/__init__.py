"""What came in, or what slipped?"""
