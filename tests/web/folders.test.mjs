/** The page's folders: what one imports from another, in code and in types, never leads back to where it began. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../www/", import.meta.url));

/**
 * Which folders each folder names, with one line of a file that does; "." is the page's own folder.
 * @returns {Map<string, Map<string, string>>}
 */
function namedFolders() {
  /** @type {Map<string, Map<string, string>>} */
  const named = new Map();
  const scripts = readdirSync(PAGE, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".js") && !path.startsWith("vendor"));
  for (const path of scripts) {
    const from = dirname(path);
    // `from "x"` of imports, `import "x"`, and `import("x")` of types and of what is loaded later
    for (const [, target] of readFileSync(join(PAGE, path), "utf8").matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)["'`](\.[^"'`]+)["'`]/g)) {
      const to = dirname(relative(PAGE, normalize(join(PAGE, from, target))));
      if (to !== from) {
        named.set(from, (named.get(from) ?? new Map()).set(to, `${path} names ${target}`));
      }
    }
  }
  return named;
}

/**
 * A way through folders that ends where it began; undefined where there is none.
 * @param {Map<string, Map<string, string>>} named
 * @returns {string[] | undefined}
 */
function circle(named) {
  const done = new Set();
  /** @type {(folder: string, way: string[]) => string[] | undefined} */
  const follow = (folder, way) => {
    if (way.includes(folder)) {
      return [...way.slice(way.indexOf(folder)), folder];
    }
    if (done.has(folder)) {
      return undefined;
    }
    for (const next of named.get(folder)?.keys() ?? []) {
      const found = follow(next, [...way, folder]);
      if (found) {
        return found;
      }
    }
    done.add(folder);
    return undefined;
  };
  return [...named.keys()].map((folder) => follow(folder, [])).find(Boolean);
}

test("a circle is found", () => {
  const folders = (/** @type {[string, string[]][]} */ list) => new Map(list.map(([from, to]) => [from, new Map(to.map((name) => [name, ""]))]));
  assert.equal(
    circle(
      folders([
        ["a", ["b", "c"]],
        ["b", ["c"]],
      ]),
    ),
    undefined,
  );
  assert.deepEqual(
    circle(
      folders([
        ["a", ["b"]],
        ["b", ["c"]],
        ["c", ["d", "b"]],
      ]),
    ),
    ["b", "c", "b"],
  );
});

test("no folders of the page stand in a circle", () => {
  const named = namedFolders();
  assert.ok(named.get("report")?.has("viewer") && named.get("viewer")?.has("film"), "the imports were not read");
  const found = circle(named);
  assert.equal(
    found
      ?.slice(1)
      .map((folder, at) => named.get(found[at])?.get(folder))
      .join("; "),
    undefined,
  );
});
