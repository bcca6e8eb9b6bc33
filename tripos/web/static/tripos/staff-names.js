/** What Django's own widgets leave without a name: chosen relations, and the glass beside a filter. */

/**
 * Name a relation's field by its label and what is chosen; Select2 names it by the latter alone, which may be nothing.
 *
 * @param {HTMLElement} field The part of Select2 that takes the focus.
 */
function nameField(field) {
  const shown = field.querySelector(".select2-selection__rendered");
  const select = field.closest(".select2-container")?.previousElementSibling;
  const label = select?.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  if (!shown?.id || !label) {
    return;
  }
  label.id ||= `${select.id}_label`;
  for (const part of [field, shown]) {
    part.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
  }
}

// Django makes its widgets when the document is ready or when the page has loaded: after both.
addEventListener("load", () =>
  setTimeout(() => {
    document.querySelectorAll(".select2-selection").forEach(nameField);
    for (const icon of document.querySelectorAll(".help-tooltip[aria-label]:not([role])")) {
      icon.setAttribute("role", "img");
    }
  }),
);
