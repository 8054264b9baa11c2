// @ts-check
/** What is closed until it is needed: the drawers of Read, one open at a time, and the menus, which close by themselves. */

import { byId } from "./dom.js";

const buttons = [...document.querySelectorAll(".drawer-bar [aria-controls]")].filter((it) => it instanceof HTMLButtonElement);
const bar = /** @type {HTMLElement} */ (document.querySelector(".drawer-bar"));

/** @param {HTMLButtonElement} button */
function drawerOf(button) {
  return byId(button.getAttribute("aria-controls") ?? "", HTMLElement);
}

/** Makes drawers and menus work. */
export function startDrawers() {
  for (const button of buttons) {
    button.addEventListener("click", () => show(drawerOf(button).hidden ? button : undefined));
    drawerOf(button).addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) {
        show(undefined);
        button.focus();
      }
    });
  }
  const fold = byId("drawers-fold", HTMLButtonElement);
  fold.addEventListener("click", () => {
    const folded = bar.classList.toggle("folded");
    fold.setAttribute("aria-expanded", String(!folded));
    if (folded) {
      show(undefined);
    }
  });
  document.querySelectorAll("details.menu").forEach((menu) => menu instanceof HTMLDetailsElement && closeByItself(menu));
}

/** Opens a drawer by its name, such as "findings". @param {string} name */
export function openDrawer(name) {
  show(buttons.find((button) => button.getAttribute("aria-controls") === `drawer-${name}`));
}

/** @returns {boolean} whether a drawer is open */
export function anyDrawerOpen() {
  return buttons.some((button) => !drawerOf(button).hidden);
}

/** @param {HTMLButtonElement | undefined} chosen the one whose drawer is open from now on, alone */
function show(chosen) {
  for (const button of buttons) {
    drawerOf(button).hidden = button !== chosen;
    button.setAttribute("aria-expanded", String(button === chosen));
  }
}

/** @param {HTMLDetailsElement} menu */
function closeByItself(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      event.preventDefault();
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) {
      menu.open = false; // it would lie over what has the focus now
    }
  });
  // Not on pointerdown: what is pressed may move away when the menu closes.
  document.addEventListener("click", (event) => {
    if (menu.open && !event.composedPath().includes(menu)) {
      menu.open = false;
    }
  });
}
