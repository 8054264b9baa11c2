// @ts-check
/** One sign of a finding, as the literature gives it, with the source. What has no source here has no sign. */

/** @type {Record<string, {sign: string, source: string}>} */
export const SIGNS = {
  cardiomegaly: {
    sign: "On the frontal film the heart is wider than half of the chest; on the lateral film it fills the space behind the sternum.",
    source: "PMC3207047",
  },
  effusion: {
    sign: "The costophrenic angle is blunted by a curved edge, the meniscus: on the lateral film behind from 50 to 75 ml, on the frontal film from 175 to 200 ml.",
    source: "AJR 1984; British Thoracic Society 2010",
  },
  consolidation: {
    sign: "The edge that is lost names the lobe: ascending aorta, right upper; right heart border, middle; right dome, right lower; left heart border, lingula; left dome, left lower. On the lateral film the spine fails to darken downwards where a lower lobe is consolidated.",
    source: "Feigin 2010, Academic Radiology; Herring, Learning Radiology",
  },
  atelectasis: {
    sign: "Volume is lost: a fissure moves, hilum and mediastinum are drawn to that side, the dome of the diaphragm is raised.",
    source: "Felson 1973",
  },
  edema: {
    sign: "The vessels of the upper zones are wide. Cuffs, septal lines and fluid in the fissures are signs, too, but finer than these small films show.",
    source: "Gluecker 1999, RadioGraphics 19(6)",
  },
  nodule: {
    sign: "A round opacity of up to 3 cm. It is overlooked at the apex, at the hilum, behind the heart and below the dome of the diaphragm.",
    source: "Fleischner Society glossary 2008; PMC9431813",
  },
  mass: {
    sign: "A round opacity of more than 3 cm; smaller ones are nodules.",
    source: "Fleischner Society glossary 2008",
  },
  pacemaker: {
    sign: "The atrial lead turns up at the right heart border, a J on the lateral film; the tip of the ventricular lead lies left of the spine, in front and low on the lateral film.",
    source: "Aguilera 2011, RadioGraphics 31:1669",
  },
  sternal_wires: {
    sign: "Sternal wires stand in one vertical row in the midline.",
    source: "Boiselle 1999, AJR 173:777",
  },
  rib_fracture: {
    sign: "Look twice at every rib: films miss about half of all rib fractures.",
    source: "Hoffstetter 2014",
  },
};
