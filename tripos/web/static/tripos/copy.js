// Buttons with data-copy put their words on the clipboard and say so (data-copied).
document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  document.body.dispatchEvent(
    new CustomEvent("toast", { bubbles: true, detail: { text: button.dataset.copied, kind: "good" } }),
  );
});
// Without a safe connection there is no clipboard: the words can be marked by a tap instead.
if (!navigator.clipboard) document.documentElement.classList.add("no-clipboard");
