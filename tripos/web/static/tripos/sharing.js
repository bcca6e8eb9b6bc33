// Copying or sending an address and printing a page. All work without: the address can be selected, and browsers print.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // it stays selected, for the reader's own copy
    }
    button.querySelector("[data-copy-words]").textContent = button.dataset.copied;
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
// The device's own sheet of people and apps, where it has one.
for (const button of document.querySelectorAll("[data-send]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title: button.dataset.title, url: document.getElementById(button.dataset.send).value });
    } catch {
      // closed without sending: nothing to say
    }
  });
}
