// Behaviour that every page shares: theme, menus, dialogs, toasts. Without it every page still works.

const root = document.documentElement;
root.classList.add("js");

const RESEND_MILLISECONDS = 10000;
const YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

// -- theme: a cookie, so that the server paints the next page right at once.

function currentTheme() {
  if (root.dataset.theme) return root.dataset.theme;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function switchTheme() {
  const theme = currentTheme() === "dark" ? "light" : "dark";
  root.dataset.theme = theme;
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR_IN_SECONDS}; SameSite=Lax${secure}`;
}

// -- toasts: those the server put into the page, and those an htmx answer asks for with HX-Trigger.

const TOAST_MILLISECONDS = 8000;

function dismiss(toast) {
  toast.remove();
}

function keepForAWhile(toast) {
  if (toast.querySelector("form") || toast.matches(".toast--danger, .toast--warn")) return;
  let timer = window.setTimeout(() => dismiss(toast), TOAST_MILLISECONDS);
  const hold = () => window.clearTimeout(timer);
  const release = () => {
    timer = window.setTimeout(() => dismiss(toast), TOAST_MILLISECONDS);
  };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", release);
}

function showToast({ text, kind = "info", undo_url: undoUrl = "" }) {
  const region = document.querySelector("[data-toasts]");
  if (!region || !text) return;
  const toast = document.createElement("div");
  toast.className = `toast toast--${kind}`;
  toast.dataset.toast = "";
  const words = document.createElement("p");
  words.className = "toast__text";
  words.textContent = text;
  toast.append(words);
  if (undoUrl) {
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "toast__undo";
    undo.textContent = region.dataset.undoLabel;
    undo.addEventListener("click", () => {
      dismiss(toast);
      window.htmx?.ajax("POST", undoUrl, { swap: "none" });
    });
    toast.append(undo);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast__close";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", region.dataset.dismissLabel);
  close.textContent = "×";
  toast.append(close);
  region.append(toast);
  if (!undoUrl) keepForAWhile(toast);
}

// -- menus (details elements) and dialogs.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement)) return false;
  dialog.showModal();
  return true;
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;
  closeMenus(target.closest("details[data-menu]"));
  if (target.closest("[data-theme-switch]")) switchTheme();
  if (target.closest("[data-toast-close]")) dismiss(target.closest("[data-toast]"));
  const opener = target.closest("[data-dialog-open]");
  if (opener && openDialog(opener.dataset.dialogOpen)) event.preventDefault();
  if (target.closest("[data-dialog-close]")) target.closest("dialog")?.close();
  if (target instanceof HTMLDialogElement && target.matches(".dialog")) target.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
});

// Without a connection the browser's own page would take the place of what was written: say it here instead.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || navigator.onLine || !(form instanceof HTMLFormElement) || form.method !== "post") return;
  event.preventDefault();
  showToast({ text: document.querySelector("[data-toasts]")?.dataset.offlineLabel, kind: "danger" });
});

// A form sent twice by an impatient finger is sent once. Back from the next page, it can be sent again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  else {
    form.setAttribute("aria-busy", "true");
    // An answer that is a download leaves this page standing: let the form work again.
    window.setTimeout(() => form.removeAttribute("aria-busy"), RESEND_MILLISECONDS);
  }
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll('form[aria-busy="true"]')) form.removeAttribute("aria-busy");
});

document.addEventListener("htmx:afterRequest", (event) => {
  event.target.closest?.("form")?.removeAttribute("aria-busy");
});

document.addEventListener("toast", (event) => showToast(event.detail ?? {}));

document.addEventListener("htmx:responseError", (event) => {
  const region = document.querySelector("[data-toasts]");
  const text = event.detail.xhr?.getResponseHeader("X-Reason") ?? region?.dataset.failedLabel;
  showToast({ text, kind: "danger" });
});

document.addEventListener("htmx:sendError", () => {
  const region = document.querySelector("[data-toasts]");
  showToast({ text: region?.dataset.offlineLabel, kind: "danger" });
});

for (const toast of document.querySelectorAll("[data-toast]")) keepForAWhile(toast);

// -- sentences: Enter sends them, Shift and Enter starts a line.

document.addEventListener("keydown", (event) => {
  const composer = event.target instanceof Element ? event.target.closest("[data-composer]") : null;
  if (!composer || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  // On a phone Enter starts a line: the button is beside the thumb.
  if (window.matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  composer.requestSubmit();
});
