import fc from "fast-check";
import { Overlap } from "../../segmentation/overlap";
import { Prefixes } from "../../segmentation/prefixes";
import { segmentation } from "./segmentations";

const of = (overlap: Overlap, group: string) =>
  Object.fromEntries(overlap.of(group).map((kin) => [kin.group, kin.within]));

test("members of a group are in the groups that it is declared to be in, at any depth", () => {
  const overlap = new Overlap(
    segmentation(
      [
        { name: "peer-devops", memberOf: ["peer-engineers"] },
        { name: "peer-engineers", memberOf: ["peer-staff"] },
        "peer-staff",
        "peer-guests",
      ],
      [],
    ),
  );
  expect(of(overlap, "peer-devops")).toEqual({
    "peer-devops": true,
    "peer-engineers": true,
    "peer-staff": true,
    All: true,
  });
  expect(of(overlap, "peer-staff")).toMatchObject({
    "peer-devops": false,
    "peer-engineers": false,
  });
  expect(of(overlap, "peer-guests")).toEqual({ "peer-guests": true, All: true });
});

test("a cycle of declarations ends", () => {
  const overlap = new Overlap(
    segmentation(
      [
        { name: "a", memberOf: ["b"] },
        { name: "b", memberOf: ["a"] },
      ],
      [],
    ),
  );
  expect(of(overlap, "a")).toEqual({ a: true, b: true, All: true });
});

test("live groups share the peers that are in both", () => {
  const overlap = new Overlap(
    segmentation(
      [
        { name: "a", members: ["1", "2"] },
        { name: "b", members: ["2", "3"] },
        { name: "c", members: ["2"] },
        { name: "All", members: ["1", "2", "3"] },
      ],
      [],
    ),
  );
  expect(of(overlap, "a")).toEqual({ a: true, b: false, c: false, All: true });
  expect(of(overlap, "c")).toEqual({ a: true, b: true, c: true, All: true });
});

test("an international name is the same in either of its forms", () => {
  const overlap = new Overlap(
    segmentation(
      [
        { name: "city", addresses: ["*.München.de"] },
        { name: "wiki", addresses: ["wiki.xn--mnchen-3ya.de"] },
        { name: "broken", addresses: ["wiki.xn--zz.münchen.de", "ü/x"] },
      ],
      [],
    ),
  );
  expect(of(overlap, "wiki")).toEqual({ wiki: true, city: true });
  expect(of(overlap, "broken")).toEqual({ broken: true });
});

test("addresses inside a range are in its group, which has no peers and so is not in All", () => {
  const overlap = new Overlap(
    segmentation(
      [
        { name: "vpc", addresses: ["10.10.0.0/16"] },
        { name: "db", addresses: ["10.10.1.5", "10.10.1.6/32"] },
        { name: "mixed", addresses: ["10.10.9.9", "192.0.2.1"] },
        { name: "corp", addresses: ["*.corp.internal"] },
        { name: "wiki", addresses: ["Wiki.Corp.internal"] },
        { name: "apex", addresses: ["corp.internal"] },
        { name: "v6", addresses: ["2001:DB8::/32"] },
        { name: "v6-host", addresses: ["2001:db8:0::1"] },
      ],
      [],
    ),
  );
  expect(of(overlap, "db")).toEqual({ db: true, vpc: true });
  expect(of(overlap, "mixed")).toEqual({ mixed: true, vpc: false });
  expect(of(overlap, "vpc")).toEqual({ vpc: true, db: false, mixed: false });
  expect(of(overlap, "wiki")).toEqual({ wiki: true, corp: true });
  expect(of(overlap, "apex")).toEqual({ apex: true });
  expect(of(overlap, "v6-host")).toEqual({ "v6-host": true, v6: true });
});

test("ranges contain exactly what arithmetic says", () => {
  const range = fc.tuple(fc.nat(0xffffffff), fc.integer({ min: 0, max: 32 }));
  const text = ([address, length]: [number, number]) =>
    `${[24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".")}/${length}`;
  const isInside = ([a, x]: [number, number], [b, y]: [number, number]) =>
    x >= y && (y === 0 || a >>> (32 - y) === b >>> (32 - y));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 20 }), range, (ranges, outer) => {
      const prefixes = new Prefixes<number>();
      ranges.forEach((each, index) => prefixes.add(text(each), index));
      const expected = ranges.flatMap((each, index) => (isInside(each, outer) ? [index] : []));
      expect(prefixes.inside(text(outer)).sort((a, b) => a - b)).toEqual(expected);
    }),
  );
});
