// A trip's plan: stops are dragged by mouse, finger or keyboard, and what the buttons change is shown without leaving
// the place one reads at. The server has the last word: it answers with the plan as it is now, so a move that it
// refuses springs back, with its sentence in the toasts. Without this file every button still works by itself.

const PLAN = "#plan";
const TOUCH_DELAY = 160;
const STRIP_EDGE = 40; // pixels from an end of the strip where it scrolls under what is dragged
const STRIP_STEP = 12;

const plan = () => document.querySelector(PLAN);
const words = () => plan()?.querySelector("[data-plan-words]")?.dataset ?? {};

function fill(template, values) {
  return (template ?? "").replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

function say(text) {
  const region = document.getElementById("plan-live");
  if (region) region.textContent = text;
}

// -- asking the server

let focusAfter = null;
let takeBack = null;

function ask(url, values, focus) {
  focusAfter = focus ?? null;
  plan()?.setAttribute("aria-busy", "true");
  return window.htmx.ajax("POST", url, { target: PLAN, swap: "outerHTML", values });
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "plan") return;
  // Signed out meanwhile, or sent to another page: go there instead of putting it into this one.
  // Nothing at all (204) is the plan that stands.
  const { status } = event.detail.xhr;
  if (event.detail.xhr.getResponseHeader("X-Plan") || status === 204 || status >= 400) return;
  event.detail.shouldSwap = false;
  window.location.assign(event.detail.xhr.responseURL || window.location.href);
});

function failed(event) {
  if (event.detail.target?.id !== "plan") return;
  plan()?.removeAttribute("aria-busy");
  for (const form of document.querySelectorAll('#plan form[aria-busy="true"], #stop-action')) {
    form.removeAttribute("aria-busy");
  }
  takeBack?.();
  takeBack = null;
}

document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "found-places") start();
  if (event.detail.target?.id !== "plan" && event.target?.id !== "plan") return;
  takeBack = null;
  start();
  // What was found says anew what is in the plan.
  const found = document.querySelector("#find-places [data-found]");
  if (found) window.htmx.trigger(found.closest("#find-places").querySelector("form"), "submit");
  const stop = focusAfter && document.getElementById(focusAfter.id);
  const part = stop?.querySelector(focusAfter.part) ?? stop?.querySelector("summary");
  part?.focus({ preventScroll: true });
  stop?.scrollIntoView({ block: "nearest" });
  focusAfter = null;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches(`${PLAN} form[data-plan]`) || !window.htmx) return;
  event.preventDefault();
  const button = event.submitter;
  const values = Object.fromEntries(new FormData(form));
  if (button?.name) values[button.name] = button.value;
  const stop = button?.closest("[data-stop]");
  ask(button?.getAttribute("formaction") ?? form.action, values, stop ? { id: stop.id, part: "summary" } : null);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-toasts] form") || !plan() || !window.htmx) return;
  event.preventDefault();
  form.closest("[data-toast]")?.remove();
  ask(form.action, {}, null);
});

// -- where a stop stands

const stopsOf = (line) => [...line.children].filter((one) => one.matches(".stop"));
const lines = () => [...document.querySelectorAll(`${PLAN} [data-line]`)];

function neighbourOf(stop) {
  for (let next = stop.nextElementSibling; next; next = next.nextElementSibling) {
    if (next.matches(".stop")) return next;
  }
  return null;
}

function placeOf(stop) {
  const line = stop.closest("[data-line]");
  return { day: line?.dataset.line ?? "", before: neighbourOf(stop)?.dataset.stop ?? "" };
}

function remember(stop) {
  const line = stop.parentElement;
  const next = stop.nextSibling;
  return () => line.insertBefore(stop, next);
}

function put(stop, was, back) {
  const now = placeOf(stop);
  if (now.day === was.day && now.before === was.before) return false;
  takeBack = back;
  ask(stop.dataset.move, now, { id: stop.id, part: "[data-grip]" });
  return true;
}

// -- by mouse and finger

let library;

function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve(window.Sortable));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return library;
}

// -- days in the strip take what is dropped on them, at the time that fits

let chip = null;

function chipAt({ clientX, clientY }) {
  for (const one of document.elementsFromPoint(clientX, clientY)) {
    const found = one.closest("[data-show-day]");
    if (found) return Number(found.dataset.showDay) ? found : null;
  }
  return null;
}

function follow(event) {
  const at = event.touches?.[0] ?? event;
  const found = chipAt(at);
  if (found !== chip) {
    chip?.classList.remove("is-target");
    found?.classList.add("is-target");
    chip = found;
  }
  const row = document.querySelector(".day-strip");
  const box = row?.getBoundingClientRect();
  if (!box || at.clientY < box.top || at.clientY > box.bottom) return;
  if (at.clientX > box.right - STRIP_EDGE) row.scrollLeft += STRIP_STEP;
  if (at.clientX < box.left + STRIP_EDGE) row.scrollLeft -= STRIP_STEP;
}

function beginDrag() {
  chip = null;
  plan().classList.add("is-dragging");
  for (const name of ["pointermove", "touchmove"]) document.addEventListener(name, follow, { passive: true });
}

// The number of the day whose name in the strip it was dropped on.
function endDrag() {
  plan().classList.remove("is-dragging");
  for (const name of ["pointermove", "touchmove"]) document.removeEventListener(name, follow);
  chip?.classList.remove("is-target");
  const day = chip?.dataset.showDay;
  chip = null;
  return day;
}

const HANDS = {
  group: "stops",
  handle: "[data-grip]",
  delay: TOUCH_DELAY,
  delayOnTouchOnly: true,
  touchStartThreshold: 6,
  scroll: true,
  scrollSensitivity: 90,
  bubbleScroll: true,
  forceFallback: true,
  fallbackOnBody: true,
  fallbackTolerance: 4,
  ghostClass: "stop--ghost",
  dragClass: "stop--drag",
};

const animation = () => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140);

// What the search found: its rows stay where they are, and what is dropped on a day is asked for.
function takeable(Sortable, list) {
  Sortable.create(list, {
    ...HANDS,
    group: { name: "stops", pull: "clone", put: false },
    draggable: ".match[data-place]",
    sort: false,
    onStart: beginDrag,
    onEnd({ item, to, from }) {
      const dropped = endDrag();
      const place = item.dataset.place;
      const line = to === from ? null : placeOf(item);
      if (to !== from) item.remove();
      if (dropped) ask(list.dataset.found, { place, day: dropped });
      else if (line) ask(list.dataset.found, line.day ? { place, ...line } : { place, day: "idea" });
    },
  });
}

function sortable(Sortable, line) {
  let was;
  let back;
  Sortable.create(line, {
    ...HANDS,
    draggable: ".stop[data-move]",
    animation: animation(),
    onStart({ item }) {
      was = placeOf(item);
      back = remember(item);
      beginDrag();
    },
    onEnd({ item }) {
      const dropped = endDrag();
      if (!dropped) {
        put(item, was, back);
        return;
      }
      back();
      if (dropped !== was.day) ask(item.dataset.move, { day: dropped }, { id: item.id, part: "[data-grip]" });
    },
  });
}

// -- by keyboard: Enter or Space lifts, arrows move, Enter puts down, Escape leaves it where it was.

let lifted = null;

function titleOf(stop) {
  return stop?.dataset.title ?? "";
}

function tell(stop) {
  const line = stop.closest("[data-line]");
  const before = neighbourOf(stop);
  const values = { day: line.dataset.name, other: titleOf(before) };
  say(fill(before ? words().before : words().end, values));
}

function lift(stop) {
  lifted = { stop, was: placeOf(stop), back: remember(stop) };
  stop.classList.add("stop--lifted");
  plan().classList.add("is-dragging");
  stop.querySelector("[data-grip]").setAttribute("aria-pressed", "true");
  say(fill(words().lifted, { title: titleOf(stop) }));
}

function letGo(keep) {
  const { stop, was, back } = lifted;
  lifted = null;
  stop.classList.remove("stop--lifted");
  plan().classList.remove("is-dragging");
  stop.querySelector("[data-grip]").setAttribute("aria-pressed", "false");
  if (keep && put(stop, was, back)) return;
  if (!keep) back();
  stop.querySelector("[data-grip]").focus();
  say(fill(words().left, { title: titleOf(stop) }));
}

function step(direction) {
  const { stop } = lifted;
  const line = stop.closest("[data-line]");
  const row = stopsOf(line);
  const at = row.indexOf(stop);
  const other = row[at + direction];
  if (other) {
    if (direction < 0) other.before(stop);
    else other.after(stop);
  } else {
    const all = lines();
    const next = all[all.indexOf(line) + direction];
    if (!next) return;
    if (direction < 0) next.append(stop);
    else next.prepend(stop);
  }
  stop.querySelector("[data-grip]").focus();
  stop.scrollIntoView({ block: "nearest" });
  tell(stop);
}

document.addEventListener("keydown", (event) => {
  const grip = event.target instanceof Element ? event.target.closest(`${PLAN} [data-grip]`) : null;
  if (!grip) return;
  const stop = grip.closest(".stop");
  if (lifted && lifted.stop !== stop) letGo(false);
  const keys = {
    Enter: () => (lifted ? letGo(true) : lift(stop)),
    " ": () => (lifted ? letGo(true) : lift(stop)),
    Escape: () => lifted && letGo(false),
    ArrowUp: () => lifted && step(-1),
    ArrowDown: () => lifted && step(1),
  };
  if (!keys[event.key] || (!lifted && !["Enter", " "].includes(event.key))) return;
  event.preventDefault();
  keys[event.key]();
});

document.addEventListener("focusout", (event) => {
  // Moving an element in the page takes the focus from it for a moment; leaving it for another puts the stop back.
  if (!lifted || !event.relatedTarget || lifted.stop.contains(event.relatedTarget)) return;
  if (event.target instanceof Element && event.target.closest("[data-grip]")) letGo(false);
});

function start() {
  const root = plan();
  if (!root?.dataset.sortable) return;
  const fresh = [...lines(), ...root.querySelectorAll("[data-found]")].filter((line) => !line.dataset.started);
  if (!fresh.length) return;
  load(root.dataset.sortable)
    .then((Sortable) => {
      for (const line of fresh) {
        line.dataset.started = "";
        if (line.matches("[data-found]")) takeable(Sortable, line);
        else sortable(Sortable, line);
      }
    })
    .catch(() => {}); // the keyboard and the menus move stops as well
}

start();
