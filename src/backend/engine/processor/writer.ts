/** Writes the layers of a part of the network as calls of a program, forward and back. */
import { parametersOf } from "../../nn/parameters";
import type { GraphNode } from "../../nn/trace";
import { convolution } from "./layers/convolution";
import { norm, pooledNorm } from "./layers/norms";
import { dropout, flatten, globalAvgPool, linear, maxPool, relu } from "./layers/simple";
import { Gradient, type Lowered, type Lowering, type Source } from "./lowering";
import type { Area } from "./memory";
import { numbersOf } from "./parts";
import { sourcesOf, type Unit } from "./units";

interface Written {
  readonly unit: Unit;
  readonly lowered: Lowered;
}

export class Writer {
  private readonly values = new Map<GraphNode, Area>();
  private readonly gradients = new Map<GraphNode, Gradient>();
  private readonly written: Written[] = [];
  private dropouts = 0;

  /** `source` is what the part reads, in an area that is filled before; `isWanted`: whether its gradient is. */
  constructor(
    private readonly lowering: Lowering,
    source: Source,
    isWanted: boolean,
  ) {
    this.values.set(source.node, source.area);
    if (isWanted) this.gradients.set(source.node, this.gradient(source.node));
  }

  /** Writes the units forward; gives where the last one's result is. */
  forward(units: readonly Unit[]): Area {
    for (const unit of units) {
      const lowered = this.lower(unit);
      this.values.set(unit.node, lowered.output);
      this.written.push({ unit, lowered });
      if (this.learns(unit) || sourcesOf(unit).some((source) => this.gradients.has(source))) {
        this.gradients.set(unit.node, this.gradient(unit.node));
      }
    }
    const last = units.at(-1);
    if (last === undefined) throw new TypeError("there are no layers");
    return this.source(last.node).area;
  }

  /** Whether a gradient has to reach the node: something learns there, or before. */
  reaches(node: GraphNode): boolean {
    return this.gradients.has(node);
  }

  /** Writes back from the gradient of the last result; gives that of what the part reads, if it is wanted. */
  backward(node: GraphNode, gradient: Area, source: GraphNode): Area | undefined {
    this.gradients.get(node)?.take(gradient);
    for (const { unit, lowered } of this.written.toReversed()) {
      const known = this.gradients.get(unit.node)?.area;
      if (known === undefined) continue;
      const sources = sourcesOf(unit).map((read) => this.gradients.get(read));
      lowered.backward(known, sources);
    }
    return this.gradients.get(source)?.area;
  }

  private gradient(node: GraphNode): Gradient {
    return new Gradient(this.lowering.program, numbersOf(node));
  }

  private learns(unit: Unit): boolean {
    const own = parametersOf(unit.node).map(({ name }) => name);
    const norm = unit.kind === "norm" || unit.kind === "pooledNorm" ? unit.norm.name : undefined;
    const names = norm === undefined ? own : [`${norm}.weight`, `${norm}.bias`];
    return names.some((name) => this.lowering.gradient(name) !== undefined);
  }

  private source(node: GraphNode): Source {
    const area = this.values.get(node);
    if (area === undefined) throw new TypeError(`node ${node.index} is read before it is written`);
    return { node, area };
  }

  private lower(unit: Unit): Lowered {
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
        const input = `mask${this.dropouts++}`;
        return dropout(lowering, x, { input, features: numbersOf(node), rate: operation.rate });
      }
    }
  }
}
