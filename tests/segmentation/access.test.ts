import fc from "fast-check";
import { accessOf, differences, formatAccess, fromNetBird, sameAccess } from "../../segmentation";
import type { LivePolicy, PolicyView } from "../../segmentation";

const groups = ["a", "b", "c"];
const policy: fc.Arbitrary<PolicyView> = fc.record({
  name: fc.constantFrom("p", "q", "r"),
  enabled: fc.boolean(),
  action: fc.constantFrom("accept", "drop"),
  bidirectional: fc.boolean(),
  protocol: fc.constantFrom("tcp", "udp"),
  ports: fc.uniqueArray(fc.integer({ min: 1, max: 9 }).map(String), { minLength: 1, maxLength: 4 }),
  portRanges: fc.constant([]),
  sources: fc.subarray(groups, { minLength: 1 }),
  destinations: fc.subarray(groups, { minLength: 1 }),
});
const policies = fc.array(policy, { maxLength: 5 });

test("nothing changes from a state to itself", () => {
  fc.assert(
    fc.property(policies, (list) => {
      const access = accessOf(list);
      expect(differences(access, access)).toEqual({ gained: [], lost: [] });
      expect(sameAccess(access, accessOf([...list].reverse()))).toBe(true);
    }),
  );
});

test("going back loses what going forth gained", () => {
  fc.assert(
    fc.property(policies, policies, (one, other) => {
      const [a, b] = [accessOf(one), accessOf(other)];
      const forth = differences(a, b);
      const back = differences(b, a);
      expect(back).toEqual({ gained: forth.lost, lost: forth.gained });
      expect(sameAccess(a, b)).toBe(forth.gained.length + forth.lost.length === 0);
    }),
  );
});

test("differences are told down to the port", () => {
  const view = (ports: string[]): PolicyView => ({
    name: "p",
    enabled: true,
    action: "accept",
    bidirectional: false,
    protocol: "tcp",
    ports,
    portRanges: [],
    sources: ["a"],
    destinations: ["b"],
  });
  const { gained, lost } = differences(
    accessOf([view(["80", "443"])]),
    accessOf([view(["443", "22"])]),
  );
  expect(gained.map(formatAccess)).toEqual(["a → b [TCP/22]"]);
  expect(lost.map(formatAccess)).toEqual(["a → b [TCP/80]"]);
  const opened = differences(accessOf([view(["443"])]), accessOf([view([])]));
  expect(opened.gained.map(formatAccess)).toEqual(["a → b [TCP/1-442,444-65535]"]);
});

test("disabled and dropping policies give no access; both directions count", () => {
  const base = { name: "p", protocol: "icmp", ports: [], portRanges: [] } as const;
  const ends = { sources: ["a"], destinations: ["b"] };
  const view = { ...base, ...ends, enabled: true, action: "accept", bidirectional: false };
  expect(
    accessOf([
      { ...view, enabled: false },
      { ...view, action: "drop" },
    ]),
  ).toEqual([]);
  expect(accessOf([{ ...view, bidirectional: true }]).map(formatAccess)).toEqual([
    "a → b [ICMP]",
    "b → a [ICMP]",
  ]);
  expect(accessOf([view], ["a"])).toEqual([]);
});

test("the API's policies are read as it writes them", () => {
  const live: LivePolicy = {
    name: "p",
    enabled: true,
    rules: [
      {
        enabled: true,
        action: "accept",
        bidirectional: false,
        protocol: "tcp",
        ports: ["443"],
        sources: [{ id: "1", name: "a" }],
        destinations: null,
        destinationResource: { id: "r1", type: "host" },
      },
    ],
  };
  expect(accessOf(fromNetBird({ policies: [live] }).policies).map(formatAccess)).toEqual([
    "a → host:r1 [TCP/443]",
  ]);
  const off = { ...live, rules: [{ ...live.rules[0]!, enabled: false }] };
  expect(accessOf(fromNetBird({ policies: [off] }).policies)).toEqual([]);
});
