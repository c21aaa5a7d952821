/** The little of JSON Schema that tools describe their inputs in, and how an input is held against it. */
import { UserError } from "../errors";

interface Described {
  readonly description: string;
}

export type PropertySchema = Described &
  (
    | { readonly type: "string"; readonly enum?: readonly string[] }
    | { readonly type: "boolean" }
    | {
        readonly type: "integer" | "number";
        readonly minimum?: number;
        readonly exclusiveMinimum?: number;
        readonly maximum?: number;
        readonly multipleOf?: number;
      }
    | {
        readonly type: "array";
        readonly items: { readonly type: "string" };
        readonly minItems: number;
        readonly maxItems: number;
      }
  );

export interface InputSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, PropertySchema>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

function refused(message: string): UserError {
  return new UserError("invalid-argument", message);
}

/** Texts end nowhere before their end: a path with a NUL would name another file to the system. */
function isText(value: unknown): value is string {
  return typeof value === "string" && !value.includes("\0");
}

/** What is wrong with a value; undefined when nothing is. */
function complaint(value: unknown, schema: PropertySchema): string | undefined {
  switch (schema.type) {
    case "string":
      if (!isText(value)) return "must be a text";
      if (schema.enum === undefined || schema.enum.includes(value)) return undefined;
      return `must be one of ${schema.enum.join(", ")}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "integer":
    case "number": {
      if (typeof value !== "number" || !Number.isFinite(value)) return "must be a number";
      if (schema.type === "integer" && !Number.isSafeInteger(value))
        return "must be a whole number";
      const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity } = schema;
      if (value < minimum || value <= exclusiveMinimum) return "is too small";
      if (value > maximum) return "is too large";
      const { multipleOf = 0 } = schema;
      return multipleOf > 0 && value % multipleOf !== 0
        ? `must be a multiple of ${multipleOf}`
        : undefined;
    }
    case "array": {
      const { minItems, maxItems } = schema;
      const isListOfTexts = Array.isArray(value) && value.every(isText);
      if (!isListOfTexts) return "must be a list of texts";
      if (value.length >= minItems && value.length <= maxItems) return undefined;
      return `must have ${minItems} to ${maxItems} entries`;
    }
  }
}

/** Checks an input of any origin against a schema; "invalid-argument" says what does not fit. */
export function checkInput(input: unknown, schema: InputSchema): Readonly<Record<string, unknown>> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw refused("The input must be an object.");
  }
  const given = input as Readonly<Record<string, unknown>>;
  for (const name of schema.required) {
    if (given[name] === undefined) throw refused(`"${name}" is missing.`);
  }
  for (const [name, value] of Object.entries(given)) {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (property === undefined) throw refused(`"${name}" is not known here.`);
    const wrong = value === undefined ? undefined : complaint(value, property);
    if (wrong !== undefined) throw refused(`"${name}" ${wrong}.`);
  }
  return given;
}
