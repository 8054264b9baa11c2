// @ts-check
/** The real chest that a patient's films are warped from, or a body between two, with a small picture of each. */

import { element } from "../ui/dom.js";
import { makePair } from "../film/pair.js";
import { SYNTHETIC } from "../messages.js";
import { greyImage } from "../viewer/pane.js";
import { PATIENT } from "../words/patient.js";

/** Pictures of this side are enough to tell bodies apart. */
const SIDE = 64;
/** The pictures show bodies, so the report says nothing; the table is empty anyway. */
const REPORT = "FINDINGS: Normal chest.";

export class AnatomyChoice {
  #names;
  #host;
  #onChoice;
  #first;
  #second;
  #pictures = element("ul", { class: "bodies", hidden: "" });
  #back = element("button", { type: "button", class: "small", "aria-label": PATIENT.back(PATIENT.body), title: PATIENT.back(PATIENT.body), hidden: "" }, "↺");

  /**
   * @param {string[]} names
   * @param {import("../ui/host.js").Host} host
   * @param {(names: string[]) => void} onChoice one or two names; none for the seed's
   */
  constructor(names, host, onChoice) {
    this.#names = names;
    this.#host = host;
    this.#onChoice = onChoice;
    const options = () => names.map((name, at) => element("option", { value: String(at) }, PATIENT.bodyName(at, name)));
    this.#first = element("select", { id: "patient-anatomy" }, ...options());
    this.#second = element("select", { id: "patient-anatomy-second" }, element("option", { value: "" }, PATIENT.unmixed), ...options());
    for (const select of [this.#first, this.#second]) {
      select.addEventListener("change", () => this.#choose());
    }
    this.#back.addEventListener("click", () => {
      this.#first.focus();
      onChoice([]);
    });
    const draw = element("button", { type: "button", "data-when": "ready", "aria-disabled": "false" }, PATIENT.bodies);
    draw.addEventListener("click", () => void this.#draw());
    this.root = element(
      "div",
      { class: "anatomy" },
      element("div", { class: "field" }, element("label", { for: "patient-anatomy" }, PATIENT.body), this.#first, this.#back),
      element("div", { class: "field" }, element("label", { for: "patient-anatomy-second" }, PATIENT.mixedWith), this.#second),
      draw,
      this.#pictures,
    );
  }

  /** @param {number[]} shares @param {boolean} changed */
  show(shares, changed) {
    const [first, second] = shares.flatMap((share, at) => (share > 0 ? [at] : []));
    this.#first.value = String(first ?? 0);
    this.#second.value = second === undefined ? "" : String(second);
    this.#back.hidden = !changed;
  }

  #choose() {
    const chosen = [this.#first.value, this.#second.value].filter((value) => value !== "").map((value) => this.#names[Number(value)]);
    this.#onChoice([...new Set(chosen)]);
  }

  async #draw() {
    await this.#host.job(async (make) => {
      this.#pictures.hidden = false;
      this.#pictures.replaceChildren();
      for (const [at, name] of this.#names.entries()) {
        /** @type {import("../protocol.js").View | undefined} */
        let picture;
        await makePair(
          make,
          REPORT,
          1,
          (view) => {
            if (view.view === "frontal" && view.size <= SIDE) {
              picture = view;
            }
          },
          { table: [], patient: `anatomy=${name}` },
        );
        if (picture) {
          this.#pictures.append(element("li", {}, this.#card(picture, at)));
        }
      }
      return PATIENT.bodiesDrawn;
    });
  }

  /** @param {import("../protocol.js").View} view @param {number} at */
  #card({ size, grey }, at) {
    const canvas = element("canvas", { role: "img", width: String(size), height: String(size), "aria-label": `${PATIENT.bodyPicture(at)}. ${SYNTHETIC}.` });
    canvas.getContext("2d")?.putImageData(greyImage(grey, size), 0, 0);
    const button = element("button", { type: "button", class: "scale" }, canvas, element("span", { class: "stamp", "aria-hidden": "true" }, "Synthetic"));
    button.addEventListener("click", () => {
      this.#first.value = String(at);
      this.#second.value = "";
      this.#choose();
    });
    return element("figure", { class: "pane" }, button, element("figcaption", {}, String(at + 1), element("span", { class: "unseen" }, `. ${SYNTHETIC}.`)));
  }
}
