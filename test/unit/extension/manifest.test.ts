// package.json's contributions against the code, the files and the translations that they speak of.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { COMMAND_IDS } from "../../../src/extension/commandIds";
import { VIEW_TYPES } from "../../../src/extension/panels/subject";
import { TOOL_NAMES, type ToolName, TOOLS } from "../../../src/protocol/tools/definitions";
import { NUMBER_FIELDS } from "../../../src/extension/wizard/fields";

const root = resolve(import.meta.dirname, "../../..");
const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), "utf8"));

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly scope?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
  readonly markdownDescription?: string;
}

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string };
    readonly virtualWorkspaces: { readonly supported: boolean };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly category: string;
      readonly icon?: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly views: Readonly<
      Record<string, readonly { readonly id: string; readonly icon: string }[]>
    >;
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Property>> }[];
    readonly jsonValidation: readonly { readonly url: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: Media }[];
    }[];
  };
}

/** A step shows a drawing, or a picture for each kind of theme. */
interface Media {
  readonly svg?: string;
  readonly image?: Readonly<Record<"light" | "dark" | "hc" | "hcLight", string>>;
}

function picturesOf({ svg, image }: Media): string[] {
  return [svg, ...Object.values(image ?? {})].filter((file) => file !== undefined);
}

const manifest = read("package.json") as Manifest;
const { contributes } = manifest;
const text = JSON.stringify(manifest);
const english = read("package.nls.json") as Record<string, string>;
const spanish = read("package.nls.es.json") as Record<string, string>;
const properties = Object.fromEntries(
  contributes.configuration.flatMap((group) => Object.entries(group.properties)),
);

const sources = readdirSync(join(root, "src/extension"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(root, "src/extension", name), "utf8"))
  .join("\n");

const placeholders = (message: string): readonly string[] =>
  [...message.matchAll(/\{\w+\}/g)].map(([placeholder]) => placeholder).sort();
const commandLinks = (message: string): readonly string[] =>
  [...message.matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id ?? "").sort();

describe("the manifest", () => {
  it("has exactly the commands of the code, each with category and icon", () => {
    const ids = contributes.commands.map(({ command }) => command);
    assert.deepEqual([...ids].sort(), [...COMMAND_IDS].sort());
    for (const { command, category, icon } of contributes.commands) {
      assert.equal(category, "Pupil", command);
      assert.match(icon ?? "", /^\$\([\w-]+\)$/, command);
    }
  });

  it("names only its own commands in menus, and all of them somewhere", () => {
    const known = new Set<string>(COMMAND_IDS);
    const entries = Object.values(contributes.menus).flat();
    assert.deepEqual(
      entries.filter(({ command }) => !known.has(command)),
      [],
    );
  });

  it("asks only for context keys that the code sets", () => {
    const conditions = JSON.stringify(contributes).matchAll(/"(?:when|enablement)":"([^"]*)"/g);
    const views = Object.values(contributes.views).flatMap((all) => all.map(({ id }) => id));
    const known = new Set<string>([...views, ...Object.values(VIEW_TYPES), "pupil.picture"]);
    const asked = [...conditions].flatMap(
      ([, condition = ""]) => condition.match(/pupil\.\w+/g) ?? [],
    );
    const keys = asked.filter((key) => !known.has(key) && key !== "pupil.json");
    assert.notEqual(keys.length, 0);
    for (const key of new Set(keys)) assert.ok(sources.includes(`this.set("${key}"`), key);
  });

  it("lets no command that reads or trains run in an untrusted workspace", () => {
    const trusted = contributes.commands
      .filter(({ enablement = "" }) => enablement.includes("isWorkspaceTrusted"))
      .map(({ command }) => command);
    for (const name of [
      "createSample",
      "addDataset",
      "scan",
      "augment",
      "clean",
      "excludePicture",
      "includePictures",
      "newRun",
      "trainFromFile",
      "resume",
      "addWeights",
      "downloadWeights",
      "removeWeights",
    ]) {
      assert.ok(trusted.includes(`pupil.${name}`), name);
    }
    for (const name of ["evaluate", "classifyPicture", "classifyWith", "deleteRun"]) {
      assert.ok(trusted.includes(`pupil.${name}`), name);
    }
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
    assert.deepEqual(manifest.extensionKind, ["workspace"]);
  });

  it("wakes up for every kind of panel and for traces of Pupil, not for everything", () => {
    for (const viewType of Object.values(VIEW_TYPES)) {
      assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${viewType}`), viewType);
    }
    assert.deepEqual(
      manifest.activationEvents.filter((event) => /^(\*|onStartupFinished)$/.test(event)),
      [],
    );
  });

  it("names files that are there", () => {
    const files = [
      manifest.icon,
      ...Object.values(contributes.views).flatMap((views) => views.map(({ icon }) => icon)),
      ...contributes.jsonValidation.map(({ url }) => url),
      ...contributes.walkthroughs.flatMap(({ steps }) =>
        steps.flatMap(({ media }) => picturesOf(media)),
      ),
    ];
    assert.deepEqual(
      files.filter((file) => !existsSync(join(root, file))),
      [],
    );
  });

  it("has settings with scope, description and the wizard's limits, all of them used", () => {
    for (const [id, property] of Object.entries(properties)) {
      assert.ok(property.scope && property.markdownDescription && "default" in property, id);
      const name = id.split(".").at(-1) ?? "";
      assert.match(sources, new RegExp(`get(<.*>)?\\("(\\w+\\.)?${name}"`), `${id} is not read`);
    }
    for (const [name, limits] of Object.entries(NUMBER_FIELDS)) {
      const { maximum, multipleOf, minimum = 0 } = properties[`pupil.training.${name}`] ?? {};
      assert.equal(maximum, limits.maximum, name);
      assert.equal(multipleOf, limits.multipleOf, name);
      if (limits.isWhole) assert.equal(minimum, limits.minimum, name);
    }
  });
});

describe("the manifest's texts", () => {
  const used = [...text.matchAll(/%([\w.]+)%/g)].map(([, key]) => key ?? "");

  it("are all there, and none too many", () => {
    assert.deepEqual([...new Set(used)].sort(), Object.keys(english).sort());
  });

  it("have Spanish translations with the same links", () => {
    assert.deepEqual(Object.keys(spanish), Object.keys(english));
    for (const [key, message] of Object.entries(english)) {
      assert.deepEqual(commandLinks(spanish[key] ?? ""), commandLinks(message), key);
    }
  });

  it("link to commands that there are", () => {
    const links = Object.values(english).flatMap(commandLinks);
    const ours = links.filter((id) => id.startsWith("pupil."));
    assert.deepEqual(
      ours.filter((id) => !COMMAND_IDS.some((known) => known === id)),
      [],
    );
  });
});

describe("the texts of extension and dashboards", () => {
  it("are collected, and each has a Spanish translation", () => {
    const script = join(root, "scripts/l10n.mjs");
    execFileSync(process.execPath, ["--import", "tsx", script, "--check"], {
      cwd: root,
      stdio: "pipe",
    });
  });

  it("keep their placeholders in translation", () => {
    const translations = read("l10n/bundle.l10n.es.json") as Record<string, string>;
    for (const [message, translation] of Object.entries(translations)) {
      assert.deepEqual(placeholders(translation), placeholders(message), message);
    }
  });
});

describe("the manifest's language-model tools", () => {
  interface Tool extends Readonly<Record<string, unknown>> {
    readonly name: string;
    readonly modelDescription: string;
    readonly inputSchema: unknown;
    readonly when?: string;
    readonly toolReferenceName: string;
  }
  const { contributes } = read("package.json") as {
    readonly contributes: { readonly languageModelTools: readonly Tool[] };
  };

  it("are those that the code has, as MCP's clients get them", () => {
    const declared = contributes.languageModelTools.map(
      ({ name, modelDescription, inputSchema }) => ({ name, modelDescription, inputSchema }),
    );
    const defined = TOOL_NAMES.map((name) => {
      const { description: modelDescription, inputSchema } = TOOLS[name];
      return { name, modelDescription, inputSchema };
    });
    assert.deepEqual(declared, defined);
  });

  it("that change something are for trusted workspaces alone", () => {
    for (const { name, when } of contributes.languageModelTools) {
      const { onlyLooks } = TOOLS[name as ToolName];
      if (!onlyLooks) assert.equal(when, "isWorkspaceTrusted", name);
    }
  });
});
