// Writes the JSON Schema of matrix files, which ships with the package. Run it after a build.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);
const { matrixJsonSchema } = createRequire(import.meta.url)(
  fileURLToPath(new URL("dist/segmentation/matrix/jsonSchema.js", root)),
);
const target = fileURLToPath(new URL("docs/matrix.schema.json", root));
writeFileSync(target, `${JSON.stringify(matrixJsonSchema(), null, 2)}\n`);
