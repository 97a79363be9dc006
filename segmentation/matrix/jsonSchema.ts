/** The form of a matrix file as JSON Schema, for editors. */
import * as z from "zod";
import { matrixSchema } from "./schema";

/**
 * The JSON Schema (draft 7, which editors' YAML support reads) of a matrix file. Name it in the first
 * line of a file, so that editors complete and check it:
 * `# yaml-language-server: $schema=../docs/matrix.schema.json`.
 */
export function matrixJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(matrixSchema, { io: "input", target: "draft-7" });
  return {
    ...schema,
    title: "Segmentation matrix",
    description: "Who may talk to whom for one application, in every environment.",
  };
}
