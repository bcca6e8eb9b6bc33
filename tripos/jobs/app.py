def on_ready(app):
    return None
