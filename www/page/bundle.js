// @ts-check
/** Finds a weights bundle among the files that the user chose or dropped. The engine checks hashes and tensors. */

import { Failure } from "../failure.js";

/** @typedef {import("../protocol.js").OwnFile} OwnFile */
/** @typedef {{path: string, file: File}} Found a file and where it lay in what was chosen */

const LARGEST_MANIFEST = 1e6;

/**
 * The files of a bundle, in one folder with its model.json. Fails with a code of messages.js, less its "own_".
 * @param {Found[]} found
 * @returns {Promise<OwnFile[]>}
 */
export async function bundleAmong(found) {
  const depth = (/** @type {Found} */ { path }) => path.split("/").length;
  const manifests = found.filter(({ path }) => /(^|\/)model\.json$/.test(path)).sort((a, b) => depth(a) - depth(b));
  const [manifest] = manifests;
  if (!manifest) {
    throw new Failure(found.some(({ path }) => /\.(zip|tar|t?gz|7z|rar)$/i.test(path)) ? "archive" : "no_model", "");
  }
  const folder = manifest.path.slice(0, -"model.json".length);
  const listed = partsOf(await textOf(manifest.file));
  const files = [{ name: "model.json", file: manifest.file }];
  for (const { file: name, bytes } of listed) {
    const part = found.find(({ path }) => path === folder + name);
    if (!part) {
      throw new Failure("part_missing", name);
    }
    if (part.file.size !== bytes) {
      throw new Failure("part_truncated", `${name}: ${part.file.size} bytes instead of ${bytes}`);
    }
    files.push({ name, file: part.file });
  }
  return files;
}

/** @param {File} file */
async function textOf(file) {
  if (file.size > LARGEST_MANIFEST) {
    throw new Failure("manifest_invalid", `${file.size} bytes`);
  }
  try {
    return await file.text();
  } catch {
    throw new Failure("unreadable", "model.json");
  }
}

/**
 * @param {string} json
 * @returns {{file: string, bytes: number}[]}
 */
function partsOf(json) {
  /** @type {any} */
  let model;
  try {
    model = JSON.parse(json);
  } catch {
    throw new Failure("manifest_invalid", "not JSON");
  }
  const parts = model?.parts;
  const good = Array.isArray(parts) && parts.length > 0 && parts.every((part) => typeof part?.file === "string" && typeof part.bytes === "number");
  if (!good) {
    throw new Failure("manifest_invalid", "it lists no parts");
  }
  return parts;
}

/**
 * What a file field holds.
 * @param {HTMLInputElement} input
 * @returns {Found[]}
 */
export function chosenIn(input) {
  return Array.from(input.files ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/**
 * What was dropped, with the content of folders.
 * @param {DataTransfer} transfer
 * @returns {Promise<Found[]>}
 */
export async function droppedIn(transfer) {
  // Entries must be taken before the first wait: the list is emptied after the event.
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) {
    return Array.from(transfer.files, (file) => ({ path: file.name, file })); // a browser without folders
  }
  try {
    return (await Promise.all(entries.map(filesBelow))).flat();
  } catch {
    throw new Failure("unreadable", "");
  }
}

/**
 * @param {FileSystemEntry} entry
 * @returns {Promise<Found[]>}
 */
async function filesBelow(entry) {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const single = /** @type {FileSystemFileEntry} */ (entry);
    const file = await /** @type {Promise<File>} */ (new Promise((resolve, reject) => single.file(resolve, reject)));
    return [{ path, file }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {Found[]} */
  const found = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // a part of them at a time
    if (some.length === 0) {
      return found;
    }
    found.push(...(await Promise.all(some.map(filesBelow))).flat());
  }
}
