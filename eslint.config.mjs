// Lint rules: strict, with types; the house's own rules (one door to each heavy library, no Math.random) carry their reason.
import js from "@eslint/js";
import tseslint from "typescript-eslint";

const doors = [
  { name: "sharp", message: "Import pictures through src/backend/dataset/image.ts." },
  {
    name: "onnxruntime-node",
    message: "Import the runtime through src/backend/engine/onnx/runtime.ts.",
  },
  { name: "uplot", message: "Import charts through webview/lib/chart.ts." },
  {
    name: "@vscode/webview-ui-toolkit",
    message: "Import controls through webview/lib/controls.ts.",
  },
];

/** The restricted imports, but for the door that the given file is. */
const restricted = (...allowed) => ({
  "no-restricted-imports": [
    "error",
    { paths: doors.filter((door) => !allowed.includes(door.name)) },
  ],
});

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "out/",
      "node_modules/",
      "test/fixtures/",
      ".vscode-web/",
      ".vscode-test/",
      "kernels/", // AssemblyScript, which has types of its own
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          "src/protocol/tsconfig.json",
          "src/backend/tsconfig.json",
          "src/extension/tsconfig.json",
          "webview/tsconfig.json",
          "test/tsconfig.json",
          "bench/tsconfig.json",
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "max-lines": ["error", 400],
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        {
          object: "Math",
          property: "random",
          message: "Use util/random.ts: every number comes from the seed.",
        },
      ],
      ...restricted(),
    },
  },
  { files: ["src/backend/dataset/image.ts"], rules: restricted("sharp") },
  // Drawing makes pictures and reads none: its door renders SVG, image.ts decodes photographs.
  { files: ["src/backend/dataset/draw/render.ts"], rules: restricted("sharp") },
  { files: ["src/backend/engine/onnx/runtime.ts"], rules: restricted("onnxruntime-node") },
  { files: ["webview/lib/chart.ts"], rules: restricted("uplot") },
  { files: ["webview/lib/controls.ts"], rules: restricted("@vscode/webview-ui-toolkit") },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-floating-promises": "off", // node:test's describe and it return promises that nobody awaits
      ...restricted("sharp", "onnxruntime-node"),
      "no-console": "off",
    },
  },
  { files: ["bench/**/*.ts"], rules: { "no-console": "off" } },
  // An exported network is run as anybody would run it.
  { files: ["test/oracle/export/standIn/run.mjs"], rules: restricted("onnxruntime-node") },
  { files: ["bench/data/growth.mjs"], rules: restricted("sharp") }, // turns and crops drawn pictures
  { files: ["**/*.mjs"], ...tseslint.configs.disableTypeChecked },
  { files: ["**/*.mjs"], rules: { "no-console": "off", "no-undef": "off" } },
);
