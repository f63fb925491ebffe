"""Receipt: what came in, or what slipped?"""
