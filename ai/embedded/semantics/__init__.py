"""The meaning of grammar rules: functions from parts to values, without a word of any language."""

from ai.embedded.semantics import amounts, clock, dates, ends, feasts, periods, ranges, references

__all__ = ["amounts", "clock", "dates", "ends", "feasts", "periods", "ranges", "references"]
