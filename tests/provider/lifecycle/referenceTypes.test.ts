/** What may stand for an object; `npm run check` is what tests it, because tests run without types. */
import type { ReferenceArg } from "../../../provider/lifecycle/reference";
import type { DnsZone, Group, Network, Peer, PostureCheck, User } from "../../../provider";

type Referred = DnsZone | Group | Network | Peer | PostureCheck | User;

test("every resource that others refer to is a reference", () => {
  const accepts = (references: ReferenceArg[]) => references.length;
  const resources: Referred[] = [];
  expect(accepts([...resources, "by name", { id: "by id" }])).toBe(2);
});
