// @ts-check
/** The words of the patient panel. */

export const PATIENT = {
  none: "Generate a pair first: then its patient can be changed here.",
  unknown: "These weights know no patients: their pictures depend on report and seed alone.",
  intro: "The imagined patient of this pair. Each change draws the same patient again; the report stays.",
  groups: { patient: "Body", frontal: "Position for the frontal view", lateral: "Position for the lateral view", particulars: "Particulars of the findings" },
  deviations: "SD: standard deviations about what is usual for sex, age and build.",
  body: "Anatomy",
  bodyName: (/** @type {number} */ at, /** @type {string} */ name) => `${at + 1}: ${name}`,
  mixedWith: "Mixed with",
  unmixed: "nothing",
  bodies: "Show the anatomies",
  bodiesDrawn: "The anatomies are drawn, each without findings.",
  bodyPicture: (/** @type {number} */ at) => `Anatomy ${at + 1}, frontal chest X-ray`,
  another: "Draw another",
  anotherAll: "Another patient",
  anotherOf: (/** @type {string} */ label) => `Draw another: ${label}`,
  back: (/** @type {string} */ label) => `Back to the seed's: ${label}`,
  reset: "Reset to the seed's patient",
  changed: (/** @type {number} */ count) =>
    count === 0 ? "Nothing is changed." : count === 1 ? "1 thing is changed by hand." : `${count} things are changed by hand.`,
  yes: "yes",
  no: "no",
  said: (/** @type {string} */ label, /** @type {string} */ words) => `${label} is what the report says (“${words}”); its words win.`,
  saidUnmet: (/** @type {string} */ label, /** @type {string} */ words, /** @type {number} */ least, /** @type {number} */ most) =>
    `The report says “${words}”; these weights draw ages from ${least} to ${most}, so the nearest one is drawn. ${label} cannot be changed here.`,
  followUp: "A follow-up: tick “Keep patient”, then write or choose another report. The patient stays, with all that is changed here.",
};
