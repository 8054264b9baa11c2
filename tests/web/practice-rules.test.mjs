/** Practice without the page: how rounds are drawn, how marks are judged, what is kept and saved. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FINDINGS, isSided } from "../../www/cases/findings.js";
import { compose } from "../../www/practice/compose.js";
import { drawTables, drawable } from "../../www/practice/draw.js";
import { MOST, checked } from "../../www/practice/keep.js";
import { LEAST_REACH, isHit, middle, point } from "../../www/practice/place.js";
import { seeded } from "../../www/practice/random.js";
import { resultsCsv } from "../../www/practice/results-csv.js";
import { confidence, isAllRight, judge, tally } from "../../www/practice/score.js";
import { ZONES, whereIs, zoneAt } from "../../www/practice/zones.js";
import { whoIs } from "../../www/practice/who.js";
import { writeCsv } from "../../www/cases/csv.js";
import { SIGNS } from "../../www/words/signs.js";

/** Many rounds. @param {import("../../www/practice/draw.js").Level} level */
function rounds(level) {
  return Array.from({ length: 30 }, (_, seed) => drawTables(FINDINGS, 20, level, seeded(seed)));
}

const SPOT = { x: 0.3, y: 0.7, r: 0.1 };
const SPOTS = {
  frontal: SPOT,
  lateral: {
    x: 0.7,
    y: 0.75,
    r: 0.02,
    points: /** @type {[number, number][]} */ ([
      [0.4, 0.2],
      [0.5, 0.5],
    ]),
  },
};
/** @param {string} kind @param {"right" | "left"} [side] */
const there = (kind, side) => ({ row: { kind, certainty: /** @type {const} */ ("present"), ...(side ? { side } : {}) }, spots: SPOTS });
/** @param {string} finding @param {"right" | "left" | undefined} side @param {import("../../www/practice/place.js").Mark} [mark] @param {1 | 2 | 3} [sure] */
const said = (finding, side, mark = point("frontal", 0.3, 0.7), sure = 2) => ({ finding, ...(side ? { side } : {}), mark, sure });

describe("a round", () => {
  test("is half normal, in mixed order, and asks for every finding about as often", () => {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const tables of rounds("mixed")) {
      assert.equal(tables.length, 20);
      assert.equal(tables.filter((table) => table.length === 0).length, 10);
      for (const kind of tables.flatMap((table) => [...new Set(table.map((row) => row.kind))])) {
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
    }
    assert.ok(
      rounds("mixed").some((tables) => tables.slice(0, 10).filter((table) => table.length === 0).length !== 10),
      "normal cases come in a block",
    );
    const [least, most] = [Math.min(...counts.values()), Math.max(...counts.values())];
    assert.equal(counts.size, FINDINGS.length);
    assert.ok(most < 3 * least, JSON.stringify([...counts]));
  });

  test("has a side and a lobe of that side where they apply, and no two findings that look alike", () => {
    for (const table of rounds("mixed").flat()) {
      for (const { kind, side, lobe, certainty } of table) {
        assert.equal(side !== undefined, isSided(kind), kind);
        assert.equal(certainty, "present");
        assert.ok(lobe === undefined || lobe.startsWith(`${side}_`), `${lobe} on the ${side}`);
      }
      const kinds = new Set(table.map(({ kind }) => kind));
      assert.ok(kinds.size < 3);
      assert.ok(["consolidation", "atelectasis", "edema"].filter((kind) => kinds.has(kind)).length < 2);
      assert.ok(["nodule", "mass"].filter((kind) => kinds.has(kind)).length < 2);
    }
  });

  test("has the severity of its level", () => {
    const of = (/** @type {import("../../www/practice/draw.js").Level} */ level) =>
      [
        ...new Set(
          rounds(level)
            .flat(2)
            .flatMap(({ severity }) => severity ?? []),
        ),
      ].sort();
    assert.deepEqual([of("obvious"), of("moderate"), of("subtle"), of("mixed")], [["severe"], ["moderate"], ["mild"], ["mild", "moderate", "severe"]]);
    const graded = rounds("mixed")
      .flat(2)
      .filter(({ severity }) => severity)
      .map(({ kind }) => kind);
    assert.ok(graded.includes("effusion") && !graded.includes("pacemaker") && !graded.includes("sternal_wires"));
  });

  test("leaves out what the weights draw too weakly", () => {
    const from = drawable([{ finding: "pneumothorax" }, { finding: "nodule" }]);
    assert.equal(from.length, FINDINGS.length - 2);
    for (let seed = 0; seed < 50; seed++) {
      assert.ok(
        drawTables(from, 20, "mixed", seeded(seed))
          .flat()
          .every(({ kind }) => kind !== "pneumothorax" && kind !== "nodule"),
      );
    }
    assert.deepEqual(drawTables(drawable(FINDINGS), 3, "mixed", seeded(1)), [[], [], []]);
  });

  test("has reports that say what is there and leave no slot open", () => {
    for (const [at, table] of rounds("mixed").flat().entries()) {
      const report = compose(table, seeded(at));
      assert.doesNotMatch(report, /[<>]|undefined/);
      assert.match(report, /^FINDINGS: .+\.\n\nIMPRESSION: .+\.$/);
      assert.equal(compose(table, seeded(at)), report, "another report of the same case");
      for (const { kind, side } of table) {
        assert.ok(!side || new RegExp(`${side}|bilateral|bibasilar`, "i").test(report), `${kind} ${side}: ${report}`);
      }
    }
    const row = { kind: "effusion", certainty: /** @type {const} */ ("present"), severity: /** @type {const} */ ("severe") };
    assert.match(
      compose([{ ...row, side: "left" }], () => 0),
      /There is a large left pleural effusion.*no pneumothorax/s,
    );
    assert.match(
      compose(
        [
          { ...row, side: "right" },
          { ...row, side: "left" },
        ],
        () => 0,
      ),
      /There are large bilateral pleural effusions/,
    );
    assert.match(
      compose([{ kind: "pacemaker", certainty: "present", side: "left", count: 1 }], () => 0),
      /Left single lead pacemaker/,
    );
  });
});

describe("a place", () => {
  test("is hit within its reach, and beside its leads, in its view", () => {
    for (const [view, x, y, expected] of /** @type {[import("../../www/protocol.js").ViewName, number, number, boolean][]} */ ([
      ["frontal", 0.3, 0.7, true],
      ["frontal", 0.39, 0.7, true],
      ["frontal", 0.41, 0.7, false],
      ["frontal", 0.7, 0.75, false],
      ["lateral", 0.7 + LEAST_REACH - 0.001, 0.75, true],
      ["lateral", 0.7 + LEAST_REACH + 0.001, 0.75, false],
      ["lateral", 0.44, 0.2, true],
      ["lateral", 0.46, 0.26, false],
    ])) {
      assert.equal(isHit(point(view, x, y), SPOTS), expected, `${view} ${x} ${y}`);
    }
  });

  test("is hit by a zone that reaches it, by the same rule", () => {
    const box = { view: /** @type {const} */ ("frontal"), left: 0.1, right: 0.25, top: 0.6, bottom: 0.8 };
    assert.ok(isHit(box, SPOTS));
    assert.ok(!isHit({ ...box, right: 0.19 }, SPOTS));
  });

  test("has the name of its zone, and the middle of each zone is in that zone", () => {
    for (const view of /** @type {const} */ (["frontal", "lateral"])) {
      assert.equal(new Set(ZONES[view].map(({ name }) => name)).size, ZONES[view].length);
      for (const zone of ZONES[view]) {
        const { x, y } = middle(zone);
        assert.equal(zoneAt(view, x, y), zone.name);
      }
    }
    assert.equal(zoneAt("frontal", 0.5, 0.97), "below the diaphragm");
    assert.equal(whereIs("frontal", { x: 0.5, y: 0.5, r: 0.5 }), "spread over the lungs");
    assert.equal(whereIs("frontal", SPOT), "right costophrenic angle");
    assert.equal(zoneAt("frontal", 0.0, 0.1), "outside the lungs");
  });
});

describe("a verdict", () => {
  /** @param {ReturnType<typeof judge>} judged */
  const short = (judged) => judged.map(({ finding, side, verdict }) => [finding, side, verdict].filter(Boolean).join(" "));

  test("tells right, wrong place, wrong side, missed and false alarm apart", () => {
    const truth = [there("effusion", "left"), there("cardiomegaly"), there("nodule", "right"), there("pacemaker", "left")];
    const entries = [said("effusion", "left"), said("nodule", "left"), said("pacemaker", "left", point("frontal", 0.9, 0.1)), said("edema", undefined)];
    assert.deepEqual(short(judge(truth, entries)), [
      "effusion left right",
      "cardiomegaly missed",
      "nodule right side",
      "pacemaker left place",
      "edema invented",
    ]);
    assert.deepEqual(judge([], []), []);
  });

  test("takes each side of a finding on both sides for itself", () => {
    const both = [there("effusion", "right"), there("effusion", "left")];
    assert.deepEqual(short(judge(both, [said("effusion", "left")])), ["effusion right missed", "effusion left right"]);
    assert.deepEqual(short(judge(both, [said("effusion", "left"), said("effusion", "right")])), ["effusion right right", "effusion left right"]);
    assert.deepEqual(short(judge([both[0]], [said("effusion", "left"), said("effusion", "right")])), ["effusion right right", "effusion left invented"]);
  });

  test("leaves the place out where the weights tell none", () => {
    assert.deepEqual(short(judge([{ row: there("edema").row }], [said("edema", undefined, point("frontal", 0, 0))])), ["edema right"]);
  });
});

const asked = ["effusion", "edema", "nodule"];
/** @param {ReturnType<typeof there>[]} truth @param {ReturnType<typeof said>[]} entries @param {1 | 2 | 3} [sure] */
const result = (truth, entries, sure = 2) => ({ seed: 7, level: "obvious", asked, sure, judged: judge(truth, entries) });

describe("results", () => {
  const results = [
    result([there("effusion", "left")], [said("effusion", "left", undefined, 3)]),
    result(
      [there("effusion", "left"), there("effusion", "right")],
      [said("effusion", "right", point("frontal", 0.9, 0.1), 3), said("edema", undefined, undefined, 1)],
    ),
    result([], [], 3),
    result([], [said("effusion", "left"), said("effusion", "right")]),
  ];

  test("count hits over what was there and false alarms over cases without", () => {
    assert.deepEqual(Object.fromEntries(tally(results)), {
      effusion: { present: 3, hits: 1, absent: 2, falseAlarms: 1 },
      edema: { present: 0, hits: 0, absent: 4, falseAlarms: 1 },
      nodule: { present: 0, hits: 0, absent: 4, falseAlarms: 0 },
    });
    assert.deepEqual(results.map(isAllRight), [true, false, true, false]);
  });

  test("say how often one was right who was so sure", () => {
    assert.deepEqual(confidence(results), { 1: { said: 1, right: 0 }, 2: { said: 2, right: 0 }, 3: { said: 3, right: 2 } });
  });

  test("are saved as a table", () => {
    const lines = resultsCsv(results).split("\r\n");
    assert.equal(lines[0], "case,seed,level,finding,side,there,named,verdict,named_side,view,x,y,zone,sure");
    assert.equal(lines[1], "1,7,obvious,effusion,left,yes,yes,right,left,frontal,0.300,0.700,right costophrenic angle,3");
    assert.equal(lines[2], "2,7,obvious,effusion,left,yes,no,missed");
    assert.equal(lines[5], "3,7,obvious,normal,,yes,yes,right,,,,,,3");
    assert.equal(lines.length, 9); // 2 for the last case, and the end
  });

  test("come back as they were kept, and what others wrote is dropped", () => {
    assert.deepEqual(checked(JSON.parse(JSON.stringify(results))), results);
    assert.equal(checked(Array.from({ length: MOST + 5 }, () => results[0])).length, MOST);
    const good = results[0];
    for (const bad of [
      null,
      7,
      "x",
      [],
      {},
      { ...good, seed: "1" },
      { ...good, level: "hard" },
      { ...good, sure: 4 },
      { ...good, asked: ["<b>"] },
      { ...good, judged: 1 },
      { ...good, judged: [{ finding: "effusion", verdict: "fine" }] },
      { ...good, judged: [{ ...good.judged[0], entry: { ...good.judged[0].entry, mark: { view: "top" } } }] },
    ]) {
      assert.deepEqual(checked([bad, good]), [good], JSON.stringify(bad));
    }
    for (const bad of [null, 7, "x", {}, { cases: "many" }]) {
      assert.deepEqual(checked(bad), []);
    }
  });
});

test("tables quote what would break them, and no cell is a formula", () => {
  assert.equal(
    writeCsv(
      ["a", "b"],
      [
        ["x,y", 'he said "no"'],
        ["=1+1", -3],
        ["line\nbreak", undefined],
      ],
    ),
    'a,b\r\n"x,y","he said ""no"""\r\n\'=1+1,-3\r\n"line\nbreak",\r\n',
  );
});

test("who a patient is comes from sex and age, where the weights tell them", () => {
  const patients = {
    dimensions: [
      { name: "patient.sex", group: "patient", unit: "choice", way: { kind: /** @type {const} */ ("choice"), names: ["female", "male"] } },
      { name: "patient.age", group: "patient", unit: "years", way: { kind: /** @type {const} */ ("normal"), mean: 50, deviation: 18, least: 18, most: 92 } },
    ],
    anatomies: [],
  };
  assert.equal(whoIs(patients, [-1, 0.8]), "woman, 64");
  assert.equal(whoIs(patients, [1, 9]), "man, 92");
  assert.equal(whoIs({ ...patients, dimensions: patients.dimensions.slice(1) }, [0]), undefined);
  assert.equal(whoIs(undefined, [0, 0]), undefined);
  assert.equal(whoIs(patients, undefined), undefined);
});

test("every sign is of a finding and has a source", () => {
  for (const [finding, { sign, source }] of Object.entries(SIGNS)) {
    assert.ok(
      FINDINGS.some((known) => known.finding === finding),
      finding,
    );
    assert.ok(sign.endsWith(".") && source.length > 5, finding);
  }
});
