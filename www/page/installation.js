// @ts-check
/**
 * The version of the site that this page belongs to. It is kept for visits without a network, a newer one is told of,
 * and the two are never mixed.
 */

import { byId } from "../ui/dom.js";
import { sentence } from "../messages.js";
import { addressOf, cacheName, canKeep, keptSite, publishedSite } from "../site.js";

/** @typedef {import("../site.js").Site} Site */

/** How often a page that is left open asks for a newer version, in milliseconds. */
const ASK_EVERY = 10 * 60_000;
/** How often a page asks whose GPU engine is still being built. */
const ASK_WHILE_BUILDING = 10_000;

export class Installation {
  /** This page's version; undefined where the site publishes none. @type {Site | undefined} */
  site;
  /** Whether another tab has moved this folder to another version. */
  replaced = false;
  #banner = byId("update", HTMLDivElement);
  #text = byId("update-text", HTMLParagraphElement);
  #updating = false;
  #asked = 0;

  constructor() {
    byId("update-reload", HTMLButtonElement).addEventListener("click", () => void this.#update());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && performance.now() - this.#asked > ASK_EVERY) {
        void this.isOutdated();
      }
    });
    workers()?.addEventListener("controllerchange", () => {
      if (!this.#updating && controllerVersion() !== this.site?.version) {
        this.replaced = true;
        this.#announce("update_elsewhere");
      }
    });
  }

  /** Finds out which version this page is. */
  async find() {
    const version = controllerVersion();
    this.site = (version && (await keptSite(version))) || (await publishedSite());
    this.#asked = performance.now();
    void this.#awaitEngines();
  }

  /** Whether the whole program and the weights are kept, but for what only some patients need. */
  async isKept() {
    const { site } = this;
    if (!site || !canKeep()) {
      return false;
    }
    const find = (/** @type {string} */ path) => caches.match(addressOf(path), { cacheName: cacheName(site.version) });
    try {
      const model = await find("weights/model.json");
      /** @type {import("../protocol.js").Part[]} */
      const listed = model ? (await model.json()).parts : [];
      const parts = listed.filter(({ anatomy }) => anatomy === undefined);
      const files = ["engine/cpu/xraygan_bg.wasm", ...parts.map(({ file }) => `weights/${file}`)];
      return parts.length > 0 && (await Promise.all(files.map(find))).every(Boolean);
    } catch {
      return false;
    }
  }

  /** Whether what is loaded next belongs to this page: kept with it, or still what the server has. */
  async isWhole() {
    return !this.replaced && (!this.site || (await this.isKept()) || !(await this.isOutdated()));
  }

  /** Keeps nothing more in this tab. */
  stop() {
    this.site = undefined;
  }

  /** Asks whether the site has a newer version, and says so. */
  async isOutdated() {
    this.#asked = performance.now();
    const published = await publishedSite();
    const outdated = Boolean(this.site && published && published.version !== this.site.version);
    if (outdated) {
      const gpu = this.site?.awaited?.includes("gpu") && !published?.awaited && "gpu" in navigator;
      this.#announce(gpu ? "gpu_ready" : "update_ready");
    }
    return outdated || this.replaced;
  }

  /**
   * Keeps the program for visits without a network.
   * @returns {Promise<boolean>} false where that failed; true where this site or browser cannot, as the page has said
   */
  async keep() {
    if (!this.site || !canKeep() || !workers()) {
      return true;
    }
    try {
      await install(this.site.version);
      return true;
    } catch {
      return false;
    }
  }

  /** Asks for the version with all engines until it is there; nothing is loaded before the user says so. */
  async #awaitEngines() {
    while (this.site?.awaited && !(await this.isOutdated())) {
      await new Promise((resolve) => setTimeout(resolve, ASK_WHILE_BUILDING));
    }
  }

  /** @param {"gpu_ready" | "update_ready" | "update_elsewhere"} code */
  #announce(code) {
    this.#text.textContent = sentence(code);
    this.#banner.hidden = false;
  }

  async #update() {
    if (this.#updating) {
      return;
    }
    this.#updating = true;
    this.#text.textContent = sentence("update_fetching");
    try {
      const published = await publishedSite();
      if (published && published.version !== controllerVersion() && canKeep() && workers()) {
        await install(published.version);
      } else if (!published && !this.replaced) {
        throw new Error("the site cannot be reached");
      }
      location.reload();
    } catch {
      this.#updating = false;
      this.#text.textContent = sentence("update_failed");
    }
  }
}

/** @returns {ServiceWorkerContainer | undefined} absent in insecure contexts and some private windows */
function workers() {
  return navigator.serviceWorker;
}

/** The version whose service worker serves this page; empty where none does. */
function controllerVersion() {
  const address = workers()?.controller?.scriptURL;
  return (address && new URL(address).searchParams.get("version")) || "";
}

/**
 * Resolves when the service worker of this version serves the folder.
 * @param {string} version
 */
async function install(version) {
  const address = new URL(addressOf("service-worker.js"));
  address.searchParams.set("version", version);
  const registration = await navigator.serviceWorker.register(address, { updateViaCache: "none" });
  const worker = registration.installing ?? registration.waiting;
  if (!worker) {
    return; // it is active already
  }
  await new Promise((resolve, reject) => {
    const follow = () => {
      if (worker.state === "activated") {
        resolve(undefined);
      } else if (worker.state === "redundant") {
        reject(new Error("the files of this version could not be kept"));
      }
    };
    worker.addEventListener("statechange", follow);
    follow();
  });
}
