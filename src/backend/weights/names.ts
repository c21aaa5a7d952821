/** The names of arrays in other people's files, as torchvision (and Pupil) call them. */

/** What wrappers put before every name: DataParallel, Lightning, and classes of people's own. */
const WRAPPERS = ["module.", "model.", "backbone.", "network.", "net.", "encoder."];

/** Whether an array belongs to a classifier's head, which another number of classes makes useless. */
export function isHead(name: string): boolean {
  return /^(fc\d?|classifier|head)\./.test(name);
}

/** Takes away, as often as it goes, a wrapper's name that all names begin with. */
function withoutWrapper(names: readonly string[]): readonly string[] {
  const wrapper = WRAPPERS.find((prefix) => names.every((name) => name.startsWith(prefix)));
  if (wrapper === undefined || names.length === 0) return names;
  return withoutWrapper(names.map((name) => name.slice(wrapper.length)));
}

/** Blocks a stage of MobileNetV2: torchvision counts them through, timm by stage. */
const STAGE_BLOCKS = [1, 2, 3, 4, 3, 3, 1] as const;
const FIRST_BLOCK = 1;

/** Parts of a block, timm's name to torchvision's; the first block expands nothing. */
const FIRST_PARTS: Readonly<Record<string, string>> = {
  conv_dw: "0.0",
  bn1: "0.1",
  conv_pw: "1",
  bn2: "2",
};
const PARTS: Readonly<Record<string, string>> = {
  conv_pw: "0.0",
  bn1: "0.1",
  conv_dw: "1.0",
  bn2: "1.1",
  conv_pwl: "2",
  bn3: "3",
};
/** Before and after the blocks. */
const ENDS: Readonly<Record<string, string>> = {
  conv_stem: "features.0.0",
  bn1: "features.0.1",
  conv_head: "features.18.0",
  bn2: "features.18.1",
  classifier: "classifier.1",
};

/** timm's name of a MobileNetV2 array as torchvision's; a name that it does not know stays. */
function fromTimm(name: string): string {
  const block = /^blocks\.(\d)\.(\d)\.(\w+)\.(\w+)$/.exec(name);
  if (block !== null) {
    const [, stage, index, part = "", leaf = ""] = block;
    const before = STAGE_BLOCKS.slice(0, Number(stage)).reduce((sum, count) => sum + count, 0);
    const inside = (stage === "0" ? FIRST_PARTS : PARTS)[part];
    if (inside === undefined) return name;
    return `features.${FIRST_BLOCK + before + Number(index)}.conv.${inside}.${leaf}`;
  }
  const [part = "", leaf, ...rest] = name.split(".");
  const end = ENDS[part];
  return end === undefined || leaf === undefined || rest.length > 0 ? name : `${end}.${leaf}`;
}

/** Each name of a file as torchvision would have it, in the same order. */
export function torchvisionNames(names: readonly string[]): readonly string[] {
  const plain = withoutWrapper(names);
  return plain.includes("conv_stem.weight") ? plain.map(fromTimm) : plain;
}
