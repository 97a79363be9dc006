import type { Api } from "./api";
import type { Account } from "./account";
import { refusal } from "./errors";

/** The codes of ISO 3166-1, and Kosovo's, which the real server's data has as well. */
const codes = `
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
  BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
  EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
  HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
  LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
  NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
  SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
  TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
`
  .trim()
  .split(/\s+/);

const names = new Intl.DisplayNames(["en"], { type: "region" });

/**
 * Cities of very few countries: of Cyprus those that the recorded server has, of the others all that there
 * are. Of any other country it lists none, as the real one does of those that its data does not cover.
 */
const cities: Record<string, [number, string][]> = {
  CY: [
    [18918, "Protaras"],
    [5819, "Souni"],
  ],
  GI: [[2411585, "Gibraltar"]],
  VA: [[6691831, "Vatican City"]],
};

/** What the server adds to most of its refusals without geolocation data. */
export const geolocationAdvice =
  ". check the self-hosted geo database documentation at https://docs.netbird.io/selfhosted/geo-support";

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
    const countries = codes.map((code) => ({ country_code: code, country_name: names.of(code) }));
    // The data has whole continents as well, which are in no country.
    return [{ country_code: "", country_name: "" }, ...countries];
  });
  api.get("/locations/countries/:code/cities", ({ account, param }) => {
    const code = param("code");
    if (!/^[A-Za-z]{2}$/.test(code)) throw refusal(422, "invalid country code");
    requireGeolocation(account, geolocationAdvice);
    return (cities[code] ?? []).map(([geoname_id, city_name]) => ({ geoname_id, city_name }));
  });
}
