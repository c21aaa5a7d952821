/** A network's arrays as TensorFlow's variables. */
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { elementCount, parameters, parametersOf, type ParameterSpec } from "../../nn/parameters";
import { type Graph, onlyInput, pictureShape } from "../../nn/trace";
import { findCentred } from "../centred";
import { checkedWeight } from "../checkWeights";
import type { TrainingOptions, TrainingState, WeightArray } from "../engine";
import { learningRules, startingWeight } from "../learning";
import type { Learned } from "./adam";
import { Layout } from "./layout";
import type { Tf } from "./library";

/** The names of the weights of convolutions that turn each channel into one, apart from the others. */
function depthwiseWeights(graph: Graph): Set<string> {
  return new Set(
    graph.flatMap((node) => {
      const { operation } = node;
      if (operation.kind !== "conv2d") return [];
      const [channels] = pictureShape(onlyInput(node));
      const isDepthwise = operation.groups === channels && operation.out === channels;
      return isDepthwise && channels > 1 ? [`${operation.name}.weight`] : [];
    }),
  );
}

/** Layout of the arrays of a network. */
export function layoutOf(tf: Tf, graph: Graph): Layout {
  return new Layout(tf, depthwiseWeights(graph));
}

/** All arrays of a network that is being trained. */
export class Arrays {
  readonly learned = new Map<string, Learned>();
  private readonly specs: readonly ParameterSpec[];
  private readonly variables = new Map<string, Variable>();
  private readonly layout: Layout;
  private readonly centred: ReadonlySet<string>;

  constructor(
    private readonly tf: Tf,
    graph: Graph,
    options: TrainingOptions,
  ) {
    const { state, frozenStatistics } = options;
    const centred = frozenStatistics === true ? [] : [...findCentred(graph)];
    this.centred = new Set(centred.flatMap((node) => parametersOf(node).map(({ name }) => name)));
    this.layout = layoutOf(tf, graph);
    this.specs = parameters(graph);
    const rules = new Map(learningRules(this.specs, options).map((rule) => [rule.name, rule]));
    for (const spec of this.specs) {
      const weight = this.variable(spec, startingWeight(spec, options));
      this.variables.set(spec.name, weight);
      const rule = rules.get(spec.name);
      if (rule === undefined) continue;
      const moment = (of: "firstMoments" | "secondMoments") =>
        this.variable(spec, momentOf(spec, state, of));
      const [first, second] = [moment("firstMoments"), moment("secondMoments")];
      const { factor, decay } = rule;
      this.learned.set(spec.name, { weight, first, second, factor, decay });
    }
  }

  /** The array of that name, in TensorFlow's layout. */
  readonly read = (name: string): Variable => {
    const variable = this.variables.get(name);
    if (variable === undefined) throw new TypeError(`the network has no array ${name}`);
    return variable;
  };

  /** Whether an array that is learned has a gradient: biases that a normalisation takes away have none. */
  hasGradient(name: string): boolean {
    return !(this.centred.has(name) && name.endsWith(".bias"));
  }

  /** A copy of weights and moments in PyTorch's layout. */
  async copy(): Promise<Omit<TrainingState, "step">> {
    const [weights, firstMoments, secondMoments] = [new Map(), new Map(), new Map()] as [
      Map<string, WeightArray>,
      Map<string, WeightArray>,
      Map<string, WeightArray>,
    ];
    for (const spec of this.specs) {
      const { name } = spec;
      weights.set(name, await this.layout.toArray(spec, this.read(name)));
      const moments = this.learned.get(name);
      if (moments === undefined) continue;
      firstMoments.set(name, await this.layout.toArray(spec, moments.first));
      secondMoments.set(name, await this.layout.toArray(spec, moments.second));
    }
    return { weights, firstMoments, secondMoments };
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
    for (const { first, second } of this.learned.values()) {
      first.dispose();
      second.dispose();
    }
  }

  private variable(spec: ParameterSpec, data: Float32Array): Variable {
    const { tf } = this;
    const tensor: Tensor = this.layout.toTensor(spec, data);
    const variable = tf.variable(tensor);
    tensor.dispose();
    return variable;
  }
}

function momentOf(
  spec: ParameterSpec,
  state: TrainingState | undefined,
  of: "firstMoments" | "secondMoments",
): Float32Array {
  if (state !== undefined) return checkedWeight(state[of], spec);
  return new Float32Array(elementCount(spec.shape));
}
