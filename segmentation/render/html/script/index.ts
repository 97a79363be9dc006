import { closedWords, tagWords } from "../matrixTable";
import { markMeanings } from "../../sheet";
import { detailsScript } from "./details";
import { diagramScript } from "./diagram";
import { filtersScript } from "./filters";
import { matrixScript } from "./matrix";
import { modelScript } from "./model";

/**
 * The page's script. It is JavaScript in strings because it runs in a browser, apart from all that
 * is compiled here; a test checks its types. Everything that it shows is set as text.
 */
export const script = `
(() => {
"use strict";
const tagWords = ${JSON.stringify(tagWords)};
const closedWords = ${JSON.stringify(closedWords)};
const markMeanings = ${JSON.stringify(markMeanings)};
${[modelScript, matrixScript, detailsScript, diagramScript, filtersScript].join("")}
})();
`;
