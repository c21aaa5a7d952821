/** Every setting, and how to train the same again. */
import type { RunDetail } from "../../../protocol/training";
import { leavesOf } from "../../util/leaves";
import { facts } from "../facts";
import { html, type Markup } from "../html";
import type { ReportMaterial } from "../material";
import { lastPart } from "../words";

/** The settings as they are written into a file: weights by their name, for a path is of one machine. */
function settingsOf({ config, pretrained }: RunDetail) {
  const { weights, ...rest } = config;
  return {
    ...rest,
    ...(weights !== undefined && { weights: pretrained?.name ?? lastPart(weights) }),
  };
}

/** The table of settings. */
export function configuration({ run }: ReportMaterial): Markup {
  const rows = leavesOf(settingsOf(run)).map(
    ([key, value]) =>
      html`<tr>
        <th scope="row"><code>${key}</code></th>
        <td>${String(value)}</td>
      </tr>`,
  );
  return html`<section aria-labelledby="configuration">
    <h2 id="configuration">Configuration</h2>
    <table>
      <caption>
        All settings
      </caption>
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

/** A word of a command that shells take as it is: nothing in single quotes means anything to them. */
function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function commands({ dataset, config, split, pretrained }: RunDetail): string {
  const [folder, target] = [shellWord(lastPart(dataset)), shellWord(config.target)];
  return [
    ...(config.balance === "upsample"
      ? [`pupil augment ${folder} --target ${target} --seed ${split.seed}`]
      : []),
    ...(pretrained ? [`pupil weights list          # has to have ${pretrained.name}`] : []),
    "pupil train --config pupil.json --again",
    "pupil evaluate RUN          # the folder that it names",
  ].join("\n");
}

/** The file and the commands. */
export function reproduce({ run, data }: ReportMaterial): Markup {
  const { config, device, versions, fingerprint } = run;
  const file = { dataset: lastPart(run.dataset), ...settingsOf(run) };
  const text = JSON.stringify(file, null, 2);
  return html`<section aria-labelledby="reproduce">
    <h2 id="reproduce">How to reproduce it</h2>
    <p>Save this as <code>pupil.json</code> beside the folder of pictures:</p>
    <pre><code>${text}</code></pre>
    <p>Then, on a command line in that folder:</p>
    <pre><code>${commands(run)}</code></pre>
    ${
      data !== null &&
      (data.corrected > 0 || (data.summary.excluded ?? 0) > 0) &&
      html`<p>
        What a person decided about pictures belongs to the data: it is in
        <code>.pupil/labels.json</code> and <code>.pupil/excluded.json</code> in their folder.
      </p>`
    }
    <p>
      The same seed, pictures, weights, versions and engine give the same numbers; other processors
      round differently in the last digits.
    </p>
    ${facts([
      ["Seed", String(config.seed)],
      ["Device", device],
      ["Fingerprint of the data", html`<code>${fingerprint}</code>`],
      ["Labelling rule", data?.summary.rule.kind],
      [
        "Pretrained weights, SHA-256",
        run.pretrained && html`<code>${run.pretrained.sha256}</code>`,
      ],
      ...Object.entries(versions).map(
        ([name, version]) => [`Version of ${name}`, version] as const,
      ),
    ])}
  </section>`;
}
