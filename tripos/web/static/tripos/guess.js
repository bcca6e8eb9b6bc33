// The browser knows its time zone: chosen where the traveller has not chosen one, and said so.
const zones = document.querySelector("select[data-guess]");
const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zones && [...zones.options].some((one) => one.value === guess)) {
  zones.value = guess;
  document.getElementById("guessed")?.removeAttribute("hidden");
}
