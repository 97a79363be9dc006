/** Checks of resources that are no NetBird object, and so have no kind. */
import type * as z from "zod";
import type { Arguments, Problem } from "./kind";
import { shapeProblems } from "./shapeProblems";
import { withoutNulls } from "./state";

/** The arguments that a schema knows, without what the program leaves out. */
export function argumentsIn(schema: z.ZodObject, values: Arguments): Arguments {
  const given = Object.entries(withoutNulls(values) as Arguments).filter(
    ([name, value]) => name in schema.shape && value !== undefined,
  );
  return Object.fromEntries(given);
}

/** What a schema finds wrong; what is not known before the update passes. */
export function schemaProblems(schema: z.ZodObject, args: Arguments): Problem[] {
  return shapeProblems(schema, args, "this resource");
}
