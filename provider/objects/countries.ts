/** Countries, as the server's geolocation data has them. */
import type { ApiObject } from "../api/account";
import { countries } from "../api/collections";
import { ApiError } from "../api/errors";
import { cityProblems } from "./cities";
import { whereReadable } from "../lifecycle/readable";
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";

const place = "checks.geoLocationCheck";

/**
 * Faults in a check of places. A server may run without geolocation data (`NB_DISABLE_GEOLOCATION`),
 * and then judges no places; one that has them takes any two letters and any city, which then match
 * no device.
 */
export async function placeProblems(
  { checks }: Arguments,
  context: CheckContext,
): Promise<Problem[]> {
  const { geoLocationCheck } = (checks ?? {}) as { geoLocationCheck?: { locations?: unknown } };
  if (geoLocationCheck === undefined) return [];
  const { locations } = geoLocationCheck;
  try {
    const known = await context.objects(countries);
    if (!Array.isArray(locations)) return [];
    const inCountries = () => cityProblems(locations, `${place}.locations`, known, context);
    return [...unknownCountries(locations, known), ...(await whereReadable(inCountries))];
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 412) throw error;
    const reason =
      "the server has no geolocation data, without which it takes no check of places. Give it some (https://docs.netbird.io/selfhosted/geo-support), or leave this check out.";
    return [{ property: place, reason }];
  }
}

function unknownCountries(locations: unknown[], known: readonly ApiObject[]): Problem[] {
  // A server that lists none tells nothing of any.
  if (known.length === 0) return [];
  const codes = locations.map((one) => (one as { countryCode?: unknown } | null)?.countryCode);
  const isKnown = (code: unknown) => known.some(({ id }) => id === code);
  return codes.flatMap((code, index) =>
    // Anything else is not known yet, or was found by the schema.
    typeof code === "string" && /^[A-Z]{2}$/.test(code) && !isKnown(code)
      ? [{ property: `${place}.locations[${index}].countryCode`, reason: remedy(code, known) }]
      : [],
  );
}

function remedy(code: string, known: readonly ApiObject[]): string {
  // What people write for a country, and codes that were given up: UK is GB.
  const { region } = new Intl.Locale(`und-${code}`);
  const meant = known.find(({ id }) => id === region);
  const advice =
    meant === undefined
      ? "Write a country's ISO 3166-1 alpha-2 code, such as DE; GET /api/locations/countries lists those that the server knows."
      : `Write ${meant.id} for ${meant.name}.`;
  return `the server knows no country ${code}, so that no device would be in it. ${advice}`;
}
