// @ts-check
/** The keys of the viewer. They count only while the focus is inside it. */

import { PRESETS } from "./display.js";
import { isKind } from "./measures.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("./viewer.js").Viewer} Viewer */

const ZOOM_STEP = 1.25;
const PAN_STEP = 0.1;
const WINDOW_STEP = 8;
/** Steps of the crosshair, in sides of the picture. */
const FINE = 1 / 128;
const COARSE = 8 / 128;

/** On a frame only: elsewhere these keys belong to buttons, lists and the page. @type {Record<string, (viewer: Viewer, view: ViewName) => void>} */
const ON_FRAME = {
  " ": ({ films }, view) => films.toggle(view),
  ArrowLeft: ({ display }, view) => display.pan(view, -PAN_STEP / display.of(view).zoom, 0),
  ArrowRight: ({ display }, view) => display.pan(view, PAN_STEP / display.of(view).zoom, 0),
  ArrowUp: ({ display }, view) => display.pan(view, 0, -PAN_STEP / display.of(view).zoom),
  ArrowDown: ({ display }, view) => display.pan(view, 0, PAN_STEP / display.of(view).zoom),
  "Shift+ArrowLeft": ({ display }, view) => display.shiftWindow(view, -WINDOW_STEP, 0),
  "Shift+ArrowRight": ({ display }, view) => display.shiftWindow(view, WINDOW_STEP, 0),
  "Shift+ArrowUp": ({ display }, view) => display.shiftWindow(view, 0, -WINDOW_STEP),
  "Shift+ArrowDown": ({ display }, view) => display.shiftWindow(view, 0, WINDOW_STEP),
};

/**
 * The arrow keys that move the crosshair.
 * @param {string} shift
 * @param {number} step
 * @returns {Record<string, (viewer: Viewer, view: ViewName) => void>}
 */
function moves(shift, step) {
  return {
    [`${shift}ArrowLeft`]: ({ measures }, view) => measures.move(view, -step, 0),
    [`${shift}ArrowRight`]: ({ measures }, view) => measures.move(view, step, 0),
    [`${shift}ArrowUp`]: ({ measures }, view) => measures.move(view, 0, -step),
    [`${shift}ArrowDown`]: ({ measures }, view) => measures.move(view, 0, step),
  };
}

/** On a frame while a line can be laid. @type {Record<string, (viewer: Viewer, view: ViewName) => void>} */
const MEASURING = {
  ...moves("", FINE),
  ...moves("Shift+", COARSE),
  Enter: ({ measures, display }, view) => {
    if (isKind(display.tool)) {
      measures.setHere(view, display.tool);
    }
  },
  Delete: ({ measures }) => measures.clear(),
};

/** Anywhere in the viewer. @type {Record<string, (viewer: Viewer, view: ViewName) => void>} */
const ANYWHERE = {
  i: ({ display }, view) => display.invert(view),
  "+": ({ display }, view) => display.zoom(view, ZOOM_STEP),
  "-": ({ display }, view) => display.zoom(view, 1 / ZOOM_STEP),
  "=": ({ display }, view) => display.fit(view),
  0: ({ display }) => display.reset(),
  l: ({ display }) => display.toggleLinked(),
  m: ({ display }) => display.use("ruler"),
  h: ({ display }) => display.use("heart"),
  c: ({ display }) => display.use("chest"),
  w: ({ display }) => display.use("window"),
  f: (viewer) => viewer.toggleFullScreen(),
  "?": (viewer) => viewer.toggleHelp(),
  ...Object.fromEntries(PRESETS.map((_, at) => [String(at + 1), (/** @type {Viewer} */ viewer, /** @type {ViewName} */ view) => viewer.preset(at, view)])),
};

/**
 * @param {KeyboardEvent} event
 * @param {Viewer} viewer
 * @param {ViewName | undefined} view that of the frame with the focus
 */
export function onKey(event, viewer, view) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
    return;
  }
  if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) {
    return;
  }
  const key = event.shiftKey && event.key.startsWith("Arrow") ? `Shift+${event.key}` : event.key;
  const measuring = view && isKind(viewer.display.tool) ? MEASURING[key] : undefined;
  const action = measuring ?? ANYWHERE[key] ?? (view && ON_FRAME[key]);
  if (action) {
    event.preventDefault(); // space and arrows would scroll the page
    action(viewer, view ?? viewer.display.active);
  }
}
