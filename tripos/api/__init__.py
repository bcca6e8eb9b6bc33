"""The API's foundation: what all its addresses share. Each room brings its resources (``<app>/api/``).

How a resource is made, by the example of trips:

1. ``trips/api/resources.py`` declares it once: ``TRIP = Resource("Trip", Trip, column("id", …), computed(…), …)``. The
   declaration is the SELECT list (PostgreSQL writes the JSON, no row becomes an object) and the schema's component.
2. ``trips/api/filters.py`` names its filters (a django-filter ``FilterSet``, each with a ``help_text``).
3. ``trips/api/trips.py`` has the views, composed of mixins over ``ApiView``::

       class TripList(TripsView, Lists, Creates):      # rows(), orders, filters, search(), create(content) -> key
       class TripDetail(TripsView, Changes, Removes):  # rows(), editable(), change(row, content), remove(row)

   ``rows()`` is ``Model.objects.for_user(self.request.user)``: what they may see. ``editable()`` is what they may
   change: a row that they see and may not change answers 403, any other 404. Bodies are read by a ``Writer`` (a strict
   ModelSerializer) named in ``writers``; ``reasons`` are the history's sentences, ``summaries`` the documentation's.
   What no mixin covers is a plain ``post``/``get`` that ends in ``self.reply(json_text)`` or
   ``self.reply_json(value)``, and says in ``answers`` what comes out:
   ``answers = {"post": Answer(202, RUN, "It is on its way.")}``.
4. ``trips/api/urls.py`` lists the addresses; ``tripos/api_urls.py`` composes them.
5. ``tripos/tests/api_matrix.py`` says who may do what at each address: one without a row fails.

What comes for free: authentication and scopes, the bound actor (GET reads only), unknown parameters refused, problem
details for every error (raise ``Problem`` anywhere; database refusals get the words registered for their constraint),
cursor paging, ``fields``, ``expand``, ``ordering``, ``search``, entity tags, ``Idempotency-Key``, gzip, rate limits and
the OpenAPI description.

Not an edge of its own: verbs live in ``actions.py``, and nothing under ``api/`` reaches rows but through their user.
"""
