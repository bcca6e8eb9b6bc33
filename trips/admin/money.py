"""Estimates and exchange rates in the back office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tripos.accounts.choices import currency_choices
from tripos.db.context import set_reason
from tripos.web.staff import StaffModelAdmin
from trips.management.commands.load_rates import load_rates
from trips.models import CostEstimate, ExchangeRate
from trips.providers.exchange_rates import last_day


class CostEstimateForm(forms.ModelForm):
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))

    class Meta:
        model = CostEstimate
        fields = ("kind", "city", "country", "amount", "currency", "as_of", "note")
        widgets = {name: forms.TextInput(attrs={"class": "vTextField"}) for name in ("kind", "city", "country", "note")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "currency" in self.fields:
            self.fields["currency"].choices = currency_choices()  # type: ignore[attr-defined]

    def clean_country(self) -> str | None:
        country = (self.cleaned_data.get("country") or "").strip().upper()
        if country and (len(country) != 2 or not country.isalpha()):
            raise forms.ValidationError(_("A country is two capital letters, such as FI."))
        return country or None


@admin.register(CostEstimate)
class CostEstimateAdmin(StaffModelAdmin):
    """What kinds of places cost where no price is known."""

    form = CostEstimateForm
    list_display = ["kind", "city", "country", "amount", "currency", "as_of", "note"]
    list_filter = ["country", "city", "currency"]
    search_fields = ["kind", "city", "note"]
    date_hierarchy = "as_of"
    ordering = ["kind", "country", "city"]
    list_per_page = 100


@admin.register(ExchangeRate)
class ExchangeRateAdmin(StaffModelAdmin):
    """The rates that costs are converted by; the bank's own come with the installation."""

    change_list_template = "admin/trips/rate_list.html"
    list_display = ["currency", "rate_date", "rate", "source"]
    list_filter = ["source", "currency"]
    search_fields = ["currency"]
    date_hierarchy = "rate_date"
    ordering = ["-rate_date", "currency"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.load_view)
        return [path("load/", view, name="trips_exchangerate_load"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "last_day": last_day()})

    def load_view(self, request: HttpRequest) -> HttpResponse:
        """Add the bank's rates that are not there yet; what is there stays, whoever wrote it.

        Raises:
            PermissionDenied: the account may not add rates, or it was no POST.
        """
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        set_reason(_("Rates of the European Central Bank loaded"))
        added = load_rates("default")
        words = ngettext("%(n)d rate added.", "%(n)d rates added.", added) % {"n": added}
        messages.success(request, words if added else _("The newest rates are there already."))
        return HttpResponseRedirect(reverse("admin:trips_exchangerate_changelist"))
