// @ts-check
/** The trust panel: what the page may do, has asked for and keeps, so that nobody has to take its word. */

import { byId, element } from "../ui/dom.js";
import { row, table } from "../ui/table.js";
import { adapterLimits, filesKept, forget, policyOfPage, requestsOfServiceWorker } from "./evidence.js";
import { inspect } from "../inspect.js";
import { formatBytes } from "../format.js";
import { trust } from "../words/trust.js";
import { FOLDER, addressOf } from "../site.js";

/** @typedef {import("../protocol.js").Requested} Requested */
/**
 * @typedef {{manifest: import("../protocol.js").Manifest | undefined, own: boolean,
 *   site: import("../site.js").Site | undefined, onForget: () => void,
 *   askWorker: (probe: boolean) => Promise<{requests: Requested[], refused?: boolean} | undefined>}} Source
 */

export class TrustPanel {
  #body = byId("trust-body", HTMLDivElement);
  #line = byId("trust-status", HTMLParagraphElement);
  #source;

  /** @param {() => Source} source */
  constructor(source) {
    this.#source = source;
    const panel = byId("trust", HTMLDetailsElement);
    panel.addEventListener("toggle", () => {
      if (panel.open) {
        void this.#show(false);
      }
    });
    byId("trust-again", HTMLButtonElement).addEventListener("click", () => void this.#show(false).then(() => this.#say("counted")));
    byId("trust-probe", HTMLButtonElement).addEventListener("click", () => void this.#show(true).then(() => this.#say("probed")));
    byId("trust-forget", HTMLButtonElement).addEventListener("click", async () => {
      this.#source().onForget();
      const done = await forget();
      await this.#show(false);
      this.#say(done ? "forgotten" : "not_forgotten");
    });
  }

  /** @param {string} name */
  #say(name) {
    this.#line.textContent = trust(name);
  }

  /** @param {boolean} probe whether to try foreign requests, which the browser then logs as refused */
  async #show(probe) {
    const source = this.#source();
    const policy = policyOfPage();
    // Without a policy the request would go out: there it is not tried.
    const page = await inspect(probe && policy !== "");
    const worker = await source.askWorker(probe && policy !== "");
    const service = await requestsOfServiceWorker();
    this.#body.replaceChildren(
      part(
        "policy",
        facts([
          [trust("page"), policy ? verdict(page.refused, probe) : trust("no_policy")],
          [trust("worker"), policy ? verdict(worker?.refused, probe) : trust("no_policy")],
          [trust("policy_text"), policy || trust("none")],
        ]),
      ),
      part("requests", ...requested([...page.requests, ...(worker?.requests ?? []), ...service.map((it) => ({ ...it, by: trust("service_worker") }))])),
      part("kept", await kept()),
      part("weights", weights(source)),
      part("adapter", await adapter()),
    );
  }
}

/**
 * @param {boolean | undefined} refused
 * @param {boolean} probed
 */
function verdict(refused, probed) {
  return trust(!probed || refused === undefined ? "in_force" : refused ? "refused" : "not_refused");
}

/**
 * @param {string} name
 * @param {Node[]} content
 */
function part(name, ...content) {
  return element("section", { "aria-labelledby": `trust-${name}` }, element("h3", { id: `trust-${name}` }, trust(name)), ...content);
}

/** @param {[string, string | Node][]} rows */
function facts(rows) {
  return element("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

/**
 * @param {(Requested & {by?: string})[]} requests
 * @returns {Node[]}
 */
function requested(requests) {
  const isOwn = (/** @type {Requested} */ { url }) => url.startsWith(FOLDER.href) || url.startsWith(`blob:${location.origin}/`);
  const foreign = requests.filter((request) => !isOwn(request));
  const bytes = requests.reduce((sum, request) => sum + request.bytes, 0);
  const rows = requests.map(({ url, bytes: size, by }) =>
    row(
      `${url.startsWith(FOLDER.href) ? url.slice(FOLDER.href.length) || "./" : url}${by ? ` (${by.toLowerCase()})` : ""}`,
      size > 0 ? formatBytes(size) : trust("from_cache"),
    ),
  );
  const list = table({}, trust("requests_caption"), [trust("file"), trust("transferred")], rows);
  return [
    facts([
      [trust("own_folder"), `${requests.length - foreign.length} (${formatBytes(bytes)}), ${FOLDER.href}`],
      [trust("foreign"), foreign.length === 0 ? trust("none") : foreign.map(({ url }) => url).join(", ")],
    ]),
    element("details", {}, element("summary", {}, trust("list")), list),
  ];
}

async function kept() {
  const { caches, worker, texts } = await filesKept();
  const files = caches.reduce((sum, cache) => sum + cache.files, 0);
  const bytes = caches.reduce((sum, cache) => sum + cache.bytes, 0);
  return facts([
    [
      trust("program_and_weights"),
      files === 0 ? trust("none") : `${files} files, ${formatBytes(bytes)}, version ${caches.map(({ version }) => version).join(" and ")}`,
    ],
    [trust("service_worker"), worker || trust("none")],
    [trust("own_texts"), texts.length === 0 ? trust("none") : texts.join(", ")],
  ]);
}

/** @param {Source} source */
function weights({ manifest, own, site }) {
  if (!manifest) {
    return element("p", { class: "hint" }, trust("no_weights"));
  }
  const card = !own && site?.files.some(({ path }) => path === "weights/CARD.md");
  /** @type {[string, string | Node][]} */
  const rows = [
    [trust("name"), own ? `${manifest.name} (${trust("your_own")})` : manifest.name],
    [trust("hash"), element("code", {}, manifest.sha256)],
    [trust("licence"), manifest.licence],
    [trust("training_data"), manifest.trainingData],
  ];
  if (card) {
    rows.push([trust("card"), element("a", { href: addressOf("weights/CARD.md") }, "weights/CARD.md")]);
  }
  return facts(rows);
}

async function adapter() {
  const limits = await adapterLimits();
  return limits ? facts(limits) : element("p", { class: "hint" }, trust("no_adapter"));
}
