// @ts-check
/** What an answer is worth, and the score over the cases of a session. */

/** @typedef {import("../cases/findings.js").Finding} Finding */
/** @typedef {import("../cases/findings.js").Side} Side */
/** @typedef {"no" | "yes" | Side} Presence "yes" for findings without a side */
/** @typedef {"right" | "missed" | "invented" | "side"} Verdict */
/** @typedef {{finding: string, truth: Presence, answer: Presence, verdict: Verdict}} Mark */
/** @typedef {{cases: number, allRight: number, findings: Record<string, {right: number, wrong: number}>}} Score */

/**
 * Judges an answer; what is neither there nor ticked gets no mark.
 * @param {Finding[]} truth
 * @param {Map<string, Presence>} answer what was ticked
 * @returns {Mark[]}
 */
export function judge(truth, answer) {
  const there = new Map(truth.map(({ finding, side }) => [finding, /** @type {Presence} */ (side ?? "yes")]));
  return [...new Set([...there.keys(), ...answer.keys()])].map((finding) => {
    const [is, said] = [there.get(finding) ?? "no", answer.get(finding) ?? "no"];
    return { finding, truth: is, answer: said, verdict: verdict(is, said) };
  }).filter(({ truth: is, answer: said }) => is !== "no" || said !== "no");
}

/** @param {Presence} truth @param {Presence} answer @returns {Verdict} */
function verdict(truth, answer) {
  if (truth === answer) {
    return "right";
  }
  if (answer === "no") {
    return "missed";
  }
  return truth === "no" ? "invented" : "side";
}

/** @returns {Score} */
export function emptyScore() {
  return { cases: 0, allRight: 0, findings: {} };
}

/**
 * The score with one more case.
 * @param {Score} score
 * @param {Mark[]} marks
 * @returns {Score}
 */
export function addCase(score, marks) {
  const findings = { ...score.findings };
  for (const { finding, verdict: outcome } of marks) {
    const { right, wrong } = findings[finding] ?? { right: 0, wrong: 0 };
    findings[finding] = outcome === "right" ? { right: right + 1, wrong } : { right, wrong: wrong + 1 };
  }
  const allRight = marks.every((mark) => mark.verdict === "right");
  return { cases: score.cases + 1, allRight: score.allRight + Number(allRight), findings };
}
