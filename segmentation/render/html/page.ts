/** The page around matrix, diagram and lists. */
import type { Sheet } from "../sheet";
import { contentHash } from "./contentHash";
import { pageData } from "./data";
import { diagram, isDense } from "./diagram";
import { isLarge, matrixTable } from "./matrixTable";
import { policyTable } from "./policyTable";
import { script } from "./script";
import { findingList, legend, ruleLists } from "./sections";
import { styles } from "./styles";
import { escapeJson, html, Html } from "./template";

export function page(sheet: Sheet): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>Segmentation of ${sheet.title}</title>
        ${exactly("style", styles)}
      </head>
      <body>
        <a class="skip" href="#matrix">Skip to the matrix</a>
        ${header(sheet)}
        <main>
          ${findings(sheet)} ${filters(sheet)}
          <section id="matrix" aria-labelledby="matrix-heading">
            <h2 id="matrix-heading">Matrix</h2>
            ${legend(sheet)} ${matrixTable(sheet)}
            <p class="hint js" hidden>
              Arrow keys move, Enter opens the policies behind a cell or the reach of a group,
              Escape closes them.
            </p>
          </section>
          <section id="diagram" aria-labelledby="diagram-heading">
            <div class="bar">
              <h2 id="diagram-heading">Diagram</h2>
              ${zoomBar}
            </div>
            ${isDense(sheet) && html`<p class="note">All flows are a haze: point at a group, or use the filters, to see single ones.</p>`}
            <div class="canvas${isDense(sheet) && " dense"}" id="canvas">${diagram(sheet)}</div>
            ${kindLegend}
          </section>
          <section id="policies" aria-labelledby="policies-heading">
            <h2 id="policies-heading">Policies</h2>
            ${policyTable(sheet)}
          </section>
          ${rules(sheet)}
        </main>
        <dialog id="details" aria-labelledby="details-title"></dialog>
        ${exactly('script type="application/json" id="data"', escapeJson(pageData(sheet, isLarge(sheet))))}
        ${exactly("script", script)}
      </body>
    </html> `;
}

/** An element whose content is this text to the byte, as its hash demands. */
function exactly(tag: string, text: string): Html {
  return new Html(`<${tag}>${text}</${tag.split(" ")[0]!}>`);
}

/** Nothing but this page's own style and script, and no network. */
const contentPolicy = [
  "default-src 'none'",
  `style-src ${contentHash(styles)}`,
  `script-src ${contentHash(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function header(sheet: Sheet): Html {
  const { segmentation, groups, policies, cells, never, now } = sheet;
  const count = (state: string) => policies.filter((entry) => entry.state === state).length;
  const { application, environment } = segmentation;
  const problems = cells.filter(({ problem }) => problem).length;
  const counts: [string, number, boolean?][] = [
    ["groups", groups.length],
    ["policies in force", count("in force")],
    ["disabled policies", count("disabled")],
    ["rules on what stays blocked", never.length],
    ["findings", sheet.findings.length, sheet.findings.length > 0],
    ["cells with problems", problems, problems > 0],
  ];
  return html`<header>
    <div>
      <p class="eyebrow">Segmentation matrix</p>
      <h1>
        ${application ?? "Account"}${environment && html` <span class="environment">${environment}</span>`}
      </h1>
      ${now && html`<p class="eyebrow">As of <time datetime="${now.toISOString()}">${now.toISOString().slice(0, 16).replace("T", " ")} UTC</time></p>`}
    </div>
    <dl class="counts">
      ${counts.map(
        ([name, value, alarm]) =>
          html`<div${alarm === true && html` class="alarm"`}><dt>${name}</dt><dd>${value}</dd></div>`,
      )}
    </dl>
    <nav aria-label="Sections">
      ${sheet.findings.length > 0 && html`<a href="#findings">Findings</a>`}<a href="#matrix"
        >Matrix</a
      ><a href="#diagram">Diagram</a
      ><a href="#policies">Policies</a>${hasRules(sheet) && html`<a href="#rules">Rules</a>`}
    </nav>
  </header>`;
}

function findings(sheet: Sheet): Html | undefined {
  if (sheet.findings.length === 0) return undefined;
  return html`<section id="findings" aria-labelledby="findings-heading">
    <h2 id="findings-heading">Findings</h2>
    ${findingList(sheet)}
  </section>`;
}

function filters(sheet: Sheet): Html {
  const field = (id: string, label: string, placeholder: string) =>
    html`<label for="${id}"
      >${label}<input
        id="${id}"
        type="search"
        autocomplete="off"
        spellcheck="false"
        placeholder="${placeholder}"
    /></label>`;
  const box = (id: string, label: string, checked: boolean) =>
    html`<label class="box" for="${id}"
      ><input id="${id}" type="checkbox" ${checked && " checked"} />${label}</label
    >`;
  return html`<form
    id="filters"
    class="js"
    role="search"
    aria-label="Filter matrix, diagram and policies"
    hidden
  >
    ${field("filter-from", "From", "peer-, svc-orders")} ${field("filter-to", "To", "-db, svc-dns")}
    ${field("filter-service", "Protocol, port", "tcp/443, 53, udp")}
    <div class="boxes">
      ${box("filter-problems", "Only problems", false)}${box("filter-off", "Show disabled", true)}${box("filter-used", "Hide empty rows and columns", isLarge(sheet))}
    </div>
    <button type="reset">Clear</button>
    <output id="filter-status" for="filter-from filter-to filter-service"></output>
  </form>`;
}

const zoomBar = html`<div class="zoom js" hidden role="group" aria-label="Zoom">
  <button type="button" id="zoom-out" aria-label="Zoom out">−</button
  ><button type="button" id="zoom-in" aria-label="Zoom in">+</button
  ><button type="button" id="zoom-fit">Fit</button>
</div>`;

const kindLegend = html`<ul class="legend kinds" aria-label="Kinds of groups">
  <li><span class="swatch users" aria-hidden="true"></span> users and their devices (round)</li>
  <li><span class="swatch services" aria-hidden="true"></span> services</li>
  <li><span class="swatch routed" aria-hidden="true"></span> routed addresses (square)</li>
</ul>`;

function hasRules({ never, segmentation }: Sheet): boolean {
  const { must, differences, supporting } = segmentation;
  return never.length + must.length + differences.length + supporting.length > 0;
}

function rules(sheet: Sheet): Html | undefined {
  if (!hasRules(sheet)) return undefined;
  return html`<section id="rules" aria-labelledby="rules-heading">
    <h2 id="rules-heading">Rules</h2>
    ${ruleLists(sheet)}
  </section>`;
}
