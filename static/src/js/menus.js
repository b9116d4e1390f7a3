// <details class="menu"> closes on Escape (focus back on its summary), on a click elsewhere, when focus leaves.
const open = () => document.querySelectorAll("details.menu[open]");

function close(menu) {
  menu.open = false;
}

export function menus() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const inside = menu.contains(document.activeElement);
      close(menu);
      if (inside) menu.querySelector("summary").focus();
    }
  });
  for (const type of ["click", "focusin"]) {
    document.addEventListener(type, (event) => {
      for (const menu of open()) if (!menu.contains(event.target)) close(menu);
    });
  }
}
