import fc from "fast-check";
import { sameInOrder, sameValue } from "../../../provider/lifecycle/equality";

test.each<[string, unknown, unknown]>([
  ["order of lists", ["a", "b"], ["b", "a"]],
  ["repetitions", ["a", "a"], ["a"]],
  ["absent and null", undefined, null],
  ["absent and empty list", undefined, []],
  ["absent and empty text", null, ""],
  ["absent and empty object", undefined, {}],
  ["numbers and their text", [80], ["80"]],
  ["references by id", { id: "1", name: "old" }, { id: "1", name: "new" }],
  [
    "names beside an id and a type",
    { id: "1", type: "host", name: "a" },
    { id: "1", type: "host" },
  ],
  ["absent fields", { a: 1, b: null }, { a: 1 }],
  ["order of fields", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["references in lists", [{ id: "2" }, { id: "1", name: "x" }], [{ id: "1" }, { id: "2" }]],
])("%s make no difference", (_what, a, b) => expect(sameValue(a, b)).toBe(true));

test.each<[string, unknown, unknown]>([
  ["values", "a", "b"],
  ["true and false", true, false],
  ["false and absent", false, undefined],
  ["zero and absent", 0, undefined],
  ["ids", { id: "1", name: "a" }, { id: "2", name: "a" }],
  ["types beside an id", { id: "1", type: "host" }, { id: "1", type: "peer" }],
  ["members", ["a"], ["a", "b"]],
  ["names without ids", { name: "a" }, { name: "b" }],
  ["nesting", [["a"], ["b"]], [["a", "b"]]],
  ["texts that look like lists", ["a,b"], ["a", "b"]],
])("different %s are different", (_what, a, b) => expect(sameValue(a, b)).toBe(false));

test.each<[string, unknown, unknown, boolean]>([
  ["another order", ["a", "b"], ["b", "a"], false],
  ["repetitions", ["a"], ["a", "a"], false],
  ["spellings of items", [{ port: 53, type: null }, "b"], [{ port: "53" }, "b"], true],
  ["absent and empty list", undefined, [], true],
])("where order counts: %s", (_what, a, b, same) => {
  expect(sameInOrder(a, b)).toBe(same);
  expect(sameInOrder(b, a)).toBe(same);
});

test("is reflexive and symmetric", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(sameValue(a, a)).toBe(true);
      expect(sameValue(a, b)).toBe(sameValue(b, a));
    }),
  );
});
