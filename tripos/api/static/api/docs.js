// Shows the API's description with Swagger UI, all of it served by this site.
"use strict";
const place = document.getElementById("api-docs");
const csrf = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
SwaggerUIBundle({
  url: place.dataset.schema,
  dom_id: "#api-docs",
  deepLinking: true,
  docExpansion: "list",
  persistAuthorization: false,
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (csrf && !request.headers.Authorization) {
      request.headers["X-CSRFToken"] = decodeURIComponent(csrf[1]);
    }
    return request;
  },
});
