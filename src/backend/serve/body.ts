/** Reads the picture that a request carries, and never more of it than is allowed. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { UserError } from "../../protocol/errors";
import { Refusal } from "./refusal";

function tooLarge(limit: number): Refusal {
  const megabytes = (limit / 2 ** 20).toLocaleString("en-US", { maximumFractionDigits: 1 });
  return new Refusal(413, "invalid-argument", `A picture may have ${megabytes} MiB at most.`);
}

/** Refuses what is no picture by its own account; forms are not taken apart. */
function assertPicture({ headers }: IncomingMessage): void {
  const type = (headers["content-type"] ?? "application/octet-stream").toLowerCase();
  if (type.startsWith("image/") || type.startsWith("application/octet-stream")) return;
  // what `curl --data-binary` says of everything
  if (type.startsWith("application/x-www-form-urlencoded")) return;
  throw new Refusal(
    415,
    "invalid-argument",
    "Send the bytes of one picture as the body (curl --data-binary @picture.jpg), not a form.",
  );
}

/** Who was refused has so long to send the rest and to hear why. */
const LINGER_MS = 2_000;

/**
 * Ends the connection of a refused request that goes on for long: a body without end would keep it.
 * Until then what comes is thrown away, for who is cut off while sending may miss the answer.
 */
export function dropUnread(request: IncomingMessage): void {
  setTimeout(() => {
    if (!request.complete) request.destroy();
  }, LINGER_MS).unref();
}

/** The body, of at most `limit` bytes; what comes after a refusal is not kept. */
export async function readPicture(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
): Promise<Uint8Array> {
  assertPicture(request);
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  if (request.headers.expect !== undefined) response.writeContinue();
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) {
        chunks.push(chunk);
        return;
      }
      request.off("data", take);
      chunks.length = 0;
      reject(tooLarge(limit));
    };
    request.on("data", take);
    request.once("end", () => {
      resolve(Buffer.concat(chunks));
    });
    request.once("close", () => {
      if (!request.complete) reject(new UserError("cancelled", "The request was given up."));
    });
  });
}
