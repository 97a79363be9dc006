import { createHash } from "node:crypto";
import entry from "../../../provider/entry";
import { providerLine } from "../../../provider/lifecycle/resource";

/**
 * The line is in the state of every user's resources. If this test fails, an upgrade of the library
 * would show every resource of every user as changed: put the line back.
 */
test("the provider's line in state never changes", () => {
  const hash = createHash("sha256").update(providerLine("Group", false)).digest("hex");
  expect(hash).toBe("3456cc5728c9ad76fe1a3d96f3bec01f63785d3599923a4cf58aefbc03dc5309");
  // That of a resource with an explicit provider says so, and else the same.
  expect(providerLine("Group", true).replace("explicit.", "")).toBe(providerLine("Group", false));
});

const { explicit, ...others } = entry;

test.each([
  ["is short and names an export of the entry", others, false],
  ["does so with an explicit provider", explicit, true],
])("the line %s", (_does, handlers, isExplicit) => {
  expect(Object.keys(handlers)).toEqual(Object.keys(others));
  for (const [kind, handler] of Object.entries(handlers)) {
    // What the SDK calls on a provider.
    for (const method of ["check", "diff", "create", "read", "update", "delete"]) {
      expect(handler).toHaveProperty(method, expect.any(Function));
    }
    const line = providerLine(kind, isExplicit);
    expect(line.length).toBeLessThanOrEqual(200);
    expect(line.endsWith(`${isExplicit ? ".explicit" : ""}.${kind}`)).toBe(true);
  }
});

test("the handlers of an explicit provider take nothing from the environment", async () => {
  const { NB_PAT, NB_MANAGEMENT_URL } = process.env;
  Object.assign(process.env, { NB_PAT: "nbp_env", NB_MANAGEMENT_URL: "http://127.0.0.1:9" });
  try {
    const config = new Map([["netbird:managementUrl", "https://nb2.example.com"]]);
    const request = { config: { get: (key: string) => config.get(key) } };
    await explicit.Group!.configure(request as never);
    const asked = explicit.Group!.check({}, { name: "peer-x" });
    expect((await asked).failures.map(({ reason }) => reason)).toEqual([
      "The explicit provider's netbird:token has no value, and nothing is taken from the environment or the stack instead. " +
        "Read what it is given with `require` and `requireSecret`, so that the program stops where it is not set.",
    ]);
  } finally {
    restore({ NB_PAT, NB_MANAGEMENT_URL });
  }
});

function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
