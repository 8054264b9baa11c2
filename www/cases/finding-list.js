// @ts-check
/** All findings of `src/findings.rs`; `XRAYGAN_UPDATE=1 cargo test -p xraygan --test findings` writes this file. */

/** Names in the engine and in JSON, names for users, and whether a reader must name a side. */
export const KINDS = [
  { finding: "cardiomegaly", label: "enlarged heart", sided: false },
  { finding: "effusion", label: "pleural effusion", sided: true },
  { finding: "pneumothorax", label: "pneumothorax", sided: true },
  { finding: "consolidation", label: "consolidation", sided: true },
  { finding: "atelectasis", label: "atelectasis", sided: true },
  { finding: "edema", label: "pulmonary edema", sided: false },
  { finding: "nodule", label: "nodule", sided: true },
  { finding: "mass", label: "mass", sided: true },
  { finding: "granuloma", label: "granuloma", sided: true },
  { finding: "hyperinflation", label: "hyperinflation", sided: false },
  { finding: "low_volumes", label: "low lung volumes", sided: false },
  { finding: "elevated_hemidiaphragm", label: "elevated hemidiaphragm", sided: true },
  { finding: "hiatal_hernia", label: "hiatal hernia", sided: false },
  { finding: "tortuous_aorta", label: "tortuous aorta", sided: false },
  { finding: "calcified_aorta", label: "calcified aorta", sided: false },
  { finding: "scoliosis", label: "scoliosis", sided: true },
  { finding: "degenerative_spine", label: "degenerative spine", sided: false },
  { finding: "rib_fracture", label: "rib fracture", sided: true },
  { finding: "sternal_wires", label: "sternal wires", sided: false },
  { finding: "pacemaker", label: "pacemaker", sided: true },
  { finding: "central_line", label: "central line", sided: true },
];
