"""Weather forecasts. `open_meteo` asks an Open-Meteo server; without a provider nothing is said about the weather."""

from trips.providers.weather.open_meteo import ATTRIBUTION, HORIZON_DAYS, WeatherUnavailable, daily_forecast

__all__ = ["ATTRIBUTION", "HORIZON_DAYS", "WeatherUnavailable", "daily_forecast"]
