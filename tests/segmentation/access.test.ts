import { accessOf, formatAccess, fromNetBird } from "../../segmentation";
import type { LivePolicy } from "../../segmentation";

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
