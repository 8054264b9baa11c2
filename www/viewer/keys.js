// @ts-check
/** The keys of the viewer. They count only while the focus is inside it. */

import { PRESETS } from "./display.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("./viewer.js").Viewer} Viewer */

const ZOOM_STEP = 1.25;
const PAN_STEP = 0.1;
const WINDOW_STEP = 8;

/** On a frame only: elsewhere these keys belong to buttons, lists and the page. @type {Record<string, (viewer: Viewer, view: ViewName) => void>} */
const ON_FRAME = {
  " ": ({ films }, view) => films.toggle(view),
  "ArrowLeft": ({ display }, view) => display.pan(view, -PAN_STEP / display.of(view).zoom, 0),
  "ArrowRight": ({ display }, view) => display.pan(view, PAN_STEP / display.of(view).zoom, 0),
  "ArrowUp": ({ display }, view) => display.pan(view, 0, -PAN_STEP / display.of(view).zoom),
  "ArrowDown": ({ display }, view) => display.pan(view, 0, PAN_STEP / display.of(view).zoom),
  "Shift+ArrowLeft": ({ display }, view) => display.shiftWindow(view, -WINDOW_STEP, 0),
  "Shift+ArrowRight": ({ display }, view) => display.shiftWindow(view, WINDOW_STEP, 0),
  "Shift+ArrowUp": ({ display }, view) => display.shiftWindow(view, 0, -WINDOW_STEP),
  "Shift+ArrowDown": ({ display }, view) => display.shiftWindow(view, 0, WINDOW_STEP),
};

/** Anywhere in the viewer. @type {Record<string, (viewer: Viewer, view: ViewName) => void>} */
const ANYWHERE = {
  "i": ({ display }, view) => display.invert(view),
  "+": ({ display }, view) => display.zoom(view, ZOOM_STEP),
  "-": ({ display }, view) => display.zoom(view, 1 / ZOOM_STEP),
  "=": ({ display }, view) => display.fit(view),
  "0": ({ display }) => display.reset(),
  "l": ({ display }) => display.toggleLinked(),
  "f": (viewer) => viewer.toggleFullScreen(),
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
  const action = ANYWHERE[key] ?? (view && ON_FRAME[key]);
  if (action) {
    event.preventDefault(); // space and arrows would scroll the page
    action(viewer, view ?? viewer.display.active);
  }
}
