// @ts-check
/** The shelf as plain reports, for who needs one without its list of findings. */

import { reportText } from "../cases/findings.js";
import { SHELF } from "../cases/shelf.js";

/** @type {{name: string, report: string}[]} */
export const EXAMPLES = SHELF.map(({ title, findings, impression }) => ({ name: title, report: reportText({ findings, impression }) }));
