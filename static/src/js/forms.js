// The error summary takes the focus, so that a screen reader starts there.
// Facets stand open on wide screens where the style sheet alone cannot do it.
export function forms() {
  document.querySelector(".error-summary")?.focus();
  if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 64em)").matches) {
    for (const facets of document.querySelectorAll("details.facets")) facets.open = true;
  }
}
