import type { Collection } from "../../../provider/api/account";
import { ApiError } from "../../../provider/api/errors";
import type { Arguments, CheckContext } from "../../../provider/lifecycle/kind";
import { placeProblems } from "../../../provider/objects/countries";
import { create, expectNothingToDo, failure, problems, update, useTestAccount } from "../account";

const account = useTestAccount();

const args = {
  name: "admin-laptops",
  description: "Laptops of administrators",
  checks: {
    nbVersionCheck: { minVersion: "0.45.0" },
    osVersionCheck: { darwin: { minVersion: "13.0" }, linux: { minKernelVersion: "5.15" } },
    geoLocationCheck: {
      action: "allow",
      locations: [{ countryCode: "DE" }, { countryCode: "CY", cityName: "Protaras" }],
    },
    peerNetworkRangeCheck: { action: "deny", ranges: ["192.168.1.0/24", "10.1.1.1"] },
    processCheck: {
      processes: [{ macPath: "/Applications/Agent.app", windowsPath: "C:\\agent.exe" }],
    },
  },
};

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test.each<[string, object, string]>([
  ["no check", {}, "checks: give at least one check"],
  [
    "a version that is none",
    { nbVersionCheck: { minVersion: "new" } },
    "checks.nbVersionCheck.minVersion: is not a version",
  ],
  [
    "a version with a part that is empty",
    { nbVersionCheck: { minVersion: "1.2.3-..a" } },
    "checks.nbVersionCheck.minVersion: is not a version",
  ],
  ["no platform", { osVersionCheck: {} }, "checks.osVersionCheck: name at least one platform"],
  [
    "a kernel where a version belongs",
    { osVersionCheck: { darwin: { minKernelVersion: "5" } } },
    "checks.osVersionCheck.darwin",
  ],
  [
    "a country of three letters",
    { geoLocationCheck: { action: "allow", locations: [{ countryCode: "DEU" }] } },
    "checks.geoLocationCheck.locations[0].countryCode: is not a two-letter",
  ],
  [
    "a country in small letters, which the server would never find",
    { geoLocationCheck: { action: "deny", locations: [{ countryCode: "kp" }] } },
    "checks.geoLocationCheck.locations[0].countryCode: write it in capitals: KP",
  ],
  [
    "a country that is called otherwise",
    {
      geoLocationCheck: {
        action: "deny",
        locations: [{ countryCode: "FR" }, { countryCode: "UK" }],
      },
    },
    "checks.geoLocationCheck.locations[1].countryCode: the server knows no country UK, so that no device would be in it. Write GB for United Kingdom.",
  ],
  [
    "a country that there is not",
    { geoLocationCheck: { action: "allow", locations: [{ countryCode: "XX" }] } },
    "checks.geoLocationCheck.locations[0].countryCode: the server knows no country XX, so that no device would be in it. Write a country's ISO 3166-1",
  ],
  [
    "no location",
    { geoLocationCheck: { action: "allow", locations: [] } },
    "checks.geoLocationCheck.locations: name at least one",
  ],
  [
    "an unknown action",
    { peerNetworkRangeCheck: { action: "block", ranges: ["10.0.0.0/8"] } },
    "checks.peerNetworkRangeCheck.action",
  ],
  [
    "a prefix that is none",
    { peerNetworkRangeCheck: { action: "deny", ranges: ["10.0.0.0/33"] } },
    "checks.peerNetworkRangeCheck.ranges[0]: is not a prefix",
  ],
  [
    "an address beside itself as a prefix",
    { peerNetworkRangeCheck: { action: "deny", ranges: ["10.1.1.1", "10.1.1.1/32"] } },
    "checks.peerNetworkRangeCheck.ranges[1]: repeats checks.peerNetworkRangeCheck.ranges[0]",
  ],
  [
    "a range beside itself with host bits",
    { peerNetworkRangeCheck: { action: "deny", ranges: ["10.0.0.0/8", "10.1.0.0/8"] } },
    "checks.peerNetworkRangeCheck.ranges[1]: repeats checks.peerNetworkRangeCheck.ranges[0]",
  ],
  [
    "no process",
    { processCheck: { processes: [] } },
    "checks.processCheck.processes: name at least one",
  ],
  [
    "a process without a path",
    { processCheck: { processes: [{}] } },
    "checks.processCheck.processes[0]: give the path",
  ],
  ["an unknown check", { diskEncryption: {} }, "checks: "],
])("check refuses %s", async (_what, checks, expected) => {
  const found = await problems(account.provider().PostureCheck, { ...args, checks });
  expect(found[0]).toContain(expected);
});

test("check lets unknown values pass, anywhere", async () => {
  const { PostureCheck } = account.provider();
  const inside = {
    nbVersionCheck: { minVersion: unknown },
    osVersionCheck: unknown,
    processCheck: { processes: [unknown] },
    geoLocationCheck: {
      action: "deny",
      locations: [
        unknown,
        { countryCode: unknown, cityName: "Atlantis" },
        { countryCode: "CY", cityName: unknown },
      ],
    },
  };
  const places = { geoLocationCheck: { action: "deny", locations: unknown } };
  expect(await problems(PostureCheck, { ...args, checks: unknown })).toEqual([]);
  expect(await problems(PostureCheck, { ...args, checks: inside })).toEqual([]);
  expect(await problems(PostureCheck, { ...args, checks: places })).toEqual([]);
});

test("the server holds every kind of check, and reading back changes nothing", async () => {
  const { PostureCheck } = account.provider();
  const { id, outs } = await create(PostureCheck, args);
  expect(await account.api("GET", `/posture-checks/${id}`)).toMatchObject({
    name: "admin-laptops",
    checks: {
      nb_version_check: { min_version: "0.45.0" },
      os_version_check: { darwin: { min_version: "13.0" }, linux: { min_kernel_version: "5.15" } },
      geo_location_check: { action: "allow" },
      peer_network_range_check: { action: "deny", ranges: ["192.168.1.0/24", "10.1.1.1/32"] },
      process_check: { processes: [{ linux_path: "", mac_path: "/Applications/Agent.app" }] },
    },
  });
  const { inputs } = await PostureCheck.check({}, args);
  expect(await PostureCheck.diff(id, outs, inputs)).toMatchObject({ changes: false });
  expect((await account.provider().PostureCheck.read(id, outs)).props).toEqual(outs);
});

test.each<[string, object]>([
  ["a lower version", { ...args.checks, nbVersionCheck: { minVersion: "0.1.0" } }],
  ["one check less", { nbVersionCheck: args.checks.nbVersionCheck }],
  [
    "another action",
    { ...args.checks, peerNetworkRangeCheck: { action: "allow", ranges: ["192.168.1.0/24"] } },
  ],
])("%s behind our back is shown and repaired in place", async (_what, checks) => {
  const { PostureCheck } = account.provider();
  const { id, outs } = await create(PostureCheck, args);
  const other = (await create(account.provider().PostureCheck, { ...args, name: "other", checks }))
    .id;
  const { checks: weakened } = await account.api<{ checks: object }>(
    "GET",
    `/posture-checks/${other}`,
  );
  await account.api("PUT", `/posture-checks/${id}`, {
    name: args.name,
    description: args.description,
    checks: weakened,
  });
  const read = await account.provider().PostureCheck.read(id, outs);
  expect(read.props).not.toEqual(outs);
  const { inputs } = await PostureCheck.check({}, args);
  expect(await PostureCheck.diff(id, read.props as Arguments, inputs)).toMatchObject({
    changes: true,
    replaces: [],
  });
  await PostureCheck.update(id, read.props as Arguments, inputs);
  expect((await account.provider().PostureCheck.read(id, outs)).props).toEqual(outs);
});

test("a policy refers to it by name or id, and keeps it from deletion", async () => {
  const { PostureCheck, Policy } = account.provider();
  const { id, outs } = await create(PostureCheck, args);
  const policy = {
    name: "guarded",
    protocol: "tcp",
    ports: ["443"],
    sources: [{ name: "All" }],
    destinations: [{ name: "All" }],
    sourcePostureChecks: [{ name: "admin-laptops" }],
  };
  const guarded = await create(Policy, policy);
  expect(await account.api("GET", `/policies/${guarded.id}`)).toMatchObject({
    source_posture_checks: [id],
  });
  await expect(PostureCheck.delete(id, outs)).rejects.toThrow(
    /the policy "guarded" \(\w+\) still requires it. Remove it from that policy's sourcePostureChecks/,
  );
  await Policy.delete(guarded.id, guarded.outs);
  await PostureCheck.delete(id, outs);
  await PostureCheck.delete(id, outs);
  expect(await account.named("posture-checks", "admin-laptops")).toEqual([]);
});

describe("a check that cannot go", () => {
  const guard = (name: string, sourcePostureChecks: object[]) => ({
    ...{ name, protocol: "tcp", ports: [443], sourcePostureChecks },
    ...{ sources: [{ name: "All" }], destinations: [{ name: "All" }] },
  });

  test("names every policy that holds it as it is called, with its id", async () => {
    const { PostureCheck, Policy } = account.provider();
    const { id, outs } = await create(PostureCheck, args);
    const one = await create(Policy, guard("PolX", [{ id }]));
    await create(Policy, guard("Free", []));
    expect(await failure(PostureCheck.delete(id, outs))).toBe(
      `Cannot delete posture check "admin-laptops": the policy "PolX" (${one.id}) still requires it. ` +
        "Remove it from that policy's sourcePostureChecks first.",
    );
    const two = await create(Policy, guard("PolY", [{ id }]));
    expect(await failure(PostureCheck.delete(id, outs))).toContain(
      `the policies "PolX" (${one.id}), "PolY" (${two.id}) still require it. Remove it from their`,
    );
  });

  test("keeps the server's words where the policies are not told", async () => {
    const { PostureCheck, Policy } = account.provider();
    const { id, outs } = await create(PostureCheck, args);
    await create(Policy, guard("PolX", [{ id }]));
    await account.fail({ kind: "other-json", method: "GET", path: "/policies", times: 9 });
    expect(await failure(PostureCheck.delete(id, outs))).toContain(
      'the policy "polx" still requires it.',
    );
  });
});

test("a taken name is refused, and adopted on request", async () => {
  const { id } = await account.api("POST", "/posture-checks", {
    name: args.name,
    checks: { nb_version_check: { min_version: "0.1" } },
  });
  await expect(create(account.provider().PostureCheck, args)).rejects.toThrow(
    /exists already.*adopt/,
  );
  const adopted = await create(account.provider().PostureCheck, { ...args, adopt: true });
  expect(adopted.id).toBe(id);
  expect((await account.provider().PostureCheck.read(id, adopted.outs)).props).toEqual(
    adopted.outs,
  );
});

test.each(["reset-after", "timeout-after", "invalid-json", "502-html"] as const)(
  "exactly one is made when the answer is lost (%s)",
  async (kind) => {
    await account.fail({ kind, method: "POST" });
    const { PostureCheck } = account.provider({ "netbird:requestTimeout": 1 });
    const { id } = await create(PostureCheck, args);
    expect(await account.named("posture-checks", args.name)).toEqual([
      expect.objectContaining({ id }),
    ]);
  },
);

test("the spelling of IPv6 ranges is no change", async () => {
  const { PostureCheck } = account.provider();
  const ranges = ["2001:DB8:0::/32", "2001:0db8::1"];
  const wanted = { ...args, checks: { peerNetworkRangeCheck: { action: "allow", ranges } } };
  const made = await create(PostureCheck, wanted);
  expect(await account.api("GET", `/posture-checks/${made.id}`)).toMatchObject({
    checks: { peer_network_range_check: { ranges: ["2001:db8::/32", "2001:db8::1/128"] } },
  });
  const { inputs } = await PostureCheck.check({}, wanted);
  expect(await PostureCheck.diff(made.id, made.outs, inputs)).toMatchObject({ changes: false });
});

test("other spellings of versions and ranges are no change, and stay as they are on the server", async () => {
  const ranges = ["10.1.0.0/8", "2001:db8::5/32"];
  const theirs = {
    nb_version_check: { min_version: "v0.45" },
    os_version_check: { ios: { min_version: "16" }, windows: { min_kernel_version: "10.0" } },
    peer_network_range_check: { action: "deny", ranges },
  };
  const { id } = await account.api("POST", "/posture-checks", { name: "c", checks: theirs });
  const wanted = {
    name: "c",
    checks: {
      nbVersionCheck: { minVersion: "0.45.0" },
      osVersionCheck: { ios: { minVersion: "v16.0" }, windows: { minKernelVersion: "10.0.0" } },
      peerNetworkRangeCheck: { action: "deny", ranges: ["2001:DB8::/32", "10.0.0.0/8"] },
    },
  };
  const { PostureCheck } = account.provider();
  const made = await create(PostureCheck, { ...wanted, adopt: true });
  await expectNothingToDo(account.provider().PostureCheck, made, wanted);
  await update(account.provider().PostureCheck, made, { ...wanted, description: "x" });
  expect(await account.api("GET", `/posture-checks/${id}`)).toMatchObject({ checks: theirs });
  const higher = { ...wanted.checks, nbVersionCheck: { minVersion: "0.45.1" } };
  await update(account.provider().PostureCheck, made, { ...wanted, checks: higher });
  expect(await account.api("GET", `/posture-checks/${id}`)).toMatchObject({
    checks: { nb_version_check: { min_version: "0.45.1" } },
  });
});

test("a check of places is refused at preview by a server that knows none", async () => {
  await account.setGeolocation(false);
  const places = { geoLocationCheck: { action: "deny", locations: [{ countryCode: "CY" }] } };
  const { PostureCheck } = account.provider();
  expect(await problems(PostureCheck, { name: "places", checks: places })).toEqual([
    expect.stringMatching(/^checks\.geoLocationCheck: the server has no geolocation data/),
  ]);
  await expect(PostureCheck.create({ name: "places", checks: places })).rejects.toThrow(
    /geo location database is not initialized/i,
  );
  const versions = { nbVersionCheck: { minVersion: "0.45.0" } };
  const { id } = await create(PostureCheck, { name: "versions", checks: versions });
  expect(await account.named("posture-checks", "places")).toEqual([]);
  expect(await account.named("posture-checks", "versions")).toMatchObject([{ id }]);
});

test("countries that are none are a fault of the server's answer, and said so", async () => {
  await account.fail({ kind: "other-json", method: "GET", path: "/locations/countries", times: 9 });
  const checks = { geoLocationCheck: { action: "allow", locations: [{ countryCode: "DE" }] } };
  expect(await problems(account.provider().PostureCheck, { name: "eu", checks })).toEqual([
    expect.stringMatching(/Cannot list countries: .*the answer is not a list of objects/),
  ]);
});

describe("cities", () => {
  const check = (name: string, ...locations: object[]) => ({
    name,
    checks: { geoLocationCheck: { action: "allow", locations } },
  });
  const refused = { message: "no", remedy: "" };
  const city = (countryCode: string, cityName: string) => ({ countryCode, cityName });

  test("one that the server does not list for its country is refused, with a similar one", async () => {
    const { PostureCheck } = account.provider();
    const found = await problems(
      PostureCheck,
      check("places", city("CY", "Souni"), city("CY", "Protras"), city("CY", "souni")),
    );
    expect(found).toEqual([
      'checks.geoLocationCheck.locations[1].cityName: the server knows no city "Protras" in Cyprus (CY), so that no device would be in it. Did you mean "Protaras"?',
      expect.stringMatching(/^checks.*locations\[2\]\.cityName: .*Did you mean "Souni"\?$/),
    ]);
  });

  test("one like none is refused with those that there are", async () => {
    const { PostureCheck } = account.provider();
    expect(await problems(PostureCheck, check("places", city("GI", "Protaras")))).toEqual([
      expect.stringMatching(
        /in Gibraltar \(GI\), .* It lists Gibraltar; GET \/api\/locations\/countries\/GI\/cities tells all\./,
      ),
    ]);
  });

  test("where the server lists none, any is taken; in a country that there is not, none is looked for", async () => {
    const { PostureCheck } = account.provider();
    const { id } = await create(PostureCheck, check("berlin", city("DE", "Berlin")));
    expect(await account.api("GET", `/posture-checks/${id}`)).toMatchObject({
      checks: {
        geo_location_check: { locations: [{ country_code: "DE", city_name: "Berlin" }] },
      },
    });
    await account.requests();
    expect(await problems(PostureCheck, check("nowhere", city("XX", "Atlantis")))).toEqual([
      expect.stringMatching(/locations\[0\]\.countryCode: the server knows no country XX/),
    ]);
    expect((await account.requests()).filter((one) => one.endsWith("/cities"))).toEqual([]);
  });

  test.each([403, 404])(
    "a server that does not tell them (%i) has its countries judged",
    async (status) => {
      const objects = ({ path }: Collection) =>
        path.endsWith("/cities")
          ? Promise.reject(new ApiError({ action: "list", kind: "cities" }, { status, ...refused }))
          : Promise.resolve([{ id: "CY", name: "Cyprus" }]);
      const places = check("places", city("CY", "Atlantis"), { countryCode: "XX" });
      const context = { objects } as unknown as CheckContext;
      expect((await placeProblems(places, context)).map(({ property }) => property)).toEqual([
        "checks.geoLocationCheck.locations[1].countryCode",
      ]);
    },
  );

  test("each country is asked about once, whatever number of checks name it", async () => {
    const { PostureCheck } = account.provider();
    await account.requests();
    const wanted = Array.from({ length: 5 }, (_, index) =>
      check(
        `places-${index}`,
        city("CY", "Souni"),
        city("CY", "Protaras"),
        city("GI", "Gibraltar"),
      ),
    );
    await Promise.all(wanted.map((args) => PostureCheck.check({}, args)));
    const asked = (await account.requests()).filter((one) => one.includes("/locations/"));
    expect(asked.sort()).toEqual([
      "GET /api/locations/countries",
      "GET /api/locations/countries/CY/cities",
      "GET /api/locations/countries/GI/cities",
    ]);
  });
});
