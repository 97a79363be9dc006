/**
 * Traffic events, which only NetBird Cloud has: answered after its public API specification when a test
 * has put some there, and as by a self-hosted server, which has no such endpoint, when none did.
 */
import type { Api, Request } from "./api";
import { NoEndpoint, refusal } from "./errors";

/** The API's `NetworkTrafficEvent`, as far as requests ask about it. */
export interface TrafficEvent {
  receive_timestamp: string;
}

const [defaultPage, largestPage] = [1000, 50_000];

export function registerTrafficEvents(api: Api): void {
  api.get("/events/network-traffic", ({ account, query }) => {
    if (account.trafficEvents === undefined) throw new NoEndpoint();
    const page = numberIn(query, "page", 1, Infinity, 1);
    const size = numberIn(query, "page_size", 1, largestPage, defaultPage);
    const found = account.trafficEvents.filter(within(query("start_date"), query("end_date")));
    return {
      data: found.slice((page - 1) * size, page * size),
      page,
      page_size: size,
      total_records: found.length,
      total_pages: Math.ceil(found.length / size),
    };
  });
}

function within(start = "0000", end = "9999"): (event: TrafficEvent) => boolean {
  return ({ receive_timestamp: time }) => start <= time && time <= end;
}

function numberIn(
  query: Request["query"],
  name: string,
  least: number,
  most: number,
  otherwise: number,
): number {
  const text = query(name);
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw refusal(400, `invalid ${name}`);
}
