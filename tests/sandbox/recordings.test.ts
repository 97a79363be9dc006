import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startNetBirdSandbox } from "../../sandbox/netbird";
import type { NetBirdSandbox } from "../../sandbox/netbird";
import { replay } from "./replay";
import type { Scenario } from "./replay";

const file = join(__dirname, "../fixtures/netbirdRecordings.json");
const scenarios = JSON.parse(readFileSync(file, "utf8")) as Scenario[];

describe("recordings of a real server", () => {
  let sandbox: NetBirdSandbox;
  beforeAll(async () => {
    sandbox = await startNetBirdSandbox();
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await fetch(`${sandbox.managementUrl}/sandbox/reset`, { method: "POST" });
  });

  test("are all there", () => {
    expect(scenarios).toHaveLength(65);
    expect(scenarios.flatMap(({ steps }) => steps).length).toBeGreaterThan(800);
  });

  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    async (_name, scenario) => {
      expect(await replay(scenario, sandbox.managementUrl, sandbox.token)).toEqual([]);
    },
  );
});
