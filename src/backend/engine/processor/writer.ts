/** Writes the layers of a part of the network as calls of a program, forward and back. */
import { elementCount } from "../../nn/parameters";
import type { GraphNode } from "../../nn/trace";
import { convolution } from "./layers/convolution";
import { norm, pooledNorm } from "./layers/norms";
import { dropout, flatten, globalAvgPool, linear, maxPool, relu } from "./layers/simple";
import { Gradient, type Lowered, type Lowering, type Source } from "./lowering";
import type { Area } from "./memory";
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

  /** `source` is what the part reads, in an area that is filled before; `learning`: what a gradient has to reach. */
  constructor(
    private readonly lowering: Lowering,
    private readonly learning: ReadonlySet<GraphNode>,
    source: Source,
  ) {
    this.place(source.node, source.area);
  }

  /** Writes the units forward; gives where the last one's result is. */
  forward(units: readonly Unit[]): Area {
    for (const unit of units) {
      const lowered = this.lower(unit);
      this.place(unit.node, lowered.output);
      this.written.push({ unit, lowered });
    }
    const last = units.at(-1);
    if (last === undefined) throw new TypeError("there are no layers");
    return this.source(last.node).area;
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

  private place(node: GraphNode, area: Area): void {
    this.values.set(node, area);
    if (!this.learning.has(node)) return;
    this.gradients.set(node, new Gradient(this.lowering.program, elementCount(node.shape)));
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
        return dropout(lowering, x, {
          input,
          features: elementCount(node.shape),
          rate: operation.rate,
        });
      }
    }
  }
}
