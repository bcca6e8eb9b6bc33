from django.http import HttpRequest, HttpResponse


def place_list(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def place_detail(request: HttpRequest, pk: object) -> HttpResponse:
    return HttpResponse("")
