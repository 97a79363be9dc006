/** Findings, rules and differences: the lists of the page. */
import { describeNever } from "../../verify";
import { markMeanings } from "../sheet";
import type { Sheet } from "../sheet";
import { html } from "./template";
import type { Html } from "./template";

export function findingList({ findings }: Sheet): Html {
  return html`<ul class="cards">
    ${findings.map(
      ({ severity, rule, message, remedy, owner }) =>
        html` <li class="card ${severity === "error" ? "error" : "warning"}">
          <p>
            <span class="severity">${severity === "error" ? "✗ Error" : "⚠ Warning"}</span>
            <code>${rule}</code>
          </p>
          <p>${message}</p>
          <p><strong>What to do:</strong> ${remedy}</p>
          <p class="owner">Decides: ${owner || "nobody is named"}</p>
        </li>`,
    )}
  </ul>`;
}

export function ruleLists({ never, cells, segmentation }: Sheet): Html {
  const broken = new Set(cells.flatMap(({ violates }) => violates));
  const { must, differences, supporting, noDnsBecause } = segmentation;
  return html`${
    never.length > 0 &&
    html`<h3>Must stay blocked</h3>
      <ul class="cards">
        ${never.map(
          ({ rule }) =>
            html` <li class="card ${broken.has(rule) ? "error" : "holds"}">
              <p>
                <span class="severity">${broken.has(rule) ? "✗ Broken" : "✓ Holds"}</span>
                <strong>${describeNever(rule)}</strong>
              </p>
              <p>${rule.because}</p>
              <p class="owner">Owner: ${rule.owner}</p>
            </li>`,
        )}
      </ul>`
  }${
    must.length > 0 &&
    html`<h3>Has to work</h3>
      <ul class="cards">
        ${must.map(
          ({ from, to, allow, because, owner }) =>
            html` <li class="card">
              <p><strong>${from} → ${to} [${allow}]</strong></p>
              ${because && html`<p>${because}</p>`}
              <p class="owner">Owner: ${owner}</p>
            </li>`,
        )}
      </ul>`
  }${
    supporting.length > 0 &&
    html`<h3>Supporting services</h3>
      <ul class="cards">
        ${supporting.map(
          ({ service, at, allow }) =>
            html` <li class="card">
              <p><strong>${service}</strong> at ${at.join(", ")} [${allow}]</p>
            </li>`,
        )}
      </ul>`
  }${noDnsBecause !== undefined && html`<p>No name resolution is needed: ${noDnsBecause}</p>`}${
    differences.length > 0 &&
    html`<h3>Only in this environment</h3>
      <ul class="cards">
        ${differences.map(
          ({ change, flow, because }) =>
            html` <li class="card">
              <p><strong>${flow}</strong>: ${change}</p>
              ${because && html`<p>${because}</p>`}
            </li>`,
        )}
      </ul>`
  }`;
}

export function legend({ cells, never }: Sheet): Html {
  const used = new Set(cells.flatMap(({ marks }) => marks));
  const item = (classes: string, sample: string, meaning: string) =>
    html`<li>
      <span class="cell sample ${classes}" aria-hidden="true">${sample}</span> ${meaning}
    </li>`;
  return html`<ul class="legend" aria-label="Legend">
    ${item("allowed", "TCP/443", markMeanings.allowed)}
    ${used.has("temporary") && item("temporary allowed", "temporary", markMeanings.temporary)}
    ${used.has("emergency") && item("emergency problem", "⚠ emergency", markMeanings.emergency)}
    ${used.has("expired") && item("expired problem", "⚠ expired", markMeanings.expired)}
    ${used.has("violated") && item("violated problem", "⚠ forbidden", markMeanings.violated)}
    ${used.has("dormant") && item("dormant", "off", markMeanings.dormant)}
    ${used.has("dropped") && item("dropped", "dropped", markMeanings.dropped)}
    ${never.length > 0 && item("forbidden", "✗", markMeanings.forbidden)}
    ${item("closed", "·", "not allowed (deny by default)")}
  </ul>`;
}
