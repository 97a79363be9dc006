import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startNetBirdSandbox } from "../../sandbox/netbird";
import type { NetBirdSandbox } from "../../sandbox/netbird";
import { replay } from "./replay";
import type { Scenario } from "./replay";

const file = join(__dirname, "../fixtures/netbirdRecordings.json");
const scenarios = JSON.parse(readFileSync(file, "utf8")) as Scenario[];

/** Endpoints of kinds that the sandbox serves. */
const served =
  /^\/api\/(groups|policies|posture-checks|dns\/nameservers|setup-keys|peers|instance|does-not-exist)([/?]|$)/;

/** Scenarios that name other kinds only to show that something is not there. */
const replayable = scenarios.filter(({ steps }) =>
  steps.every(({ method, path }) => method.startsWith("@") || served.test(path)),
);

/** Steps that cannot be equal, with the reason. */
const different: Record<string, string> = {
  "peer-validation": "changes addresses and approval of peers, which come with the kind Peer",
  "peer-temporary-access": "temporary access is not served",
  "peer-put-ip-not-atomic": "changes addresses, which come with the kind Peer",
};

describe("recordings of a real server", () => {
  let sandbox: NetBirdSandbox;
  beforeAll(async () => {
    sandbox = await startNetBirdSandbox();
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await fetch(`${sandbox.managementUrl}/sandbox/reset`, { method: "POST" });
  });

  const cases = replayable.filter(({ name }) => !(name in different));

  test("cover the kinds that the sandbox has", () => {
    const names = cases.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["group-crud", "policy-crud", "setup-key-crud"]));
    expect(cases.length).toBeGreaterThanOrEqual(25);
  });

  test.each(cases.map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    async (_name, scenario) => {
      expect(await replay(scenario, sandbox.managementUrl, sandbox.token)).toEqual([]);
    },
  );
});
