// @ts-check
/** Dims the films but for the place of one finding, in both views. It lies over the pictures and never enters them. */

/** @typedef {import("../protocol.js").Spot} Spot */
/** @typedef {import("../protocol.js").ViewName} ViewName */

const SVG = "http://www.w3.org/2000/svg";
/** In sides of the picture: beyond every frame at every zoom. */
const FAR = 50;
/** A finding is seen with some of what is around it. */
const MARGIN = 1.25;
const LEAST_RADIUS = 0.04;
/** Of the light on each point of leads, catheters, wires and discs. */
const POINT_RADIUS = 0.035;

let made = 0;

/** One for each viewer. */
export class Spotlight {
  /** @type {{pane: import("./pane.js").Pane, svg: SVGElement, holes: SVGElement, glow: string}[]} */
  #layers;

  /** @param {import("./pane.js").Pane[]} panes @param {import("./display.js").Display} display */
  constructor(panes, display) {
    this.#layers = panes.map((pane) => {
      const [mask, glow] = [`spotlight-${++made}`, `glow-${made}`];
      const all = { x: -FAR, y: -FAR, width: 2 * FAR, height: 2 * FAR };
      const holes = svg("g");
      const layer = svg("svg", { class: "spotlight", "aria-hidden": "true", hidden: "" }, ...shade(mask, glow, all, holes));
      pane.frame.querySelector(".overlay")?.before(layer);
      new ResizeObserver(() => this.#place()).observe(pane.frame);
      return { pane, svg: layer, holes, glow };
    });
    display.addEventListener("change", () => this.#place());
  }

  /** @param {Record<ViewName, Spot> | undefined} spots undefined puts it out */
  show(spots) {
    for (const { pane, svg: layer, holes, glow } of this.#layers) {
      layer.toggleAttribute("hidden", !spots);
      holes.replaceChildren(...(spots ? lights(spots[pane.name], glow) : []));
    }
    this.#place();
  }

  #place() {
    for (const { pane, svg: layer } of this.#layers) {
      const { x, y } = pane.display.of(pane.name);
      const side = pane.side();
      const [wide, high] = [pane.frame.clientWidth / side, pane.frame.clientHeight / side];
      layer.setAttribute("viewBox", `${x - wide / 2} ${y - high / 2} ${wide} ${high}`);
    }
  }
}

/**
 * Dark all over but in the holes.
 * @param {string} mask its name
 * @param {string} glow the name of what the lights are filled with
 * @param {Record<"x" | "y" | "width" | "height", number>} all what it covers
 * @param {SVGElement} holes
 */
export function shade(mask, glow, all, holes) {
  return [
    svg(
      "defs",
      {},
      svg("radialGradient", { id: glow }, svg("stop", { offset: 0.75 }), svg("stop", { offset: 1, "stop-opacity": 0 })),
      svg("mask", { id: mask, maskUnits: "userSpaceOnUse", ...all }, svg("rect", { ...all, fill: "white" }), holes),
    ),
    svg("rect", { ...all, class: "dim", mask: `url(#${mask})` }),
  ];
}

/** The holes of a finding. @param {Spot} spot @param {string} glow */
export function lights({ x, y, r, points = [] }, glow) {
  return [
    svg("circle", { cx: x, cy: y, r: Math.max(MARGIN * r, LEAST_RADIUS), fill: `url(#${glow})` }),
    ...points.map(([cx, cy]) => svg("circle", { cx, cy, r: POINT_RADIUS, fill: "black" })),
  ];
}

/** A new element of a drawing. @param {string} name @param {Record<string, string | number>} attributes @param {SVGElement[]} children */
export function svg(name, attributes = {}, ...children) {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}
