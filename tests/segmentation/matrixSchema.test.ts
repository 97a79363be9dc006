import type * as z from "zod";
import type { Matrix } from "../../segmentation";
import type { matrixSchema } from "../../segmentation/matrix/schema";

/** Whether two types are the same, optional fields included. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Read = z.infer<typeof matrixSchema>;
type Written = z.input<typeof matrixSchema>;

// Compiled by `npm run check`: a field that only one of the two knows is an error here.
const readIsMatrix: Same<Read, Matrix> = true;
const scopesAreTheSame: Same<Read["scopes"], Matrix["scopes"]> = true;
const flowsAreTheSame: Same<Read["flows"], Matrix["flows"]> = true;
const aSingleNameIsEnough: Written["flows"][number]["from"] = "peer-devops";

test("what the schema reads is a Matrix, and a list may be written as one text", () => {
  expect([readIsMatrix, scopesAreTheSame, flowsAreTheSame]).toEqual([true, true, true]);
  expect(aSingleNameIsEnough).toBe("peer-devops");
});
