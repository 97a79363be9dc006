import type { Collection } from "../../../provider/api/account";
import * as collections from "../../../provider/api/collections";
import * as objects from "../../../provider";
import { kindsIn } from "../../../provider/lifecycle/kind";

/** Those that have one path, whatever the arguments are. */
const all = Object.values(collections).filter((one) => typeof one === "object") as Collection[];

test("each collection is written once", () => {
  const paths = all.map(({ path }) => path);
  expect(paths).toContain("/groups");
  expect([...new Set(paths)]).toEqual(paths);
});

test("every kind with one list has the collection that checks and look-ups ask for", () => {
  const kinds = kindsIn(objects).filter(({ path }) => typeof path === "string");
  expect(kinds.length).toBeGreaterThan(10);
  for (const { path, title, edition, objects: listIn } of kinds) {
    expect(all).toContainEqual({ path, title, edition, objects: listIn });
  }
});

test("no collection passes for a kind", () => {
  expect(kindsIn(collections)).toEqual([]);
});
