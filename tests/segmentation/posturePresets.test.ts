import fc from "fast-check";
import {
  adminLaptops,
  allowedCountries,
  compile,
  corporateNetworks,
  linuxServers,
  minimumClient,
  parseMatrix,
  supportedSystems,
  verify,
} from "../../segmentation";
import type { Matrix, MatrixPostureCheck } from "../../segmentation";
import { workedExample } from "./workedExample";

const now = new Date("2026-06-01T12:00:00Z");
const agent = { macPath: "/Applications/Agent", windowsPath: "C:\\Agent.exe" };

const presets = {
  client: minimumClient("0.45.0"),
  systems: supportedSystems({ macOS: "13.0", iOS: "16.0", linuxKernel: "5.15" }),
  servers: linuxServers({ minKernelVersion: "5.15", minClientVersion: "0.45.0" }),
  laptops: adminLaptops({ securityAgent: agent, minClientVersion: "0.45.0" }),
  networks: corporateNetworks(["10.0.0.0/8"]),
  countries: allowedCountries(["DE", "FR"]),
};

/** The worked example, whose support reaches the web tier only with devices that pass. */
function withChecks(...checks: MatrixPostureCheck[]): Matrix {
  return {
    ...workedExample,
    postureChecks: checks,
    flows: workedExample.flows.map((flow) =>
      flow.name === "users-to-web"
        ? { ...flow, postureChecks: checks.map(({ name }) => name) }
        : flow,
    ),
  };
}

const rulesFound = (matrix: Matrix) =>
  verify(compile(parseMatrix(matrix), "prod"), { now }).map(({ rule }) => rule);

test("presets mean what the guide's section 4.2 says, in the API's words", () => {
  expect(presets.client.checks).toEqual({ nbVersionCheck: { minVersion: "0.45.0" } });
  expect(presets.systems.checks).toEqual({
    osVersionCheck: {
      darwin: { minVersion: "13.0" },
      ios: { minVersion: "16.0" },
      linux: { minKernelVersion: "5.15" },
    },
  });
  expect(presets.servers.checks).toEqual({
    nbVersionCheck: { minVersion: "0.45.0" },
    osVersionCheck: { linux: { minKernelVersion: "5.15" } },
  });
  expect(presets.laptops.checks).toEqual({
    nbVersionCheck: { minVersion: "0.45.0" },
    osVersionCheck: {
      darwin: { minVersion: "13.0" },
      windows: { minKernelVersion: "10.0.22000" },
    },
    processCheck: { processes: [agent] },
  });
  expect(presets.networks.checks).toEqual({
    peerNetworkRangeCheck: { action: "allow", ranges: ["10.0.0.0/8"] },
  });
  expect(presets.countries.checks).toEqual({
    geoLocationCheck: {
      action: "allow",
      locations: [{ countryCode: "DE" }, { countryCode: "FR" }],
    },
  });
});

test("laptops may be of one system only, which then needs one path", () => {
  const macs = adminLaptops({ windowsBuild: false, securityAgent: { macPath: "/Agent" } });
  expect(macs.checks?.osVersionCheck).toEqual({ darwin: { minVersion: "13.0" } });
  expect(rulesFound(withChecks(macs))).toEqual([]);
  const forgotten = adminLaptops({ securityAgent: { macPath: "/Agent" } });
  expect(rulesFound(withChecks(forgotten))).toEqual(["posture-process-path"]);
});

test("any presets that leave a kind of device compose in a flow, and become checks of its policy", () => {
  const { servers: _servers, ...composable } = presets;
  fc.assert(
    fc.property(fc.subarray(Object.values(composable), { minLength: 1 }), (checks) => {
      const matrix = withChecks(...checks);
      expect(rulesFound(matrix)).toEqual([]);
      const { policies } = compile(matrix, "prod");
      expect(policies.find(({ key }) => key === "users-to-web")?.postureChecks).toEqual(
        checks.map(({ name }) => `${name}-prod`).sort(),
      );
    }),
  );
});

test("presets that no device passes at once are refused", () => {
  const together = withChecks(presets.servers, presets.laptops);
  expect(rulesFound(together)).toEqual(["posture-unsatisfiable"]);
});

test.each<[string, MatrixPostureCheck, RegExp]>([
  ["a version", minimumClient("latest"), /minVersion.*is not a version/],
  ["a prefix", corporateNetworks(["10.0.0.0/99"]), /is not a prefix/],
  ["no network", corporateNetworks([]), /name at least one range/],
  ["a country", allowedCountries(["Germany"]), /two-letter country code/],
  ["a country in small letters", allowedCountries(["de"]), /write it in capitals: DE/],
  ["no system", supportedSystems({}), /name at least one platform/],
])("%s that is none is a problem of the matrix", (_what, check, problem) => {
  expect(() => parseMatrix(withChecks(check))).toThrow(problem);
});
