/** A discovery's report for people. */
import type { DiscoveryReport, Seen, SeenTraffic } from "./report";

/** Lines of a list that are shown; the report has them all. */
const mostLines = 20;

/** The report as plain text. */
export function renderDiscovery(report: DiscoveryReport): string {
  const { application, environment, period } = report;
  const when = period === undefined ? "" : `, ${period.first} to ${period.last}`;
  return [
    `Discovery of ${application} in ${environment}${when}`,
    "",
    ...readLines(report),
    ...shareLines(report),
    ...section("Proposed flows", report.proposals, ({ flow, services, ...one }) => [
      `${flow.from.join()} → ${flow.to.join()} [${flow.allow}]  ${often(one)}`,
      ...services
        .filter(() => services.length > 1)
        .map((each) => `  ${each.service}  ${often(each)}`),
    ]),
    ...section("Forbidden, and went through", report.violations, (one) => [
      `${line(one)}  "${one.rule}": ${one.because} (${one.owner})`,
    ]),
    ...section("Blocked although the matrix allows it", blocked(report, "allowed"), (one) => [
      `${line(one)}  flow "${one.by}": a posture check failed, or the matrix is not applied`,
    ]),
    ...section("Blocked, and not in the matrix", blocked(report, "unknown"), (one) => [line(one)]),
    ...section("Blocked, as a never rule wants it", blocked(report, "forbidden"), (one) => [
      `${line(one)}  "${one.by}"`,
    ]),
    ...section("Went through without a proposal", report.unproposed, (one) => [
      `${line(one)}  ${one.reason}`,
    ]),
    ...section("With somebody who is in no group of the matrix", report.strangers, (one) => [
      line(one),
    ]),
    ...section("Flows of which nothing was seen", report.unused, (name) => [name]),
    ...section("With the proposals, verification finds", report.findings, (one) => [
      `${one.severity}: ${one.message} ${one.remedy}`,
    ]),
  ].join("\n");
}

function readLines({ read }: DiscoveryReport): string[] {
  const { traffic, others, bad, problems, formats } = read;
  const forms = Object.entries(formats).map(([format, count]) => `${count} as ${format}`);
  const from = forms.length === 0 ? "" : ` (${forms.join(", ")})`;
  return [
    `Read ${traffic} traffic events${from}, ${others} others, ${bad} that cannot be read`,
    ...problems.map((problem) => `  ${problem}`),
    ...(bad > problems.length ? [`  and ${bad - problems.length} more`] : []),
  ];
}

function shareLines({ connections }: DiscoveryReport): string[] {
  const { total, existing, proposed, forbidden, unproposed, strangers, overflow, outside } =
    connections;
  const share = (count: number) =>
    total === 0 ? "" : ` (${((100 * count) / total).toFixed(1)} %)`;
  const parts: [number, string][] = [
    [existing, "explained by flows of the matrix"],
    [proposed, "explained by the proposals"],
    [forbidden, "forbidden by never rules"],
    [unproposed, "without a proposal"],
    [strangers, "with somebody who is in no group of the matrix"],
    [overflow, "beyond what is kept apart"],
  ];
  return [
    `${total} connections of the matrix's groups; ${outside} of others are left out`,
    ...parts
      .filter(([count]) => count > 0)
      .map(([count, what]) => `  ${count}${share(count)} ${what}`),
  ];
}

function section<Item>(
  title: string,
  items: readonly Item[],
  linesOf: (item: Item) => string[],
): string[] {
  if (items.length === 0) return [];
  const rest = items.length - mostLines;
  return [
    "",
    title,
    ...items.slice(0, mostLines).flatMap((item) => linesOf(item).map((text) => `  ${text}`)),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
}

function blocked(
  { blocked: all }: DiscoveryReport,
  matrix: DiscoveryReport["blocked"][number]["matrix"],
) {
  return all.filter((one) => one.matrix === matrix);
}

function line(one: SeenTraffic): string {
  return `${one.from} → ${one.to} [${one.service}]  ${often(one)}`;
}

function often({ count, first, last }: Seen): string {
  return `${count} times, ${first} to ${last}`;
}
