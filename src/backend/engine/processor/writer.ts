/** Writes a network's step as a program: forward, loss, and backward. */
import { elementCount, parametersOf } from "../../nn/parameters";
import type { Graph, GraphNode } from "../../nn/trace";
import type { StepResult, TrainingOptions } from "../engine";
import { crossEntropy } from "./crossEntropy";
import { convolution } from "./layers/convolution";
import { norm, pooledNorm } from "./layers/norms";
import { dropout, flatten, globalAvgPool, linear, maxPool, relu } from "./layers/simple";
import { Gradient, type Lowered, type Lowering, type Source } from "./lowering";
import type { Area } from "./memory";
import { sourcesOf, type Unit } from "./units";

/** Values of a byte. */
const LEVELS = 256;

export class Writer {
  private readonly values = new Map<GraphNode, Area>();
  private dropouts = 0;

  constructor(
    private readonly lowering: Lowering,
    private readonly options: TrainingOptions,
  ) {}

  /** `finish` is called with the result of each step that runs. */
  write(graph: Graph, units: readonly Unit[], finish: (result: StepResult) => void): void {
    const [input] = graph;
    const last = graph.at(-1);
    if (input === undefined || last === undefined) throw new TypeError("the network is empty");
    this.values.set(input, this.pictures(input));
    const layers = units.map((unit) => {
      const lowered = this.forward(unit);
      this.values.set(unit.node, lowered.output);
      return { unit, lowered };
    });
    const gradients = this.gradients(graph);
    gradients.get(last)?.take(this.loss(this.source(last).area, finish));
    for (const { unit, lowered } of layers.reverse()) {
      const gradient = gradients.get(unit.node)?.area;
      if (gradient === undefined) continue;
      lowered.backward(
        gradient,
        sourcesOf(unit).map((source) => gradients.get(source)),
      );
    }
  }

  /** Of the nodes that learn or come after one that does. */
  private gradients(graph: Graph): ReadonlyMap<GraphNode, Gradient> {
    const { program, gradient } = this.lowering;
    const found = new Map<GraphNode, Gradient>();
    for (const node of graph) {
      const learns = parametersOf(node).some(({ name }) => gradient(name) !== undefined);
      if (!learns && !node.inputs.some((input) => found.has(input))) continue;
      found.set(node, new Gradient(program, elementCount(node.shape)));
    }
    return found;
  }

  /** Normalises the step's bytes: (x / 255 - mean) / std. */
  private pictures(input: GraphNode): Area {
    const { program, input: given } = this.lowering;
    const { mean, std } = this.options.statistics;
    const numbers = elementCount(input.shape);
    const bytes = program.area((batch) => batch * numbers);
    const table = program.floats(0, 3 * LEVELS);
    const area = program.floats(numbers);
    program.call([bytes, table, area], (memory) => {
      const levels = memory.floats(table);
      for (let i = 0; i < 3 * LEVELS; i++) {
        const channel = Math.floor(i / LEVELS);
        levels[i] = ((i % LEVELS) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
      }
      const from = memory.at(bytes);
      const count = memory.batch * numbers;
      new Uint8Array(memory.buffer, from, count).set(given().inputs.subarray(0, count));
      memory.kernels.lookUp(from, count / 3, memory.at(table), memory.at(area));
    });
    return area;
  }

  private loss(logits: Area, finish: (result: StepResult) => void): Area {
    const { program, input } = this.lowering;
    const { classes, heads = [classes] } = this.options;
    const gradient = program.floats(classes);
    program.call([logits, gradient], (memory) => {
      const { target, count } = input();
      const copy = memory.floats(logits).slice(0, count * classes);
      const into = memory.floats(gradient);
      finish({ loss: crossEntropy({ logits: copy, target, count, heads }, into), logits: copy });
    });
    return gradient;
  }

  private source(node: GraphNode): Source {
    const area = this.values.get(node);
    if (area === undefined) throw new TypeError(`node ${node.index} is read before it is written`);
    return { node, area };
  }

  private forward(unit: Unit): Lowered {
    const { lowering } = this;
    const [first, second] = sourcesOf(unit).map((node) => this.source(node));
    if (first === undefined) throw new TypeError("a layer reads nothing");
    switch (unit.kind) {
      case "convolution":
        return convolution(lowering, unit, first);
      case "norm":
        return norm(lowering, unit, { z: first, shortcut: second });
      case "pooledNorm":
        return pooledNorm(lowering, unit, first);
      case "layer":
        return this.layer(unit, first);
    }
  }

  private layer(unit: Extract<Unit, { readonly kind: "layer" }>, x: Source): Lowered {
    const { lowering } = this;
    const { operation, node } = unit;
    switch (operation.kind) {
      case "maxPool":
        return maxPool(lowering, operation, { x, node });
      case "globalAvgPool":
        return globalAvgPool(lowering, x);
      case "flatten":
        return flatten(lowering, x);
      case "linear":
        return linear(lowering, operation, x);
      case "relu":
        return relu(lowering, x);
      case "dropout": {
        const { seed } = this.options;
        const features = elementCount(node.shape);
        const name = `mask${this.dropouts++}`;
        return dropout(lowering, x, { input: name, features, rate: operation.rate, seed });
      }
    }
  }
}
