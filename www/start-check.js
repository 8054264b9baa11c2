// @ts-check
/**
 * Says in a sentence why the page does not start. A classic script: modules are what may be missing, and they do not run at
 * all where the page was opened as a file.
 */
"use strict";

(() => {
  /** In milliseconds. */
  const LONGEST_WAIT = 10_000;
  const AS_FILE =
    "This page was opened as a file, and browsers run no program from there. Serve its folder on this machine instead, for example with “python3 -m http.server” in it, and open http://localhost:8000.";
  const MISSING = "A part of this page's program is missing or broken. Reload the page; if that does not help, its owner must publish the whole folder again.";
  const SLOW = "This page's program has not arrived after ten seconds. On a slow connection it may still come; otherwise reload the page.";

  /** @param {string} sentence */
  function say(sentence) {
    const [box, text, status] = ["error", "error-text", "status"].map((id) => document.getElementById(id));
    if ("arrived" in document.documentElement.dataset || !box || !text || !status) {
      return;
    }
    text.textContent = sentence;
    box.hidden = false;
    status.textContent = "Not started.";
  }

  /** @param {string} sentence */
  function whenReadable(sentence) {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => say(sentence));
    } else {
      say(sentence);
    }
  }

  if (location.protocol === "file:") {
    whenReadable(AS_FILE);
    return;
  }
  // A module that is missing is told on its script element; one that does not parse, or throws, on the window.
  window.addEventListener("error", () => whenReadable(MISSING), { capture: true });
  setTimeout(() => whenReadable(SLOW), LONGEST_WAIT);
})();
