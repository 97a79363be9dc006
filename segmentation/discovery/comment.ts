/** What stands above a proposed flow in the matrix file, for whoever confirms it. */
import type { ProposedFlow } from "./report";

export function flowComment({ services, alternatives, allowedBy }: ProposedFlow): string[] {
  const { from, to } = alternatives;
  const others = [
    ...(from.length > 0 ? [`from ${from.join(", ")}`] : []),
    ...(to.length > 0 ? [`to ${to.join(", ")}`] : []),
  ];
  return [
    ...services.map(
      ({ service, count, first, last, unconfirmed }) =>
        `${service}: ${count} ${count === 1 ? "connection" : "connections"}, first ${first}, last ${last}${unconfirmed ? ", reported only by the side that connects" : ""}`,
    ),
    ...(others.length > 0 ? [`the same devices are also in: ${others.join("; ")}`] : []),
    ...(allowedBy.length > 0 ? [`allowed until now by: ${allowedBy.join(", ")}`] : []),
  ];
}
