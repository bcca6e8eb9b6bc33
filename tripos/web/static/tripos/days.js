// The days of a trip: which one is read is marked in the strip, days fold (and stay folded in this browser), a click in
// the strip shows its day alone on the map, and on a phone the map lies over the list when asked for.
// Without this file the strip leads to the days, each day folds, and the map stands below the list.

const KEPT_TRIPS = 30; // how many trips' folded days are remembered
const READ_FROM = 96; // pixels below the strip at which a day counts as read

const days = () => [...document.querySelectorAll("[data-day].day")];
const folds = () => [...document.querySelectorAll("[data-fold]")];
const strip = () => document.querySelector("[data-day-nav]");

// -- folded days, by the trip's address and the day's date

const STORE = "tripos:folded";
const trip = window.location.pathname;

function stored() {
  try {
    return JSON.parse(window.localStorage.getItem(STORE)) ?? {};
  } catch {
    return {}; // no storage here, or something else in it
  }
}

function remember() {
  const all = Object.entries(stored()).filter(([key]) => key !== trip);
  // What is as the page brings it is not kept: a day that lies behind comes folded by itself.
  const own = Object.fromEntries(
    folds()
      .filter((fold) => String(fold.open) !== fold.dataset.came)
      .map((fold) => [fold.dataset.fold, fold.open]),
  );
  try {
    window.localStorage.setItem(STORE, JSON.stringify(Object.fromEntries([...all, [trip, own]].slice(-KEPT_TRIPS))));
  } catch {
    // a browser that keeps nothing forgets this as well
  }
}

function recall() {
  const own = stored()[trip] ?? {};
  for (const fold of folds()) {
    fold.dataset.came ??= String(fold.open);
    if (fold.dataset.fold in own) fold.open = own[fold.dataset.fold];
  }
  open(window.location.hash);
  label();
}

// What an address leads to is seen, folded or not.
function open(hash) {
  const target = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  const fold = target?.closest("[data-fold]") ?? target?.querySelector(":scope > [data-fold]");
  if (fold) fold.open = true;
}

function label() {
  const button = document.querySelector("[data-fold-all]");
  if (!button) return;
  const words = folds().some((fold) => fold.open) ? button.dataset.foldLabel : button.dataset.openLabel;
  button.setAttribute("aria-label", words);
  button.title = words;
}

function foldAll() {
  const isOpen = folds().some((fold) => fold.open);
  for (const fold of folds()) fold.open = !isOpen;
  remember();
  label();
}

// -- the day that is read

let waiting = false;

function mark() {
  waiting = false;
  const nav = strip();
  if (!nav) return;
  const edge = nav.getBoundingClientRect().bottom + READ_FROM;
  const read = days().findLast((day) => day.getBoundingClientRect().top <= edge)?.dataset.day;
  for (const link of nav.querySelectorAll("[data-show-day]")) {
    const isRead = link.dataset.showDay === read;
    if (isRead === (link.getAttribute("aria-current") === "location")) continue;
    if (!isRead) link.removeAttribute("aria-current");
    else {
      link.setAttribute("aria-current", "location");
      const row = link.closest("ul");
      const [outer, inner] = [row.getBoundingClientRect(), link.getBoundingClientRect()];
      if (inner.left < outer.left || inner.right > outer.right) {
        row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
      }
    }
  }
}

function markSoon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(mark);
}

// -- a phone's map over the list

const pane = () => document.querySelector("[data-map-pane]");

function toggleMap(isOpen) {
  const shown = pane();
  if (!shown) return;
  shown.toggleAttribute("data-map-open", isOpen);
  document.documentElement.classList.toggle("has-map-open", isOpen);
  for (const one of document.querySelectorAll("[data-map-switch]")) {
    one.setAttribute("aria-expanded", String(isOpen));
    one.querySelector("[data-switch-words]").textContent = isOpen ? one.dataset.listLabel : one.dataset.mapLabel;
  }
  const card = shown.querySelector("[data-map-picked]");
  if (card) card.hidden = true;
  if (!isOpen) return;
  // The map opens at what one reads.
  const read = Number(document.querySelector('[data-show-day][aria-current="location"]')?.dataset.showDay ?? 0);
  document.dispatchEvent(new CustomEvent("map:day", { detail: { day: read } }));
}

// -- listening

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;
  const show = target.closest("[data-show-day]");
  if (show) {
    open(show.hash);
    document.dispatchEvent(new CustomEvent("map:day", { detail: { day: Number(show.dataset.showDay) } }));
  }
  if (target.closest("[data-fold-all]")) foldAll();
  const head = target.closest(".day__head");
  if (head && !target.closest("a, button, summary, details")) {
    const fold = head.parentElement.querySelector(":scope > [data-fold]");
    if (fold) fold.open = !fold.open;
  }
  const link = target.closest('a[href^="#"]');
  if (link && !event.defaultPrevented) {
    if (link.matches("[data-picked-link]")) toggleMap(false);
    open(link.getAttribute("href"));
  }
  if (target.closest("[data-map-switch]")) {
    event.preventDefault();
    toggleMap(!pane()?.hasAttribute("data-map-open"));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !pane()?.hasAttribute("data-map-open")) return;
  toggleMap(false);
  document.querySelector("[data-map-switch]")?.focus();
});

// The event does not bubble, but it is caught on its way down.
document.addEventListener(
  "toggle",
  (event) => {
    if (!(event.target instanceof Element) || !event.target.matches("[data-fold]")) return;
    remember();
    label();
    markSoon();
  },
  true,
);

window.addEventListener("scroll", markSoon, { passive: true });
window.addEventListener("resize", markSoon);
window.addEventListener("hashchange", () => open(window.location.hash));

// Paper has no folds.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = folds().filter((fold) => !fold.open);
  for (const fold of folded) fold.open = true;
});
window.addEventListener("afterprint", () => {
  for (const fold of folded) fold.open = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "plan") return;
  recall();
  if (document.documentElement.classList.contains("has-map-open")) toggleMap(true);
  mark();
});

recall();
mark();
