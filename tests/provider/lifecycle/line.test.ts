import { createHash } from "node:crypto";
import entry from "../../../provider/entry";
import { providerLine } from "../../../provider/lifecycle/resource";

/**
 * The line is in the state of every user's resources. If this test fails, an upgrade of the library
 * would show every resource of every user as changed: put the line back.
 */
test("the provider's line in state never changes", () => {
  const hash = createHash("sha256").update(providerLine("Group")).digest("hex");
  expect(hash).toBe("3456cc5728c9ad76fe1a3d96f3bec01f63785d3599923a4cf58aefbc03dc5309");
});

test("the line is short and names an export of the entry", () => {
  for (const [kind, handler] of Object.entries(entry)) {
    // What the SDK calls on a provider.
    for (const method of ["check", "diff", "create", "read", "update", "delete"]) {
      expect(handler).toHaveProperty(method, expect.any(Function));
    }
    expect(providerLine(kind).length).toBeLessThanOrEqual(200);
    expect(providerLine(kind)).toMatch(new RegExp(`\\.${kind}$`));
  }
});
