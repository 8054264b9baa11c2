// @ts-check
/** The light of the reading room: dark grey unless a light one is chosen, for as long as the page is open. */

/** Makes the choice work. */
export function startRoom() {
  document.querySelectorAll("input[name=room]").forEach((radio) =>
    radio.addEventListener("change", () => {
      if (radio instanceof HTMLInputElement && radio.checked) {
        document.documentElement.dataset.room = radio.value;
      }
    }),
  );
}
