import js from "@eslint/js";
import tseslint from "typescript-eslint";

/**
 * Which folders a folder may import from, besides itself. Imports go one way (CONTRIBUTING.md):
 * stacks → components → provider, segmentation; the sandbox is the other side of the wire.
 * An entry may name single files of a folder.
 */
const mayImport = {
  segmentation: [],
  provider: [
    "segmentation/names",
    "segmentation/ports",
    "segmentation/rules",
    "segmentation/casing",
    "segmentation/addresses",
    "segmentation/postureChecks",
    "segmentation/referenceText",
    "segmentation/allToAll",
    "segmentation/broadAccess",
    "segmentation/fromNetBird",
    "segmentation/liveAccount",
    "segmentation/replacement",
  ],
  components: ["provider", "segmentation"],
  policies: ["segmentation"],
  discovery: ["segmentation"],
  sandbox: [],
  commands: ["provider", "components", "discovery", "segmentation", "sandbox"],
  bench: ["sandbox", "commands", "discovery", "segmentation"],
  stacks: [],
};

const importDirections = Object.entries(mayImport).map(([folder, allowed]) => {
  const patterns = Object.keys(mayImport)
    .filter((other) => other !== folder && !allowed.includes(other))
    .map((other) => {
      const files = allowed.filter((a) => a.startsWith(`${other}/`)).map((a) => a.split("/")[1]);
      const except = files.length > 0 ? `(?!(${files.join("|")})$)` : "";
      return {
        regex: `^(\\.\\./)+${other}/${except}`,
        message: `${folder}/ must not import from ${other}/; see "Import directions" in CONTRIBUTING.md.`,
      };
    });
  // The AWS side has one entry, and only components compose it.
  if (folder !== "components") {
    patterns.push({
      regex: "^(\\.\\./)+components/aws(/|$)",
      message: `${folder}/ must not import from components/aws/; see "Import directions" in CONTRIBUTING.md.`,
    });
  }
  const outward = folder === "stacks" ? "^\\.\\./" : "^(\\.\\./)+index(\\.js)?$";
  patterns.push({
    regex: outward,
    message: `${folder}/ must not import the public index by path; see "Import directions" in CONTRIBUTING.md.`,
  });
  return {
    files: [`${folder}/**/*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns }] },
  };
});

/** Which folders of provider/ a folder of it may import from, besides itself: each stands on those before it. */
const providerLayers = {
  api: [],
  lifecycle: ["api"],
  objects: ["api", "lifecycle"],
  inspection: ["api", "lifecycle", "objects"],
  steps: ["api", "lifecycle", "objects"],
};

const layerDirections = Object.entries(providerLayers).map(([layer, allowed]) => ({
  files: [`provider/${layer}/*.ts`],
  regex: `^\\.\\./(?!\\.\\./|(${allowed.join("|") || "-"})/)`,
  message: `provider/${layer}/ must not import this; see "Import directions" in CONTRIBUTING.md.`,
}));

/** Files that may import nothing of ours at all, not even of their own folder's parents. */
const alone = [
  ...layerDirections,
  {
    files: ["components/aws/failover/*.ts"],
    regex: "^\\.",
    message: "The Lambda is uploaded as one file: it must not import another of ours.",
  },
  {
    files: ["sandbox/aws/*.ts"],
    regex: "^\\.\\./",
    message:
      'sandbox/aws/ must not import from outside; see "Import directions" in CONTRIBUTING.md.',
  },
  {
    files: ["components/*.ts"],
    regex: "^\\./aws/",
    message: "Components import components/aws/ by its index; the contract is there.",
  },
].map(({ files, regex, message }) => ({
  files,
  rules: {
    "@typescript-eslint/no-restricted-imports": ["error", { patterns: [{ regex, message }] }],
  },
}));

const pureModel = {
  files: ["segmentation/**/*.ts"],
  rules: {
    "no-restricted-globals": [
      "error",
      { name: "process", message: "segmentation/ is pure: pass what it needs as an argument." },
      { name: "fetch", message: "segmentation/ is pure: no network." },
    ],
    "@typescript-eslint/no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: ["@pulumi/*", "axios*", "node:*", "fs", "fs/*", "http", "https"],
            message: "segmentation/ is pure: no Pulumi, no HTTP, no disk.",
          },
        ],
      },
    ],
  },
};

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "coverage/", "tests/fixtures/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "ImportDeclaration[source.value='zod'] ImportSpecifier[imported.name='z']",
          message:
            'import * as z from "zod": scripts/bundle.mjs can leave out what is not called, forty languages of messages among it.',
        },
      ],
    },
  },
  {
    files: ["**/*.{mjs,cjs}"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", module: "readonly", URL: "readonly" },
    },
  },
  ...importDirections,
  ...alone,
  pureModel,
);
