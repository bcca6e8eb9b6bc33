"""Importers: each provider is a folder whose `read_places` yields `PlaceRecord`s. Pure code, no Django."""
