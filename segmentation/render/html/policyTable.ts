/** Every policy in words: what the diagram shows, for those who cannot see it. */
import { formatService } from "../../ports";
import type { Sheet, SheetPolicy } from "../sheet";
import { html } from "./template";
import type { Html } from "./template";

/** Names that a list shows at once; longer lists unfold. */
const shortList = 6;

export function policyTable({ policies }: Sheet): Html {
  return html`<div
    class="scroll"
    id="policies-scroll"
    role="group"
    aria-label="Policies, scrollable"
    tabindex="0"
  >
    <table id="policy-table">
      <caption class="vh">
        Every policy: who may open what, why, and who answers for it
      </caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">Allows</th>
          <th scope="col">Because</th>
          <th scope="col">Owner</th>
          <th scope="col">Notes</th>
        </tr>
      </thead>
      <tbody>
        ${policies.map(policyRow)}
      </tbody>
    </table>
  </div>`;
}

function policyRow(entry: SheetPolicy, index: number): Html {
  const { policy, service, state } = entry;
  return html` <tr data-policy="${index}" ${state !== "in force" && html` class="off"`}>
    <td>${names(policy.sources)}</td>
    <td>${names(policy.destinations)}</td>
    <td><span class="svc">${formatService(service)}</span></td>
    <td>${policy.because}</td>
    <td>${policy.owner || "nobody"}</td>
    <td>${notes(entry).join("; ")}</td>
  </tr>`;
}

function notes({ policy, state, expired, findings }: SheetPolicy): string[] {
  const { need, until, postureChecks, bidirectional } = policy;
  return [
    ...(state === "in force" ? [] : [state]),
    ...(need === "required" ? [] : [need]),
    ...(until === undefined ? [] : [`until ${until}${expired ? ", which has passed" : ""}`]),
    ...(bidirectional ? ["two-way"] : []),
    ...(postureChecks.length === 0 ? [] : [`device must pass ${postureChecks.join(", ")}`]),
    ...findings.map(({ severity, rule }) => `⚠ ${severity}: ${rule}`),
  ];
}

function names(list: readonly string[]): Html {
  const items = html`<ul>
    ${list.map((name) => html`<li>${name}</li>`)}
  </ul>`;
  if (list.length <= shortList) return items;
  return html`<details>
    <summary>${list.length} groups</summary>
    ${items}
  </details>`;
}
