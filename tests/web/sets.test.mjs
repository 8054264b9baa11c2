/** Sets without the page: what is written is read, what is wrong is refused with a sentence, and Moodle's format is kept. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FINDINGS } from "../../www/cases/findings.js";
import { drawCases } from "../../www/practice/draw.js";
import { seeded } from "../../www/practice/random.js";
import { archive } from "../../www/sets/archive.js";
import { linkTo, setOf } from "../../www/sets/link.js";
import { PICTURE, moodleXml } from "../../www/sets/moodle.js";
import { MAX_CASES, MAX_TEXT, isPatient, readSet, writeSet } from "../../www/sets/set-file.js";
import { setCsv } from "../../www/sets/table.js";
import { unzipSync } from "../../www/vendor/fflate/fflate.js";
import { neverFailsOtherwise } from "./support/altered.mjs";

const SHA = "0123456789abcdef".repeat(4);
const ROW = { kind: "effusion", side: "left", severity: "severe" };
const SET = {
  weights: { name: "w “1”", sha256: SHA },
  program: "1.2.3",
  cases: [
    {
      seed: 4294967295,
      patient: "age=70,sex=female",
      table: [
        { kind: "effusion", certainty: /** @type {const} */ ("present"), side: /** @type {const} */ ("left"), severity: /** @type {const} */ ("severe") },
        { kind: "edema", certainty: /** @type {const} */ ("present") },
      ],
    },
    { seed: 0, table: [] },
  ],
};
const SPOTS = { frontal: { x: 0.95, y: 0.75, r: 0.2 }, lateral: { x: 0.5, y: 0.5, r: 0.01 } };
const PLACED = SET.cases.map((drawn) => ({ drawn, spots: drawn.table.map(() => SPOTS) }));
const PICTURES = PLACED.map((placed) => ({ placed, picture: Uint8Array.from([137, 80, 78, 71, 0, 255]) }));

/** The set as JSON with something changed. @param {(set: any) => void} change */
function altered(change) {
  const set = JSON.parse(writeSet(SET));
  change(set);
  return JSON.stringify(set);
}

/** @param {() => unknown} read @param {RegExp} says */
function refuses(read, says) {
  assert.throws(read, (/** @type {any} */ error) => {
    assert.equal(error.code, "set_invalid", String(error));
    assert.match(error.message, says);
    assert.match(error.message, /^[A-Z].*\.$/s);
    assert.ok(error.message.length < 500, "the sentence is too long");
    return true;
  });
}

describe("a set", () => {
  test("comes back as it was written, from a file and from a link", () => {
    assert.deepEqual(readSet(writeSet(SET)), SET);
    const link = linkTo("https://example.org/chest/?embed=1#old", SET);
    assert.ok(link.startsWith("https://example.org/chest/?embed=1#set="));
    assert.deepEqual(setOf(new URL(link).hash), SET);
    assert.equal(setOf(""), undefined);
    assert.equal(setOf("#other"), undefined);
  });

  test("that this page draws can be read, also the largest one", () => {
    for (let seed = 0; seed < 20; seed++) {
      const cases = drawCases(FINDINGS, MAX_CASES, "mixed", seeded(seed)).map((it) => ({ ...it, patient: "age=70,sex=female" }));
      const set = { ...SET, cases };
      assert.deepEqual(readSet(writeSet(set)), set);
      assert.deepEqual(setOf(new URL(linkTo("https://example.org/", set)).hash), set);
    }
    const full = FINDINGS.slice(0, 12).map(({ finding, sided }) => ({
      kind: finding,
      ...(sided ? { side: "right", lobe: "right_middle" } : {}),
      severity: "moderate",
      count: 8,
      access: "peripheral",
    }));
    const text = altered((set) => {
      set.cases = Array.from({ length: MAX_CASES }, () => ({ seed: 4294967295, patient: "age=70,sex=female", table: full }));
    });
    assert.ok(text.length < MAX_TEXT, `${text.length}`);
    assert.equal(readSet(text).cases.length, MAX_CASES);
  });

  test("holds no report: there is no field for one", () => {
    refuses(
      () =>
        readSet(
          altered((set) => {
            set.report = "FINDINGS: John Doe";
          }),
        ),
      /field set\.report/,
    );
    refuses(
      () =>
        readSet(
          altered((set) => {
            set.cases[0].report = "x";
          }),
        ),
      /field cases\[0\]\.report/,
    );
    refuses(
      () =>
        readSet(
          altered((set) => {
            set.cases[0].table[0].text = "x";
          }),
        ),
      /cases\[0\]\.table\[0\]\.text/,
    );
    assert.ok(!isPatient("age=70, the patient is called John"));
  });

  /** @type {[string, string, RegExp][]} */
  const texts = [
    ["empty", "", /not JSON/],
    ["text", "FINDINGS: clear", /not JSON/],
    ["cut short", writeSet(SET).slice(0, -3), /not JSON/],
    ["null", "null", /format is not/],
    ["number", "7", /format is not/],
    ["text in JSON", '"xraygan-set"', /format is not/],
    ["list", "[]", /format is not/],
    ["empty object", "{}", /format is not/],
    ["a case file", '{"format":"xraygan-case","version":1}', /format is not/],
    ["deep", "[".repeat(50_000), /not JSON/],
    ["huge", `"${"x".repeat(MAX_TEXT)}"`, /too large/],
  ];
  for (const [name, text, says] of texts) {
    test(`that is ${name} is refused`, () => refuses(() => readSet(text), says));
  }

  /** @type {[string, (set: any) => void, RegExp][]} */
  const changes = [
    [
      "a later version",
      (set) => {
        set.version = 2;
      },
      /newer version/,
    ],
    [
      "version 0",
      (set) => {
        set.version = 0;
      },
      /version must be 1/,
    ],
    [
      "a version as text",
      (set) => {
        set.version = "1";
      },
      /version must be 1/,
    ],
    [
      "no weights",
      (set) => {
        delete set.weights;
      },
      /weights must be an object/,
    ],
    [
      "weights as a list",
      (set) => {
        set.weights = [SHA];
      },
      /weights must be an object/,
    ],
    [
      "a long name",
      (set) => {
        set.weights.name = "x".repeat(101);
      },
      /weights\.name/,
    ],
    [
      "a name of two lines",
      (set) => {
        set.weights.name = "a\nb";
      },
      /weights\.name/,
    ],
    [
      "a short hash",
      (set) => {
        set.weights.sha256 = "abc";
      },
      /weights\.sha256 must be 64/,
    ],
    [
      "a hash in capitals",
      (set) => {
        set.weights.sha256 = SHA.toUpperCase();
      },
      /weights\.sha256/,
    ],
    [
      "a numeric program",
      (set) => {
        set.program = 3;
      },
      /program must be/,
    ],
    [
      "no cases",
      (set) => {
        set.cases = [];
      },
      /cases must be a list of 1 to 60/,
    ],
    [
      "cases as an object",
      (set) => {
        set.cases = { length: 3 };
      },
      /cases must be a list/,
    ],
    [
      "too many cases",
      (set) => {
        set.cases = Array.from({ length: MAX_CASES + 1 }, () => set.cases[1]);
      },
      /cases must be a list/,
    ],
    [
      "a case that is null",
      (set) => {
        set.cases[1] = null;
      },
      /cases\[1\] must be an object/,
    ],
    [
      "a negative seed",
      (set) => {
        set.cases[1].seed = -1;
      },
      /cases\[1\]\.seed must be a whole number/,
    ],
    [
      "a seed too large",
      (set) => {
        set.cases[1].seed = 2 ** 32;
      },
      /cases\[1\]\.seed/,
    ],
    [
      "a fraction as seed",
      (set) => {
        set.cases[1].seed = 1.5;
      },
      /cases\[1\]\.seed/,
    ],
    [
      "a seed as text",
      (set) => {
        set.cases[1].seed = "1";
      },
      /cases\[1\]\.seed/,
    ],
    [
      "no seed",
      (set) => {
        delete set.cases[1].seed;
      },
      /cases\[1\]\.seed/,
    ],
    [
      "prose for a patient",
      (set) => {
        set.cases[1].patient = "an old man";
      },
      /cases\[1\]\.patient/,
    ],
    [
      "a long patient",
      (set) => {
        set.cases[1].patient = Array.from({ length: 60 }, () => "age=70").join(",");
      },
      /cases\[1\]\.patient/,
    ],
    [
      "a patient as an object",
      (set) => {
        set.cases[1].patient = { age: 70 };
      },
      /cases\[1\]\.patient/,
    ],
    [
      "no table",
      (set) => {
        delete set.cases[1].table;
      },
      /cases\[1\]\.table must be a list/,
    ],
    [
      "a table too long",
      (set) => {
        set.cases[1].table = Array.from({ length: 13 }, () => ROW);
      },
      /cases\[1\]\.table must be a list/,
    ],
    [
      "a row that is text",
      (set) => {
        set.cases[1].table = ["effusion"];
      },
      /cases\[1\]\.table\[0\] must be an object/,
    ],
    [
      "an unknown finding",
      (set) => {
        set.cases[1].table = [{ kind: "constructor" }];
      },
      /table\[0\]\.kind must be one of cardiomegaly/,
    ],
    [
      "no side",
      (set) => {
        set.cases[1].table = [{ kind: "effusion" }];
      },
      /table\[0\]\.side must be right or left/,
    ],
    [
      "both sides in one row",
      (set) => {
        set.cases[1].table = [{ ...ROW, side: "both" }];
      },
      /side must be right or left/,
    ],
    [
      "a side that is none",
      (set) => {
        set.cases[1].table = [{ kind: "edema", side: "left" }];
      },
      /side must be absent for edema/,
    ],
    [
      "a lobe of the other side",
      (set) => {
        set.cases[1].table = [{ ...ROW, lobe: "right_upper" }];
      },
      /lobe must be a lobe of its side/,
    ],
    [
      "an unknown severity",
      (set) => {
        set.cases[1].table = [{ ...ROW, severity: 3 }];
      },
      /severity must be one of/,
    ],
    [
      "a count of 0",
      (set) => {
        set.cases[1].table = [{ ...ROW, count: 0 }];
      },
      /count must be a whole number/,
    ],
    [
      "an unknown access",
      (set) => {
        set.cases[1].table = [{ ...ROW, access: ["port"] }];
      },
      /access must be one of/,
    ],
    [
      "a finding twice",
      (set) => {
        set.cases[1].table = [ROW, { ...ROW, severity: "mild" }];
      },
      /table\[1\] names a finding that its case has already/,
    ],
    [
      "a field with a long name",
      (set) => {
        set["x".repeat(9000)] = 1;
      },
      /x…/,
    ],
  ];
  for (const [name, change, says] of changes) {
    test(`with ${name} is refused`, () => refuses(() => readSet(altered(change)), says));
  }

  test("with a key of every object's own is refused, and changes none", () => {
    refuses(() => readSet(writeSet(SET).replace('"program"', '"__proto__": {"polluted": 1}, "program"')), /__proto__/);
    assert.equal(/** @type {any} */ ({}).polluted, undefined);
  });

  for (const [name, coded, says] of /** @type {[string, string, RegExp][]} */ ([
    ["nothing", "", /damaged/],
    ["a sign that is none", "abc$", /damaged/],
    ["a length that is none", "abcde", /damaged/],
    ["bytes that are no text", "_____w", /damaged/],
    ["text that is no JSON", "YWJj", /not JSON/],
    ["escapes", "%7B%7D", /damaged/],
    ["too much", "A".repeat(2 * MAX_TEXT + 1), /too large/],
    ["a set cut short", linkTo("https://example.org/", SET).split("#set=")[1].slice(0, -40), /damaged|not JSON/],
  ])) {
    test(`as a link with ${name} is refused`, () => refuses(() => setOf(`#set=${coded}`), says));
  }

  test("never fails otherwise, whatever is changed in it", () => {
    neverFailsOtherwise(writeSet(SET), readSet, ["set_invalid"]);
  });
});

describe("what a set is saved as", () => {
  test("a table has a row for each finding and one for a normal chest", () => {
    const lines = setCsv(PLACED, SHA, "Synthetic").split("\r\n");
    assert.equal(lines.length, 5);
    assert.equal(lines[1], `1,case-01.png,4294967295,"age=70,sex=female",effusion,left,,severe,,,0.950,0.750,0.200,0.500,0.500,0.010,${SHA},Synthetic`);
    assert.equal(lines[3], `2,case-02.png,0,,normal,,,,,,,,,,,,${SHA},Synthetic`);
    assert.equal(
      new Set(
        lines
          .slice(0, 1)
          .concat(lines[3])
          .map((line) => line.split(",").length),
      ).size,
      1,
    );
  });

  test("an archive holds pictures, table, set and what they are", async () => {
    const files = unzipSync(await archive(SET, PICTURES));
    assert.deepEqual(Object.keys(files).sort(), ["README.txt", "case-01.png", "case-02.png", "cases.csv", "set.json"]);
    assert.deepEqual([...files["case-01.png"]], [...PICTURES[0].picture]);
    const text = (/** @type {string} */ name) => new TextDecoder().decode(files[name]);
    assert.deepEqual(readSet(text("set.json")), SET);
    assert.match(text("README.txt"), new RegExp(`synthetic, not for diagnosis[^]*${SHA}`));
    assert.match(text("cases.csv"), new RegExp(SHA));
  });

  const xml = moodleXml(PICTURES, ["cardiomegaly", "effusion"], SET.weights);

  test("Moodle's questions have the elements that its importer reads", () => {
    const questions = xml.split('<question type="ddmarker">').slice(1);
    assert.equal(questions.length, 2);
    for (const question of questions) {
      for (const element of [
        /<name>\s*<text>[^<]+<\/text>/,
        /<questiontext format="html">\s*<text>&lt;p&gt;/,
        /<generalfeedback format="html">/,
        /<shuffleanswers\/>/,
        /<showmisplaced\/>/,
        /<correctfeedback format="html">/,
        /<partiallycorrectfeedback format="html">/,
        /<incorrectfeedback format="html">/,
        /<file name="film-\d.png" path="\/" encoding="base64">iVBORwD\/<\/file>/,
        /<drag>\s*<no>1<\/no>\s*<text>enlarged heart<\/text>\s*<noofdrags>1<\/noofdrags>\s*<\/drag>/,
      ]) {
        assert.match(question, element);
      }
      assert.match(question, new RegExp(SHA), "the weights' hash is missing");
      assert.match(question, /not for diagnosis/);
    }
    assert.match(xml, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<quiz>/);
    assert.match(xml, /\$course\$\/top\/XRayGAN, weights 01234567</);
  });

  test("Moodle's zones are whole pixels inside the picture, and their choice is the marker's number", () => {
    assert.ok(PICTURE.width <= 600 && PICTURE.height <= 400, "Moodle would shrink it");
    const [first, normal] = xml.split('<question type="ddmarker">').slice(1);
    const drags = (/** @type {string} */ question) =>
      [...question.matchAll(/<drag>\s*<no>(\d+)<\/no>\s*<text>([^<]+)</g)].map(([, no, text]) => [Number(no), text]);
    const drops = (/** @type {string} */ question) =>
      [...question.matchAll(/<drop>\s*<no>(\d+)<\/no>\s*<shape>(\w+)<\/shape>\s*<coords>([^<]+)<\/coords>\s*<choice>(\d+)</g)].map(
        ([, no, shape, coords, choice]) => [Number(no), shape, coords, Number(choice)],
      );
    assert.deepEqual(drags(first), [
      [1, "enlarged heart"],
      [2, "pleural effusion"],
      [3, "pulmonary edema"],
      [4, "no finding"],
    ]);
    assert.deepEqual(
      drops(first).map(([no, shape, , choice]) => [no, shape, choice]),
      [
        [1, "circle", 2],
        [2, "circle", 3],
      ],
    );
    for (const [, , coords] of drops(first)) {
      const [, x, y, r] = (/^(\d+),(\d+);(\d+)$/.exec(String(coords)) ?? []).map(Number);
      assert.ok(x - r >= 0 && x + r <= PICTURE.side && y - r >= 0 && y + r <= PICTURE.height, String(coords));
    }
    const { left, top, width, height } = PICTURE.box;
    assert.deepEqual(drops(normal), [[1, "rectangle", `${left},${top};${width},${height}`, 4]]);
    assert.ok(left + width <= PICTURE.width && top + height <= PICTURE.height && top >= PICTURE.side);
  });

  test("what others wrote cannot become markup", () => {
    const evil = moodleXml(PICTURES, ["effusion"], { name: '</text><script>&"\u0001', sha256: SHA });
    assert.ok(!evil.includes("<script>") && !evil.includes("\u0001"));
    assert.match(evil, /&amp;lt;\/text&amp;gt;&amp;lt;script&amp;gt;&amp;amp;/);
  });
});
