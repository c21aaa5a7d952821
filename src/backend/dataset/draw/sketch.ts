/** A sheet of SVG that keeps, beside what is seen, the silhouette of the animal. */
import { css, type Colour } from "./colour";
import { rectangle, text, transform, type Placement } from "./geometry";

/** How a path is filled and stroked; a string is a gradient of this sketch. */
export interface Paint {
  readonly fill?: Colour | string;
  readonly stroke?: Colour;
  /** Of the stroke. Default 0.04: right for lines in units of half a head. */
  readonly width?: number;
  readonly opacity?: number;
}

export interface Stop {
  readonly offset: number;
  readonly colour: Colour;
  readonly opacity?: number;
}

const ROUND = `stroke-linecap="round" stroke-linejoin="round"`;
const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [0, 0, 100];
const fillOf = (fill: Colour | string | undefined): string =>
  fill === undefined ? "none" : typeof fill === "string" ? fill : css(fill);

function element(path: string, { fill, stroke, width = 0.04, opacity }: Paint): string {
  const line = stroke ? ` stroke="${css(stroke)}" stroke-width="${text(width)}" ${ROUND}` : "";
  const veil = opacity === undefined ? "" : ` opacity="${text(opacity)}"`;
  return `<path d="${path}" fill="${fillOf(fill)}"${line}${veil}/>`;
}

/** Collects shapes from back to front; then gives the picture and the silhouette as SVG. */
export class Sketch {
  private readonly definitions: string[] = [];
  private readonly seen: string[] = [];
  private readonly silhouette: string[] = [];

  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  /** A shape that does not change the silhouette: scenery, or a marking inside the animal. */
  shape(path: string, paint: Paint): void {
    this.seen.push(element(path, paint));
  }

  /** A shape that is part of the animal. */
  body(path: string, paint: Paint): void {
    this.shape(path, paint);
    this.silhouette.push(element(path, { fill: WHITE, stroke: WHITE, width: paint.width }));
  }

  /** A line that is part of the animal: a tail, a leg. */
  limb(path: string, stroke: Colour, width: number): void {
    this.shape(path, { stroke, width });
    this.silhouette.push(element(path, { stroke: WHITE, width }));
  }

  /** A shape that stands in front of the animal and hides it. */
  cover(path: string, paint: Paint): void {
    this.shape(path, paint);
    const stroke = paint.stroke === undefined ? undefined : BLACK;
    const fill = paint.fill === undefined ? undefined : BLACK;
    this.silhouette.push(element(path, { fill, stroke, width: paint.width }));
  }

  /** Draws in the coordinates of the placement. */
  within(placement: Placement, draw: () => void): void {
    for (const list of [this.seen, this.silhouette]) {
      list.push(`<g transform="${transform(placement)}">`);
    }
    draw();
    for (const list of [this.seen, this.silhouette]) list.push("</g>");
  }

  /** Draws only what falls inside the path. */
  inside(path: string, draw: () => void): void {
    const id = this.define((name) => `<clipPath id="${name}"><path d="${path}"/></clipPath>`);
    this.seen.push(`<g clip-path="url(#${id})">`);
    draw();
    this.seen.push("</g>");
  }

  /** A fill that goes from one colour at the light side (upper left) to others. */
  glow(...stops: readonly Stop[]): string {
    return this.gradient(`radialGradient`, `cx="0.4" cy="0.3" r="0.8"`, stops);
  }

  /** A fill that goes out evenly from the middle. */
  halo(...stops: readonly Stop[]): string {
    return this.gradient(`radialGradient`, `cx="0.5" cy="0.5" r="0.5"`, stops);
  }

  /** A fill along a direction in degrees: 90 is downwards. */
  slope(degrees: number, ...stops: readonly Stop[]): string {
    const [dx, dy] = [
      Math.cos((degrees * Math.PI) / 180) / 2,
      Math.sin((degrees * Math.PI) / 180) / 2,
    ];
    const from = `x1="${text(0.5 - dx)}" y1="${text(0.5 - dy)}"`;
    const to = `x2="${text(0.5 + dx)}" y2="${text(0.5 + dy)}"`;
    return this.gradient("linearGradient", `${from} ${to}`, stops);
  }

  /** The picture as SVG. */
  picture(): string {
    return this.sheet(`<defs>${this.definitions.join("")}</defs>${this.seen.join("")}`);
  }

  /** The silhouette as SVG: white on black. */
  mask(): string {
    const ground = element(rectangle(0, 0, this.width, this.height), { fill: BLACK });
    return this.sheet(ground + this.silhouette.join(""));
  }

  private sheet(content: string): string {
    const size = `width="${this.width}" height="${this.height}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${content}</svg>`;
  }

  private gradient(kind: string, where: string, stops: readonly Stop[]): string {
    const content = stops.map(({ offset, colour, opacity = 1 }) => {
      const veil = opacity === 1 ? "" : ` stop-opacity="${text(opacity)}"`;
      return `<stop offset="${text(offset)}" stop-color="${css(colour)}"${veil}/>`;
    });
    const id = this.define(
      (name) => `<${kind} id="${name}" ${where}>${content.join("")}</${kind}>`,
    );
    return `url(#${id})`;
  }

  private define(markup: (name: string) => string): string {
    const name = `d${this.definitions.length}`;
    this.definitions.push(markup(name));
    return name;
  }
}
