"""What `sample/build_ads.py` is made of.

material (texts, taxonomy) → brief → compose (one text) → ad (its conditions) → plan (the 400; copies, plant) → formats (files)
                                                                             └→ generate (any number)
"""
