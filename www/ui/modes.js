// @ts-check
/** The modes Read, Compare and Practice as tabs. The address stays as it is: it would tell others what one does here. */

import { byId } from "./dom.js";

const tabs = [...document.querySelectorAll("[role=tab]")].filter((tab) => tab instanceof HTMLButtonElement);
const skip = /** @type {HTMLAnchorElement} */ (document.querySelector(".skip"));

/** Makes the tabs work: click, arrows, Home and End. */
export function startModes() {
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (next !== undefined) {
        event.preventDefault();
        const target = tabs[(next + tabs.length) % tabs.length];
        choose(target);
        target.focus();
      }
    });
  });
}

/** Shows a mode as if its tab had been chosen. @param {"read" | "compare" | "practice"} mode */
export function showMode(mode) {
  const tab = byId(`tab-${mode}`, HTMLButtonElement);
  choose(tab);
  tab.focus();
}

/** @param {HTMLButtonElement} chosen */
function choose(chosen) {
  for (const tab of tabs) {
    const shown = tab === chosen;
    const panel = byId(tab.getAttribute("aria-controls") ?? "", HTMLDivElement);
    tab.setAttribute("aria-selected", String(shown));
    tab.tabIndex = shown ? 0 : -1;
    panel.hidden = !shown;
  }
  skip.href = chosen.dataset.skip ?? "#text";
  skip.textContent = chosen.dataset.skipText ?? "";
}

/** Brings what was just made into the window, where it lies outside, as on phones. @param {HTMLElement} made */
export function reveal(made) {
  const { top, bottom } = made.getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.7 || (bottom > innerHeight && top > innerHeight * 0.25)) {
    made.scrollIntoView();
  }
}
