/** What runs were set to do, on what, with what: every value of their records side by side, whatever it is called. */
import { NO_AUGMENTATION } from "../../../protocol/augment";
import type { ComparedSetting, SettingGroup } from "../../../protocol/comparison";
import type { RunDetail } from "../../../protocol/training";
import { leavesOf } from "../../util/leaves";

function groupsOf(run: RunDetail): Readonly<Record<SettingGroup, unknown>> {
  const { config, dataset, fingerprint, split, device, versions } = run;
  const { counts, ...rest } = split;
  return {
    // a run that changes no picture says nothing about it, and does as one whose strengths are all 0
    configuration: { ...config, augmentation: config.augmentation ?? NO_AUGMENTATION },
    data: { dataset, fingerprint, pictures: counts, split: rest },
    software: { device, versions },
  };
}

function compareGroup(runs: readonly RunDetail[], group: SettingGroup): ComparedSetting[] {
  const all = runs.map((run) => new Map(leavesOf(groupsOf(run)[group])));
  const keys = new Set(all.flatMap((leaves) => [...leaves.keys()]));
  return [...keys].map((key) => {
    const values = all.map((leaves) => leaves.get(key) ?? null);
    return { group, key, values, differs: new Set(values).size > 1 };
  });
}

/** All settings of all runs, group by group, in the order in which the runs' records have them. */
export function compareSettings(runs: readonly RunDetail[]): ComparedSetting[] {
  const groups: readonly SettingGroup[] = ["configuration", "data", "software"];
  return groups.flatMap((group) => compareGroup(runs, group));
}
