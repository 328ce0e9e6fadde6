"""How the network of the embedded extractor is trained: its pictures, what is done to them, its lessons.

`python -m gan_studio.core.extractors.embedded_training --out FOLDER` makes what ships.
"""
