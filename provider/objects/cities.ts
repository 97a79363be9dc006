/** Cities, as the server's geolocation data has them. */
import type { ApiObject } from "../api/account";
import { citiesOf } from "../api/collections";
import { suggestion } from "../../segmentation/names";
import type { CheckContext, Problem } from "../lifecycle/kind";
import { shortList } from "../lifecycle/shortList";
import { unknownValue } from "../lifecycle/unknown";

/** A place that a check names, and where in the arguments. */
interface NamedCity {
  countryCode: string;
  cityName: string;
  property: string;
}

/**
 * Cities that the server does not list for their country: it compares names letter by letter, so that
 * no device would ever be there. Each country is asked about once, whatever number of checks name it.
 * @param place where the locations are
 * @param known the countries that the server knows; what is wrong with others is said of the country
 */
export async function cityProblems(
  locations: readonly unknown[],
  place: string,
  known: readonly ApiObject[],
  { objects }: Pick<CheckContext, "objects">,
): Promise<Problem[]> {
  const named = citiesIn(locations, place).flatMap((city) => {
    const country = known.find(({ id }) => id === city.countryCode);
    return country === undefined ? [] : [{ ...city, country }];
  });
  const judged = named.map(async ({ cityName, property, country }) => {
    const listed = await objects(citiesOf(country.id));
    // A server that lists none tells nothing of any.
    if (listed.length === 0 || listed.some(({ name }) => name === cityName)) return [];
    return [{ property, reason: remedy(cityName, country, listed) }];
  });
  return (await Promise.all(judged)).flat();
}

/** Those that are known so far; anything else is the schema's to find. */
function citiesIn(locations: readonly unknown[], place: string): NamedCity[] {
  return locations.flatMap((location, index) => {
    const { countryCode, cityName } = (location ?? {}) as Record<string, unknown>;
    if (typeof countryCode !== "string" || typeof cityName !== "string") return [];
    if (cityName === "" || cityName === unknownValue) return [];
    return [{ countryCode, cityName, property: `${place}[${index}].cityName` }];
  });
}

function remedy(cityName: string, country: ApiObject, listed: readonly ApiObject[]): string {
  const names = listed.map(({ name = "" }) => name);
  const similar = suggestion(cityName, names);
  const advice =
    similar === undefined
      ? `It lists ${shortList(names)}; GET /api${citiesOf(country.id).path} tells all. Names are English ones; without cityName the whole country counts.`
      : `Did you mean "${similar}"?`;
  return `the server knows no city "${cityName}" in ${country.name} (${country.id}), so that no device would be in it. ${advice}`;
}
