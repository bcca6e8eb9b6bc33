// Cards of a conversation as they are now. A card that was answered elsewhere (by words, in another tab, on another
// device) must not offer its buttons any more, and a tab that was left open shows what was said meanwhile.
//
// The server is asked when an answer ends, when one comes back to the page, when another tab of this browser tells that
// something happened, and now and then while a card waits for an answer in plain sight. Without this file a reload does
// the same, and a button that is too late says so.

const LOOK_SECONDS = 20;
const told = "BroadcastChannel" in window ? new BroadcastChannel("tripos-talk") : null;

const chat = () => document.querySelector("[data-chat][data-cards-url]");
const cards = (root) => [...root.querySelectorAll("[data-proposal][data-card]")].filter((card) => card.dataset.card);
const isWaiting = () => cards(document).some((card) => card.dataset.state === "proposed");

let isLooking = false;

function put(card, fresh) {
  const hadFocus = card.contains(document.activeElement);
  const next = document.importNode(fresh, true);
  card.replaceWith(next);
  window.htmx?.process(next);
  if (!hadFocus) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

// Whoever is being answered here, or writes, is not disturbed.
function mayReload(talk) {
  return !talk.querySelector("[data-live-state]:not([hidden])") && !talk.querySelector("textarea")?.value;
}

async function look() {
  const talk = chat();
  if (!talk || isLooking || document.hidden) return;
  isLooking = true;
  try {
    const answer = await fetch(talk.dataset.cardsUrl, { headers: { Accept: "text/html" }, redirect: "error" });
    if (!answer.ok || chat() !== talk) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    let isChanged = false;
    for (const card of cards(talk)) {
      const fresh = cards(found).find((one) => one.dataset.card === card.dataset.card);
      if (!fresh || fresh.dataset.state === card.dataset.state || card.querySelector('form[aria-busy="true"]')) continue;
      put(card, fresh);
      isChanged = true;
    }
    const said = found.querySelector("[data-said]")?.dataset.said;
    const wasSaid = talk.dataset.said;
    if (said) talk.dataset.said = said;
    if (said && wasSaid && said !== wasSaid && mayReload(talk)) {
      const more = new CustomEvent("chat:more", { bubbles: true, cancelable: true });
      if (talk.dispatchEvent(more)) window.location.reload();
    } else if (isChanged) {
      talk.dispatchEvent(new CustomEvent("chat:changed", { bubbles: true }));
    }
  } catch {
    // No connection: the next look comes, and the buttons say what they can.
  } finally {
    isLooking = false;
  }
}

function tell() {
  if (chat()) told?.postMessage(chat().dataset.cardsUrl);
}

told?.addEventListener("message", (event) => {
  if (event.data === chat()?.dataset.cardsUrl) look();
});

document.addEventListener("chat:done", () => {
  // What was just said here is no news to this page.
  if (chat()) chat().dataset.said = "";
  look();
  tell();
});
document.addEventListener("visibilitychange", look);
window.addEventListener("focus", look);
window.addEventListener("pageshow", (event) => event.persisted && look());
window.setInterval(() => isWaiting() && look(), LOOK_SECONDS * 1000);
tell();
