/** The endpoint's description, as OpenAPI 3.1 has it. */
import { MAXIMUM_PICTURE_BYTES } from "../../protocol/serving";
import { pupilVersion } from "../util/versions";

const text = { type: "string" } as const;
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ "application/json": { schema } });
const refused = (description: string) => ({ description, content: json(reference("Refusal")) });
const picture = { schema: { type: "string", format: "binary" } };

const RankedClasses = {
  type: "array",
  description: "Best first.",
  items: {
    type: "object",
    required: ["name", "probability"],
    properties: { name: text, probability: { type: "number", minimum: 0, maximum: 1 } },
  },
};

const schemas = {
  RankedClasses,
  Answer: {
    type: "object",
    required: ["network", "target", "top", "labels", "milliseconds"],
    properties: {
      network: text,
      target: { ...text, description: "What is told apart." },
      secondTarget: text,
      top: reference("RankedClasses"),
      second: reference("RankedClasses"),
      labels: {
        type: "object",
        description: "The best class of each target, and the coarser classes that it implies.",
        additionalProperties: text,
      },
      milliseconds: { type: "number", minimum: 0 },
    },
  },
  Refusal: {
    type: "object",
    required: ["error"],
    properties: {
      error: {
        type: "object",
        required: ["code", "message"],
        properties: { code: text, message: text },
      },
    },
  },
};

const classify = {
  operationId: "classify",
  summary: "Says what a picture shows.",
  security: [{ token: [] }],
  parameters: [
    {
      name: "top",
      in: "query",
      description: "How many classes to name.",
      schema: { type: "integer", minimum: 1, default: 5 },
    },
  ],
  requestBody: {
    required: true,
    description: `The bytes of one picture, at most ${MAXIMUM_PICTURE_BYTES}.`,
    content: {
      "image/jpeg": picture,
      "image/png": picture,
      "image/webp": picture,
      "application/octet-stream": picture,
    },
  },
  responses: {
    200: { description: "What it shows.", content: json(reference("Answer")) },
    400: refused("`top` is no number of classes."),
    401: refused("The token is missing or wrong."),
    403: refused("Asked by a page of another site."),
    413: refused("The picture is too large."),
    415: refused("The body is not the bytes of a picture, but a form, say."),
    421: refused("Asked under another name than the server's."),
    422: refused("It is no picture that can be read."),
    500: refused("The run cannot be used."),
    503: refused("Too many pictures at once; Retry-After says when to try again."),
  },
};

/** The description of the server at this address. */
export function openApi(address: string): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Pupil",
      version: pupilVersion(),
      description: "Classifies pictures by a trained run, on this machine alone.",
    },
    servers: [{ url: address }],
    paths: {
      "/classify": { post: classify },
      "/health": {
        get: {
          operationId: "health",
          summary: "Says that the server is there.",
          security: [],
          responses: {
            200: {
              description: "It is.",
              content: json({
                type: "object",
                required: ["status"],
                properties: { status: { const: "ok" } },
              }),
            },
          },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas,
    },
  };
}
