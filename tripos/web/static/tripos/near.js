// "Near me": asks the device where it is when the button is pressed, never before, and opens that address.

for (const button of document.querySelectorAll("[data-near]")) {
  const status = document.querySelector("[data-near-status]");
  const refused = () => {
    button.disabled = false;
    if (status) status.textContent = button.dataset.refused;
    else button.title = button.dataset.refused;
  };
  button.addEventListener("click", () => {
    if (!navigator.geolocation) return refused();
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const at = new URLSearchParams({
          latitude: coords.latitude.toFixed(5),
          longitude: coords.longitude.toFixed(5),
        });
        location.assign(`${button.dataset.near}?${at}`);
      },
      refused,
      { timeout: 10_000, maximumAge: 60_000 },
    );
  });
}
