def ActorMiddleware(get_response):
    return get_response
