import { isIP } from "node:net";
import type { Account, PostureCheck } from "./account";
import { shortest } from "./addresses";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { ConnectionLost, refusal } from "./errors";
import { newId } from "./ids";
import { geolocationAdvice, requireGeolocation } from "./locations";
import { isVersion } from "./versions";

const minVersion: Shape = { fields: { min_version: "string" } };
const minKernelVersion: Shape = { fields: { min_kernel_version: "string" } };

const shape: Shape = {
  fields: {
    name: "string",
    description: "string",
    checks: {
      fields: {
        nb_version_check: minVersion,
        os_version_check: {
          fields: {
            android: minVersion,
            darwin: minVersion,
            ios: minVersion,
            linux: minKernelVersion,
            windows: minKernelVersion,
          },
        },
        geo_location_check: {
          fields: {
            action: "string",
            locations: { list: { fields: { country_code: "string", city_name: "string" } } },
          },
        },
        peer_network_range_check: { fields: { action: "string", ranges: { list: "string" } } },
        process_check: {
          fields: {
            processes: {
              list: {
                fields: { linux_path: "string", mac_path: "string", windows_path: "string" },
              },
            },
          },
        },
      },
    },
  },
};

interface Checks {
  nb_version_check?: { min_version?: string };
  os_version_check?: Record<string, { min_version?: string; min_kernel_version?: string }>;
  geo_location_check?: {
    action?: string;
    locations?: { country_code?: string; city_name?: string }[];
  };
  peer_network_range_check?: { action?: string; ranges?: string[] };
  process_check?: {
    processes?: { linux_path?: string; mac_path?: string; windows_path?: string }[];
  };
}

interface PostureCheckRequest {
  name?: string;
  description?: string;
  checks?: Checks;
}

export function registerPostureChecks(api: Api): void {
  api.get("/posture-checks", ({ account }) => [...account.postureChecks.values()]);
  api.get("/posture-checks/:id", ({ account, param }) => find(account, param("id")));

  api.post("/posture-checks", ({ account, nullableBody }) => {
    const request = nullableBody<PostureCheckRequest>(shape);
    const stored = content(account, request);
    // Only creation looks for the name; renaming may repeat one.
    if ([...account.postureChecks.values()].some(({ name }) => name === stored.name)) {
      throw refusal(422, `posture checks with name ${stored.name} already exists`);
    }
    const check = { id: newId(), ...stored };
    account.postureChecks.set(check.id, check);
    return check;
  });

  api.put("/posture-checks/:id", ({ account, param, body }) => {
    const check = find(account, param("id"));
    return Object.assign(check, content(account, body(shape)));
  });

  api.delete("/posture-checks/:id", ({ account, param }) => {
    const { id } = find(account, param("id"));
    const policy = [...account.policies.values()].find(({ source_posture_checks }) =>
      source_posture_checks?.includes(id),
    );
    if (policy !== undefined) {
      throw refusal(412, `posture checks have been linked to policy: ${policy.name}`);
    }
    account.postureChecks.delete(id);
    return {};
  });
}

function find(account: Account, id: string): PostureCheck {
  const check = account.postureChecks.get(id);
  if (check === undefined) throw refusal(404, `posture checks: ${id} not found`);
  return check;
}

function content(
  account: Account,
  request: PostureCheckRequest | undefined,
): Omit<PostureCheck, "id"> {
  const { name = "", description = "", checks } = request ?? {};
  // The real server falls over a missing object here.
  if (checks === undefined) throw new ConnectionLost();
  if (name === "") throw refusal(422, "posture checks name shouldn't be empty");
  if (Object.keys(checks).length === 0) throw refusal(422, "posture checks shouldn't be empty");
  validateVersions(checks);
  validateLocations(checks);
  if (checks.geo_location_check !== undefined) requireGeolocation(account, geolocationAdvice);
  validateRanges(checks);
  return { name, description, checks: { ...checks, ...rangesOf(checks), ...processesOf(checks) } };
}

function validateVersions({ nb_version_check: client, os_version_check: systems }: Checks): void {
  if (client !== undefined) {
    const { min_version: version = "" } = client;
    if (version === "") throw refusal(422, "NBVersionCheck minimum version shouldn't be empty");
    if (!isVersion(version)) {
      throw refusal(422, `NBVersionCheck version: ${version} is not valid`);
    }
  }
  if (systems === undefined) return;
  if (Object.keys(systems).length === 0) {
    throw refusal(422, "OSVersionCheck at least one OS version check is required");
  }
  const words: Record<string, string> = {
    android: "android version",
    ios: "ios version",
    darwin: " darwin version",
    linux: " linux kernel version",
    windows: " windows kernel version",
  };
  for (const [platform, what] of Object.entries(words)) {
    const system = systems[platform];
    const version = system?.min_version ?? system?.min_kernel_version ?? "";
    if (system !== undefined && !isVersion(version)) {
      throw refusal(422, `OSVersionCheck ${what}: ${version} is not valid`);
    }
  }
}

function validateLocations({ geo_location_check: check }: Checks): void {
  if (check === undefined) return;
  const { action = "", locations = [] } = check;
  if (action === "") throw refusal(422, "GeoLocationCheck action shouldn't be empty");
  if (!["allow", "deny"].includes(action))
    throw refusal(422, "GeoLocationCheck action is not valid");
  if (locations.length === 0) throw refusal(422, "GeoLocationCheck locations shouldn't be empty");
  for (const { country_code: code = "" } of locations) {
    if (code === "") throw refusal(422, "GeoLocationCheck country code shouldn't be empty");
    if (!/^[A-Za-z]{2}$/.test(code)) {
      throw refusal(
        422,
        "GeoLocationCheck country code must be 2 letters (ISO 3166-1 alpha-2 format)",
      );
    }
  }
}

function validateRanges({ peer_network_range_check: check }: Checks): void {
  if (check === undefined) return;
  const { action = "", ranges = [] } = check;
  if (action === "") throw refusal(422, "action for peer network range check shouldn't be empty");
  if (!["allow", "deny"].includes(action)) {
    throw refusal(422, "PeerNetworkRangeCheck action is not valid");
  }
  if (ranges.length === 0)
    throw refusal(422, "PeerNetworkRangeCheck network ranges shouldn't be empty");
  if (!ranges.every(isPrefix)) throw refusal(422, "invalid network prefix");
}

function isPrefix(text: string): boolean {
  const [address = "", length = ""] = text.split("/");
  return isIP(address) !== 0 && /^\d+$/.test(length);
}

/** IPv6 is told in its shortest form; host bits stay. */
function rangesOf({ peer_network_range_check: check }: Checks): Checks {
  if (check === undefined) return {};
  const ranges = check.ranges?.map((range) => {
    const [address = "", length] = range.split("/");
    return `${shortest(address)}/${length}`;
  });
  return { peer_network_range_check: { ...check, ranges } };
}

/** Paths that are not given read back as empty. */
function processesOf({ process_check: check }: Checks): Checks {
  if (check === undefined) return {};
  const { processes = [] } = check;
  if (processes.length === 0) throw refusal(422, "ProcessCheck processes shouldn't be empty");
  const complete = processes.map(({ linux_path = "", mac_path = "", windows_path = "" }) => {
    if (linux_path + mac_path + windows_path === "") {
      throw refusal(422, "ProcessCheck path shouldn't be empty");
    }
    return { linux_path, mac_path, windows_path };
  });
  return { process_check: { processes: complete } };
}
