// The concierge beside a trip: a drawer at the side, on phones a sheet. What is said and answered there stays there, and
// the plan is brought up to date when an answer ends or a proposal is accepted. Escape closes it; the focus goes back to
// where it was opened from. Without this file its links lead to the conversation's own page.

const WIDE = window.matchMedia("(min-width: 64rem)");
const TARGET = "#concierge";
const LOOKS = [3, 5, 10, 20]; // seconds between looks for what an approved proposal changes
const PATIENCE = 500; // milliseconds until a plan whose stop is being dragged is asked for again

const drawer = document.querySelector("[data-drawer]");
const body = () => drawer.querySelector(TARGET);
const talk = () => drawer.querySelector("[data-drawer-talk]");

let isLoaded = false;

function ask(verb, url, values) {
  body().setAttribute("aria-busy", "true");
  return window.htmx.ajax(verb, url, { target: TARGET, swap: "innerHTML", source: TARGET, values });
}

function load() {
  isLoaded = true;
  ask("GET", talk()?.dataset.url ?? drawer.dataset.url);
}

function toTheEnd() {
  const log = drawer.querySelector("[data-chat-log]");
  if (log && !drawer.querySelector("[data-live]")) log.scrollTop = log.scrollHeight;
}

function open() {
  if (drawer.open) drawer.close();
  // Beside the plan, which can still be worked on; over it where there is no room.
  if (WIDE.matches) drawer.show();
  else drawer.showModal();
  for (const opener of document.querySelectorAll("[data-drawer-open]")) opener.setAttribute("aria-expanded", "true");
  if (isLoaded) arrive();
  else load();
}

function arrive() {
  toTheEnd();
  // A phone's keyboard would cover what was said.
  if (WIDE.matches && drawer.open) drawer.querySelector("textarea")?.focus({ preventScroll: true });
}

// The plan, unless it is what it was. One question after the other: the plan that one of them puts in takes those with
// it that were asked from the old one. Whoever is dragging a stop is not disturbed.
let refreshing = Promise.resolve();

const isBusy = (plan) => plan.classList.contains("is-dragging") || plan.getAttribute("aria-busy") === "true";
const pause = (milliseconds) => new Promise((resolve) => window.setTimeout(resolve, milliseconds));

async function bringUpToDate() {
  const plan = () => document.getElementById("plan");
  while (plan() && isBusy(plan())) await pause(PATIENCE);
  if (!plan()) return;
  const values = { since: plan().dataset.version };
  await window.htmx.ajax("GET", window.location.pathname, { target: "#plan", swap: "outerHTML", source: "#plan", values });
}

function refreshPlan() {
  refreshing = refreshing.then(bringUpToDate).catch(() => {}); // what went wrong is said in a toast
}

const versionOf = () => document.getElementById("plan")?.dataset.version;

// A yes is carried out by the worker, which may take longer than the page waited for it.
async function lookAgain(version) {
  for (const seconds of LOOKS) {
    await pause(seconds * 1000);
    await refreshing;
    if (versionOf() !== version) return;
    if (drawer.open && !drawer.querySelector("textarea")?.value) load();
    refreshPlan();
  }
}

function listen() {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const opener = target?.closest("[data-drawer-open]");
    if (opener && window.htmx && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (drawer.open) drawer.close();
      else open();
    }
    if (target?.closest("[data-drawer-close]") || target === drawer) drawer.close();
  });

  // What leads to the plan is here already.
  drawer.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (link?.pathname !== window.location.pathname || !link.getAttribute("href").startsWith("/")) return;
    event.preventDefault();
    if (WIDE.matches) document.getElementById("days")?.scrollIntoView();
    else drawer.close();
  });

  drawer.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    drawer.close();
  });

  drawer.addEventListener("close", () => {
    for (const opener of document.querySelectorAll("[data-drawer-open]")) opener.setAttribute("aria-expanded", "false");
    // The plan, and the button in it, may have been put anew meanwhile.
    if (document.activeElement === document.body || drawer.contains(document.activeElement)) {
      [...document.querySelectorAll("[data-drawer-open]")].find((one) => one.getClientRects().length)?.focus();
    }
  });

  WIDE.addEventListener("change", () => drawer.open && open());

  drawer.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !window.htmx) return;
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    const button = event.submitter;
    if (button?.name) values[button.name] = button.value;
    if (talk()?.dataset.url) values.next ??= talk().dataset.url;
    const isMessage = "text" in values;
    const action = button?.getAttribute("formaction") ?? form.action;
    ask("POST", action, values).then(() => {
      if (!isMessage) refreshPlan();
      if (action.endsWith("/acceptance/")) lookAgain(versionOf());
    });
  });

  drawer.addEventListener("chat:done", () => {
    body().querySelector("[data-live]")?.removeAttribute("data-live");
    refreshPlan();
  });
  drawer.addEventListener("chat:changed", refreshPlan);
  drawer.addEventListener("chat:more", (event) => {
    event.preventDefault();
    load();
  });
}

function settle() {
  body().removeAttribute("aria-busy");
  for (const form of drawer.querySelectorAll('form[aria-busy="true"]')) form.removeAttribute("aria-busy");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (target?.id === "plan") {
    // An answer that was overtaken by a later change says nothing new.
    const version = Number(/data-version="(\d+)"/.exec(xhr.responseText ?? "")?.[1] ?? Infinity);
    if (version < Number(target.dataset.version)) event.detail.shouldSwap = false;
  }
  if (target?.id !== "concierge") return;
  if (xhr.getResponseHeader("X-Drawer")) {
    event.detail.shouldSwap = true; // a message that was not taken comes back with why
    event.detail.isError = false;
    return;
  }
  if (xhr.status >= 400) return;
  // Signed out meanwhile, or what was talked about is gone.
  event.detail.shouldSwap = false;
  window.location.assign(xhr.responseURL || window.location.href);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "concierge") return;
  settle();
  arrive();
});

for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => {
    if (event.detail.target?.id !== "concierge") return;
    settle();
    isLoaded = Boolean(talk());
  });
}

if (drawer) listen();
