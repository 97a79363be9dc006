import type { Api } from "./api";
import type { Account } from "./account";
import { refusal } from "./errors";

/** A very small geolocation database. */
const countries: Record<string, { name: string; cities?: [number, string][] }> = {
  CY: {
    name: "Cyprus",
    cities: [
      [18918, "Protaras"],
      [5819, "Souni"],
    ],
  },
  IR: { name: "Iran" },
  IQ: { name: "Iraq" },
  LY: { name: "Libya" },
  RW: { name: "Rwanda" },
  SO: { name: "Somalia" },
  YE: { name: "Yemen" },
};

/**
 * Refuses what needs to know where addresses are, on a server that does not (`NB_DISABLE_GEOLOCATION`).
 * @param advice what it says besides
 */
export function requireGeolocation({ geolocation }: Account, advice = ""): void {
  if (!geolocation) throw refusal(412, `geo location database is not initialized${advice}`);
}

export function registerLocations(api: Api): void {
  api.get("/locations/countries", ({ account }) => {
    requireGeolocation(account);
    return Object.entries(countries).map(([country_code, { name }]) => ({
      country_code,
      country_name: name,
    }));
  });
  api.get("/locations/countries/:code/cities", ({ account, param }) => {
    requireGeolocation(account);
    const code = param("code");
    if (!/^[A-Za-z]{2}$/.test(code)) throw refusal(422, "invalid country code");
    const cities = countries[code]?.cities ?? [];
    return cities.map(([geoname_id, city_name]) => ({ geoname_id, city_name }));
  });
}
