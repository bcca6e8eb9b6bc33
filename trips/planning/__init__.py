"""Pure planning code: no Django, no queries, no network.

Times are instants in a place's own zone (aware datetimes) or whole seconds since the local midnight of a date
(`clock.DayClock`); distances are metres; money is an exact decimal with an ISO 4217 currency (`money.Money`).
"""
