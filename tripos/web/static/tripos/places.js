// The catalogue made quick: arrows go through what was found, the map lies over the list on phones, and the part of the
// map that one sees can be searched. Without this file every filter is a form and every marker a link.

const root = document.documentElement;
const within = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
const field = () => document.getElementById("place-search");
const links = () => [...document.querySelectorAll("#found .place-card .card__cover-link")];

// -- the list by keyboard

function stepFrom(element, step) {
  const all = links();
  const at = element === field() ? -1 : all.indexOf(element);
  if (at < 0 && element !== field()) return false;
  const next = at + step;
  if (next < -1 || next >= all.length) return true;
  const to = next < 0 ? field() : all[next];
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && stepFrom(event.target, step)) event.preventDefault();
  if (event.key === "Escape" && links().includes(event.target)) field()?.focus();
});

// -- a phone's map over the list

const pane = () => document.querySelector(".panes--switch > [data-map-pane]");

function toggleMap(isOpen) {
  const shown = pane();
  if (!shown) return;
  shown.toggleAttribute("data-map-open", isOpen);
  root.classList.toggle("has-map-open", isOpen);
  for (const one of document.querySelectorAll("[data-map-switch]")) {
    one.setAttribute("aria-expanded", String(isOpen));
    one.querySelector("[data-switch-words]").textContent = isOpen ? one.dataset.listLabel : one.dataset.mapLabel;
  }
  const card = shown.querySelector("[data-map-picked]");
  if (card) card.hidden = true;
}

document.addEventListener("click", (event) => {
  if (within(event, "[data-map-switch]")) {
    event.preventDefault();
    toggleMap(!pane()?.hasAttribute("data-map-open"));
  }
  if (within(event, "[data-picked-link]")) toggleMap(false);
  if (within(event, "[data-sheet-close]")) {
    const sheet = within(event, "details");
    if (sheet) sheet.open = false;
    sheet?.querySelector("summary")?.focus();
  }
});

// The floating switch comes when the one in its place is out of sight.
const SCROLLED = 240;
const noteScroll = () => root.classList.toggle("has-scrolled", window.scrollY > SCROLLED);
window.addEventListener("scroll", noteScroll, { passive: true });
noteScroll();

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !pane()?.hasAttribute("data-map-open")) return;
  toggleMap(false);
  [...document.querySelectorAll("[data-map-switch]")].find((one) => one.checkVisibility())?.focus();
});

// A list put anew closes the map with it: what lies over it must say so again.
document.addEventListener("htmx:afterSettle", () => {
  if (root.classList.contains("has-map-open") && !pane()?.hasAttribute("data-map-open")) toggleMap(true);
});

// -- the part of the map that one sees

document.addEventListener("map:moved", (event) => {
  const button = pane()?.contains(event.target) && pane().querySelector("[data-search-area]");
  if (button) button.hidden = false;
});

document.addEventListener("click", (event) => {
  if (!within(event, "[data-search-area]")) return;
  const figure = pane()?.querySelector("[data-map]");
  const area = document.querySelector("[data-area]");
  const form = document.getElementById("find");
  if (!figure || !area || !form) return;
  const answer = (edges) => {
    area.value = edges ? edges.map((edge) => edge.toFixed(5)).join(",") : "";
    form.requestSubmit();
  };
  figure.dispatchEvent(new CustomEvent("map:edges", { bubbles: true, detail: { answer } }));
});

// -- answers

// What cannot be kept comes back as the form with its reasons; it stands where the form stood.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  const form = event.detail.requestConfig?.elt?.closest(".noted");
  if (form) {
    event.detail.target = document.getElementById("noted");
    event.detail.swapOverride = "innerHTML";
  }
});

// The menu that was chosen in is gone with its answer: the focus goes back to the button that opened it.
let opener = "";
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  opener = requestConfig.verb === "post" ? (elt.closest("details.menu")?.querySelector("summary").id ?? "") : "";
});

document.addEventListener("htmx:afterSettle", () => {
  if (opener) document.getElementById(opener)?.focus({ preventScroll: true });
  opener = "";
});
