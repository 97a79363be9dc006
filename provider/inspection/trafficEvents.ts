import type * as clients from "../api/client";
import { trafficEvents } from "../api/collections";
import { readConfiguration } from "../api/configuration";

/** Which traffic events to read, and from where. */
export interface TrafficEventsOptions {
  /** Management server. Default: `NB_MANAGEMENT_URL`, else NetBird Cloud. */
  managementUrl?: string;
  /** Personal access token. Default: `NB_PAT`. */
  token?: string;
  /** Events from this time on. Default: all that the server has; NetBird Cloud keeps seven days. */
  since?: Date;
  /** Events until this time. Default: now. */
  until?: Date;
  /** Events per request, 1 to 50,000. Default: 1,000. */
  pageSize?: number;
}

/**
 * The account's traffic events as the API answers them (`GET /api/events/network-traffic`), page by
 * page, so that their number does not matter. Each comes with its place, as {@link discover} takes it.
 * Events reach the API up to ten minutes late. Written after the public API specification, and not
 * tried against NetBird Cloud.
 * @throws ConfigError without a usable address or token
 * @throws ApiError when the server has no traffic events, which says who has them
 * @example
 * ```ts
 * const events = netbird.readTrafficEvents({ since: new Date("2026-12-01T08:00:00Z") });
 * ```
 */
export async function* readTrafficEvents(
  options: TrafficEventsOptions = {},
): AsyncGenerator<{ place: string; value: unknown }> {
  const { since, until = new Date(), pageSize = 1000 } = options;
  const client = clientOf(options);
  for (let page = 1, pages = 1; page <= pages; page++) {
    // The end is fixed, so that events that arrive meanwhile do not move others to the next page.
    const query = new URLSearchParams({
      page: String(page),
      page_size: String(pageSize),
      ...(since && { start_date: since.toISOString() }),
      end_date: until.toISOString(),
    });
    const path = `${trafficEvents.path}?${query.toString()}`;
    const call = { action: "list", kind: "traffic events", edition: trafficEvents.edition };
    const { data, total_pages } = (await client.get(path, call)) as Page;
    for (const [index, value] of (data ?? []).entries()) {
      yield { place: `event ${(page - 1) * pageSize + index + 1} of the API`, value };
    }
    pages = total_pages ?? 1;
  }
}

/** The API's `NetworkTrafficEventsResponse`. */
interface Page {
  data?: unknown[] | null;
  total_pages?: number;
}

function clientOf({ managementUrl, token }: TrafficEventsOptions): clients.Client {
  const given: Record<string, unknown> = {
    "netbird:managementUrl": managementUrl,
    "netbird:token": token,
  };
  const configuration = readConfiguration((key) => given[key], process.env);
  // The HTTP client takes a while to load, and most programs need none.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import is never late
  const { Client } = require("../api/client") as typeof clients;
  return new Client(configuration);
}
