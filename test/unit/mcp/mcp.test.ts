// `pupil mcp` as a client of the protocol's own SDK sees it, over the pipes of a real process.
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type Progress } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { TOOLS } from "../../../src/protocol/tools/definitions";
import { temporaryFolder } from "../dataset/support";
import { trainedRun } from "../serve/support";
import { drawShades } from "../train/pictures";

/** A tool's answer, read from its text. */
interface Said {
  readonly isError: boolean;
  readonly value: Record<string, unknown>;
}

class Assistant {
  private readonly client = new Client({ name: "test", version: "1.0.0" });

  async start(...args: readonly string[]): Promise<void> {
    await this.client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: ["--import", "tsx", "src/backend/cli.ts", "mcp", ...args],
        env: { ...process.env, PUPIL_WEIGHTS_FOLDER: join(args[0]!, "weights") },
      }),
    );
  }

  async tools() {
    return (await this.client.listTools()).tools;
  }

  async use(name: string, args: Record<string, unknown>): Promise<Said> {
    const { content, isError } = await this.client.callTool({ name, arguments: args });
    const [first] = content as { readonly text: string }[];
    return {
      isError: isError === true,
      value: JSON.parse(first!.text) as Record<string, unknown>,
    };
  }

  async progressOf(name: string, args: Record<string, unknown>): Promise<Progress[]> {
    const reports: Progress[] = [];
    const onprogress = (report: Progress) => void reports.push(report);
    await this.client.callTool({ name, arguments: args }, { onprogress });
    return reports;
  }

  async refusedWith(code: string, name: string, args: Record<string, unknown>): Promise<void> {
    const { isError, value } = await this.use(name, args);
    assert.equal(isError, true);
    assert.equal((value["error"] as { code: string }).code, code, JSON.stringify(value));
  }

  async stop(): Promise<void> {
    await this.client.close();
  }
}

describe("pupil mcp", () => {
  const outside = temporaryFolder();
  const root = temporaryFolder();
  const assistant = new Assistant();
  let run: string;

  before(async () => {
    run = await trainedRun(root);
    await drawShades(join(outside, "others"), 2);
    symlinkSync(join(outside, "others"), join(root, "link"));
    await assistant.start(root);
  });
  after(async () => {
    await assistant.stop();
  });

  it("offers the tools as they are defined, and none that trains", async () => {
    const tools = await assistant.tools();
    const looking = Object.entries(TOOLS).filter(([, { onlyLooks }]) => onlyLooks);
    assert.deepEqual(
      tools.map(({ name }) => name),
      looking.map(([name]) => name),
    );
    for (const [index, [, { description, inputSchema }]] of looking.entries()) {
      assert.equal(tools[index]!.description, description);
      const { properties, required, additionalProperties } = tools[index]!.inputSchema;
      assert.deepEqual(
        { type: "object", properties, required, additionalProperties },
        structuredClone(inputSchema),
      );
    }
  });

  it("scans, lists, reads, evaluates and classifies", async () => {
    const { value: dataset } = await assistant.use("pupil_scan_dataset", { dataset: "shades" });
    assert.equal(dataset["pictures"], 40);
    assert.deepEqual(dataset["targets"], [
      { target: "class", classes: 2, pictures: { above: 20, below: 20 } },
    ]);
    const { value: listed } = await assistant.use("pupil_list_runs", { dataset: "shades" });
    assert.equal(listed["inAll"], 1);
    const [first] = listed["runs"] as { run: string; state: string }[];
    assert.deepEqual([first!.run, first!.state], [run, "finished"]);
    const { value: metrics } = await assistant.use("pupil_read_metrics", { run });
    assert.equal((metrics["metrics"] as unknown[]).length, 2);
    const { value: evaluation } = await assistant.use("pupil_evaluate_run", { run });
    assert.equal(evaluation["pictures"], 6);
    const pictures = ["shades/above/above_3.png", "shades/gone.png"];
    const { value: said } = await assistant.use("pupil_classify_pictures", { run, pictures });
    const [known, gone] = said["predictions"] as { top: unknown[]; error?: string }[];
    assert.equal(known!.top.length, 2);
    assert.match(gone!.error!, /no shades\/gone\.png in the workspace/);
  });

  it("reports progress that only grows, over all stages of a call", async () => {
    const reports = await assistant.progressOf("pupil_evaluate_run", { run, split: "train" });
    assert.ok(new Set(reports.map(({ message }) => message)).size > 1, "it has several stages");
    for (const [index, { progress, total = 0 }] of reports.entries()) {
      assert.ok(progress > (reports[index - 1]?.progress ?? 0), JSON.stringify(reports));
      assert.ok(progress <= total);
    }
  });

  it("sees nothing outside its folder, by no path and no link", async () => {
    for (const dataset of ["..", outside, "shades/../..", "link", "link/above", "/"]) {
      await assistant.refusedWith("outside-workspace", "pupil_scan_dataset", { dataset });
      await assistant.refusedWith("outside-workspace", "pupil_list_runs", { dataset });
    }
    const picture = join(outside, "others", "above", "above_0.png");
    const pictures = [picture];
    await assistant.refusedWith("outside-workspace", "pupil_classify_pictures", { run, pictures });
    const linked = ["link/above/above_0.png"];
    await assistant.refusedWith("outside-workspace", "pupil_classify_pictures", {
      run,
      pictures: linked,
    });
  });

  it("refuses inputs that do not fit, and says why", async () => {
    await assistant.refusedWith("invalid-argument", "pupil_list_runs", {});
    await assistant.refusedWith("invalid-argument", "pupil_list_runs", { dataset: 1 });
    await assistant.refusedWith("not-found", "pupil_list_runs", { dataset: "gone" });
    await assistant.refusedWith("invalid-argument", "pupil_list_runs", { dataset: "a", x: 1 });
    await assistant.refusedWith("invalid-argument", "pupil_evaluate_run", { run, split: "all" });
    const cut = { run, pictures: ["shades/above/above_3.png\0.txt"] };
    await assistant.refusedWith("invalid-argument", "pupil_classify_pictures", cut);
    const many = Array.from({ length: 101 }, () => "shades/above/above_3.png");
    const asked = { run, pictures: many };
    await assistant.refusedWith("invalid-argument", "pupil_classify_pictures", asked);
    await assert.rejects(
      assistant.use("pupil_start_training", { dataset: "shades", target: "class" }),
      /not found|unknown/i,
    );
  });
});

describe("pupil mcp --allow-training", () => {
  const root = temporaryFolder();
  const assistant = new Assistant();
  const settings = { dataset: "shades", target: "class", imageSize: 32, batch: 8 };

  before(async () => {
    mkdirSync(join(root, "shades"));
    await drawShades(join(root, "shades"), 20);
    await assistant.start(root, "--allow-training");
  });
  after(async () => {
    await assistant.stop();
  });

  it("starts a training, follows it and stops it", async () => {
    const { value: started } = await assistant.use("pupil_start_training", {
      ...settings,
      epochs: 1000,
    });
    assert.equal(started["state"], "running");
    const { run } = started as { run: string };
    await assistant.refusedWith("run-busy", "pupil_start_training", settings);
    const epochs = async () =>
      ((await assistant.use("pupil_read_metrics", { run })).value["metrics"] as unknown[]).length;
    while ((await epochs()) === 0) await sleep(50);
    const { value: stopped } = await assistant.use("pupil_stop_training", { run });
    assert.equal(stopped["state"], "stopped");
    await assistant.refusedWith("run-busy", "pupil_stop_training", { run });
  });

  it("trains with settings that fit, and no weights from elsewhere", async () => {
    const wrong = { ...settings, target: "colour" };
    await assistant.refusedWith("unknown-target", "pupil_start_training", wrong);
    const weights = { ...settings, weights: "../weights.pth" };
    await assistant.refusedWith("outside-workspace", "pupil_start_training", weights);
  });
});
